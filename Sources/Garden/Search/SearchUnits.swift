import Notebook
import Rendering

/// The files of the search as units of a site: one for each note, and one for the index of all, which is brought up to
/// date from the former site's where that is possible.
struct SearchUnits: Sendable {
  /// For each note, of what its file says, its number aside.
  private let keys: [Fingerprint]
  private let former: FormerSite
  /// Those of the notes of the former index, in its order, and where it has what a key stands for.
  private let formerKeys: [Fingerprint]
  private let known: [Fingerprint: Int]
  private let document: @Sendable (_ note: Int) -> SearchDocument

  /// `document` gives what a note says, at whatever cost.
  init(
    keys: [Fingerprint], former: FormerSite, document: @escaping @Sendable (_ note: Int) -> SearchDocument
  ) {
    (self.keys, self.former, self.document) = (keys, former, document)
    var old: [Fingerprint] = []
    while let key = former.key(SearchIndex.notePath(old.count)) { old.append(key) }
    formerKeys = old
    known = Dictionary(old.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  static func key(_ note: NoteCard) -> Fingerprint {
    var key = note.content
    key.add(note.page)
    key.add(note.language.tag)
    return key
  }

  var units: [PageUnit] {
    let index = SearchIndex.indexPaths(notes: keys.count)
    let scripts = SearchScript.files.sorted { $0.key < $1.key }.map { path, content in
      PageUnit(path, key: Fingerprint(of: content)) { content }
    }
    return [PageUnit(index, key: Self.key(keys)) { self.index() }]
      + keys.indices.map { note in
        let path = SearchIndex.notePath(note)
        return PageUnit(path, key: keys[note]) { SearchFile.note(content(note), number: note) }
      } + scripts
  }

  private static func key(_ keys: [Fingerprint]) -> Fingerprint {
    var key = Fingerprint(of: "search")
    for part in keys { key.add(part) }
    return key
  }

  /// What a note says: the former site knows it of notes that did not change.
  private func content(_ note: Int) -> SearchDocument {
    if let number = known[keys[note]],
      let document = former.content(SearchIndex.notePath(number)).flatMap(SearchFile.readNote)
    {
      return document
    }
    return document(note)
  }

  private func index() -> [String: [UInt8]] {
    if let files = update() { return files }
    return SearchIndex.indexFiles(for: SideBySide.map(Array(keys.indices)) { content($0) })
  }

  /// Only the files that change; nil where the former index is that of other notes.
  private func update() -> [String: [UInt8]]? {
    guard formerKeys.count == keys.count, former.key(SearchIndex.indexPath) == Self.key(formerKeys),
      SearchIndex.indexPaths(notes: keys.count).allSatisfy(former.isIntact)
    else { return nil }
    let changed = keys.indices.filter { formerKeys[$0] != keys[$0] }
    let documents = Dictionary(uniqueKeysWithValues: changed.map { ($0, content($0)) })
    let files = SearchUpdate(former: former.content).files(changed: documents, count: keys.count)
    return files?.filter { !$0.key.hasPrefix(SearchIndex.folder + "/n/") }
  }
}
