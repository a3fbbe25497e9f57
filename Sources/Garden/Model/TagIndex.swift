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
  private(set) var bySlug: [String: Int] = [:]
  /// All notes, newest first.
  let newest: [Int]

  init(_ notes: [NoteCard]) {
    newest = notes.indices.sorted { left, right in
      notes[left].touched == notes[right].touched
        ? notes[left].path < notes[right].path : notes[left].touched > notes[right].touched
    }
    var found: [String: Tag] = [:]
    for note in newest {
      var mine: Set<String> = []
      for name in notes[note].tags {
        let slug = Self.slug(name)
        guard mine.insert(slug).inserted else { continue }
        found[slug, default: Tag(name: name, slug: slug, notes: [])].notes.append(note)
      }
    }
    tags = found.values.sorted { $0.slug < $1.slug }
    for (index, tag) in tags.enumerated() { bySlug[tag.slug] = index }
  }

  static func slug(_ name: String) -> String {
    let slug = HeadingIdentifiers.slug(name)
    return slug.isEmpty ? "tag" : slug
  }
}
