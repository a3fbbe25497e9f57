import NetLanguage
import Notebook
import Rendering

/// The garden as a whole: its notes, and what they have to do with each other. All of it takes time in proportion to
/// the number of notes and links.
struct GardenModel: Sendable {
  /// By path.
  let notes: [NoteCard]
  /// For each note, where its references lead.
  let targets: [[LinkMap.Target]]
  /// For each note, those that link to it.
  let backlinks: [[Backlink]]
  /// For each note, the others of its family.
  let translations: [[Int]]
  /// For each note, what else a reader may like.
  let related: [[Int]]
  let tags: TagIndex
  /// Files beside the notes that published notes refer to, by path.
  let attachments: [String]
  let problems: [GardenProblem]

  struct Backlink: Hashable, Sendable {
    var note: Int
    /// Up to three of its references.
    var references: [Int]
  }

  /// - Parameters:
  ///   - folder: that of the notes, for messages.
  ///   - lines: the lines of a note's file, for the place of what is wrong.
  init(
    _ notes: [NoteCard], links: LinkMap, tags: TagIndex, folder: String,
    lines: @escaping @Sendable (_ path: String) -> [String]
  ) {
    self.notes = notes
    self.tags = tags
    let resolutions = SideBySide.map(notes) { note in note.references.map { links.resolve($0, of: note) } }
    targets = resolutions.map { $0.map(\.target) }
    problems = Self.problems(of: notes, resolutions, folder: folder, lines: lines)
    backlinks = Self.backlinks(targets)
    var families: [String: [Int]] = [:]
    for (index, note) in notes.enumerated() { families[note.family, default: []].append(index) }
    translations = notes.enumerated().map { index, note in
      (families[note.family] ?? []).filter { $0 != index && notes[$0].language != note.language }
    }
    related = RelatedNotes(notes, targets: targets, backlinks: backlinks, tags: tags).all
    attachments = Self.attachments(targets)
  }

  /// A part of a garden of so many notes: what its own notes show is there, with empty cards for all others.
  init(part: [Int: NoteRecord], shown: [Int: NoteCard], of count: Int) {
    var notes = Array(repeating: NoteCard.empty, count: count)
    var surroundings = Array(repeating: Surroundings(), count: count)
    for (note, card) in shown { notes[note] = card }
    for (note, record) in part { (notes[note], surroundings[note]) = (record.card, record.surroundings) }
    self.init(notes, surroundings, tags: TagIndex(notes), problems: [])
  }

  private init(
    _ notes: [NoteCard], _ surroundings: [Surroundings], tags: TagIndex, problems: [GardenProblem]
  ) {
    (self.notes, self.tags, self.problems) = (notes, tags, problems)
    targets = surroundings.map(\.targets)
    backlinks = surroundings.map(\.backlinks)
    translations = surroundings.map(\.translations)
    related = surroundings.map(\.related)
    attachments = Self.attachments(targets)
  }

  func surroundings(of note: Int) -> Surroundings {
    Surroundings(
      targets: targets[note], backlinks: backlinks[note], translations: translations[note],
      related: related[note])
  }

  private static func attachments(_ targets: [[LinkMap.Target]]) -> [String] {
    var files: Set<String> = []
    for target in targets.joined() { if case .file(let path) = target { files.insert(path) } }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func backlinks(_ targets: [[LinkMap.Target]]) -> [[Backlink]] {
    var all: [[Backlink]] = Array(repeating: [], count: targets.count)
    for (note, targets) in targets.enumerated() {
      for (reference, target) in targets.enumerated() {
        guard case .note(let other, _) = target, other != note else { continue }
        if all[other].last?.note != note {
          all[other].append(Backlink(note: note, references: [reference]))
        } else if let last = all[other].indices.last, all[other][last].references.count < 3 {
          all[other][last].references.append(reference)
        }
      }
    }
    return all
  }

  private static func problems(
    of notes: [NoteCard], _ resolutions: [[LinkMap.Resolution]], folder: String, lines: (String) -> [String]
  ) -> [GardenProblem] {
    var problems: [GardenProblem] = []
    for (note, resolutions) in zip(notes, resolutions) {
      var text: [String]?
      for (reference, resolution) in zip(note.references, resolutions) {
        let (identifier, summary): (String, String)
        if case .broken(let why) = resolution.target {
          identifier = reference.kind == .picture || reference.kind == .embed ? "broken-embed" : "broken-link"
          summary = "the link \(reference.text) leads nowhere: \(why)"
        } else if let remark = resolution.remark {
          (identifier, summary) = (
            "link-case", "the link \(reference.text) is not written like its target: \(remark)"
          )
        } else {
          continue
        }
        let read = text ?? lines(note.path)
        text = read
        problems.append(
          GardenProblem(
            path: "\(folder)/\(note.path)",
            Diagnostic(.warning, identifier, at: reference.place.range(of: reference.text, in: read), summary)
          ))
      }
    }
    return problems
  }
}
