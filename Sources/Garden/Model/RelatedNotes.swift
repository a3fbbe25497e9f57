import Notebook

/// Finds notes that a reader of one may like: what is linked with the same notes, what is near it under its topics.
///
/// Each note looks at a bounded number of others, so that all of them take time in proportion to their number.
struct RelatedNotes {
  private let notes: [NoteCard]
  private let tags: TagIndex
  /// Both ways, without the note itself.
  private var neighbours: [[Int]]
  /// For each tag, where a note stands in its list.
  private var places: [[Int: Int]]

  /// So many are shown.
  private static let shown = 5
  /// Further links of a note, and further notes of a tag on either side, are not looked at.
  private static let (links, reach) = (12, 6)

  init(_ notes: [NoteCard], targets: [[LinkMap.Target]], backlinks: [[GardenModel.Backlink]], tags: TagIndex)
  {
    (self.notes, self.tags) = (notes, tags)
    neighbours = targets.enumerated().map { note, targets in
      var found: [Int] = []
      for target in targets {
        if case .note(let other, _) = target, other != note, !found.contains(other) { found.append(other) }
        if found.count == Self.links { break }
      }
      for link in backlinks[note].prefix(Self.links) where !found.contains(link.note) {
        found.append(link.note)
      }
      return found
    }
    places = tags.tags.map { tag in
      Dictionary(
        tag.notes.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
  }

  var all: [[Int]] {
    SideBySide.map(Array(notes.indices)) { related(to: $0) }
  }

  private func related(to note: Int) -> [Int] {
    var scores: [Score] = []
    scores.reserveCapacity(256)
    for neighbour in neighbours[note] {
      scores.append(Score(note: neighbour, points: 3))
      for second in neighbours[neighbour].prefix(Self.links) { scores.append(Score(note: second, points: 4)) }
    }
    for name in notes[note].tags {
      guard let tag = tags.place(of: name), let place = places[tag][note] else { continue }
      let members = tags.tags[tag].notes
      let near = max(0, place - Self.reach)..<min(members.count, place + Self.reach + 1)
      // A rare topic says more.
      let weight = 2 + 12 / max(1, members.count)
      for other in members[near] { scores.append(Score(note: other, points: weight)) }
    }
    return best(of: scores, for: note)
  }

  private struct Score {
    var note: Int
    var points: Int
  }

  /// Those with most points, which are added up; among equals, the first by path.
  private func best(of scores: [Score], for note: Int) -> [Int] {
    let own = notes[note]
    let sorted = scores.sorted { $0.note < $1.note }
    var best: [Score] = []
    var index = 0
    while index < sorted.count {
      var score = sorted[index]
      index += 1
      while index < sorted.count, sorted[index].note == score.note {
        score.points += sorted[index].points
        index += 1
      }
      guard score.note != note, notes[score.note].family != own.family else { continue }
      score.points += notes[score.note].language == own.language ? 1 : -3
      let place = best.lastIndex { $0.points >= score.points }.map { $0 + 1 } ?? 0
      guard place < Self.shown else { continue }
      best.insert(score, at: place)
      if best.count > Self.shown { best.removeLast() }
    }
    return best.map(\.note)
  }
}
