import Notebook

/// The topics of the garden: tags, which count as one when their addresses are the same.
struct TagIndex: Sendable {
  struct Tag: Sendable {
    /// As the first note writes it.
    var name: String
    /// Its part of an address.
    var slug: String
    /// Newest first.
    var notes: [Int]
    var page: String { "tags/\(slug).html" }
  }

  /// By name.
  private(set) var tags: [Tag] = []
  /// By each of its names.
  private var byName: [String: Int] = [:]
  /// All notes, newest first.
  let newest: [Int]

  init(_ notes: [NoteCard]) {
    let days = notes.map(\.touched)
    newest = notes.indices.sorted { left, right in
      days[left] == days[right] ? notes[left].path < notes[right].path : days[left] > days[right]
    }
    var slugs: [String: String] = [:]
    var found: [String: Tag] = [:]
    for note in newest {
      var mine: Set<String> = []
      for name in notes[note].tags {
        let slug = slugs[name] ?? Self.slug(name)
        slugs[name] = slug
        guard mine.insert(slug).inserted else { continue }
        found[slug, default: Tag(name: name, slug: slug, notes: [])].notes.append(note)
      }
    }
    tags = found.values.sorted { $0.slug < $1.slug }
    let places = Dictionary(uniqueKeysWithValues: tags.enumerated().map { ($1.slug, $0) })
    byName = slugs.compactMapValues { places[$0] }
  }

  /// The place of a note's tag among all.
  func place(of name: String) -> Int? { byName[name] }

  static func slug(_ name: String) -> String {
    let slug = HeadingIdentifiers.slug(name)
    return slug.isEmpty ? "tag" : slug
  }
}
