import Notebook

/// The files of the search: what a browser loads, a piece at a time, to find notes without a server.
///
///     search/index.js     how many notes and shards there are
///     search/t/1f.js      a shard: terms, and for each the notes that hold it and its best place there
///     search/n/12.js      a note: what results show of it, and its text, in which a hit is made sure of
///     search/search.js    what searches, and its style
///
/// Each piece of the index is a script that hands its data to `netnoteSearch`, since pages opened from disk cannot read
/// files otherwise. The same documents give the same octets.
enum SearchIndex {
  static let folder = "search"
  static let indexPath = "search/index.js"

  static func notePath(_ number: Int) -> String { "\(folder)/n/\(number).js" }
  static func shardPath(_ number: Int) -> String { "\(folder)/t/\(String(number, radix: 16)).js" }

  /// How many shards an index has: a power of two, so many that each holds what about two notes have to say.
  static func shardCount(notes: Int) -> Int {
    var count = 1
    while count * 2 < notes { count *= 2 }
    return count
  }

  /// The paths of the index itself.
  static func indexPaths(notes: Int) -> [String] {
    [indexPath] + (0..<shardCount(notes: notes)).map(shardPath)
  }

  /// The index itself. `documents` in the order of their notes' paths: the place is a note's number in the index.
  static func indexFiles(for documents: [SearchDocument]) -> [String: [UInt8]] {
    var postings = SearchPostings()
    for (number, terms) in terms(of: documents).enumerated() { postings.add(terms, of: number) }
    let shards = SideBySide.map(Array(postings.shards(shardCount(notes: documents.count)).enumerated())) {
      (path: shardPath($0.offset), content: SearchFile.shard($0.element.text, number: $0.offset))
    }
    var files = Dictionary(shards.map { ($0.path, $0.content) }, uniquingKeysWith: { $1 })
    // Sums, so that the order of the files is of no matter, and one can be taken out again.
    let ofShards = shards.reduce(UInt64(0)) { $0 &+ hash($1.path, $1.content) }
    let ofNotes = SideBySide.map(Array(documents.enumerated())) {
      hash(notePath($0.offset), SearchFile.note($0.element, number: $0.offset))
    }
    files[indexPath] = SearchFile.index(
      SearchFile.Index(
        notes: documents.count, shards: shards.count, version: ofNotes.reduce(ofShards) { $0 &+ $1 }))
    return files
  }

  /// All files of the search but its scripts.
  static func files(for documents: [SearchDocument]) -> [String: [UInt8]] {
    var files = indexFiles(for: documents)
    for (number, document) in documents.enumerated() {
      files[notePath(number)] = SearchFile.note(document, number: number)
    }
    return files
  }

  /// Over all cores, some notes at a time.
  private static func terms(of documents: [SearchDocument]) -> [SearchTerms] {
    SideBySide.map(documents) { SearchTerms($0) }
  }

  /// A file's part in the version (FNV-1a), which goes into the addresses of the other files, so that a browser never
  /// mixes those of two publications.
  static func hash(_ path: String, _ content: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for octet in path.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
    for octet in content { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
    return hash
  }
}
