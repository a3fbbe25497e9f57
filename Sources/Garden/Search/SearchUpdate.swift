/// A former index brought up to date: only what changed notes have to do with is made anew, and the result is, octet
/// for octet, what ``SearchIndex/files(for:)`` makes of all notes.
struct SearchUpdate {
  /// The content of a file of the former index.
  let former: (_ path: String) -> [UInt8]?

  /// The files that change, for the same notes in the same order of which some have other texts. Nil when the former
  /// index is not what it should be.
  func files(changed: [Int: SearchDocument], count: Int) -> [String: [UInt8]]? {
    guard let index = former(SearchIndex.indexPath).flatMap(SearchFile.readIndex), index.notes == count,
      index.shards == SearchIndex.shardCount(notes: count)
    else { return nil }
    var edits: [Int: [String: [Int: SearchPlace?]]] = [:]
    var files: [String: [UInt8]] = [:]
    for (number, document) in changed {
      let path = SearchIndex.notePath(number)
      guard let old = former(path).flatMap(SearchFile.readNote) else { return nil }
      files[path] = SearchFile.note(document, number: number)
      let (was, now) = (SearchTerms(old), SearchTerms(document))
      for (key, place) in now.places where was.places[key] != place {
        let term = now.text(of: key)
        edits[SearchText.shard(of: term, of: index.shards), default: [:]][term, default: [:]][number] = place
      }
      for key in was.places.keys where now.places[key] == nil {
        let term = was.text(of: key)
        edits[SearchText.shard(of: term, of: index.shards), default: [:]][term, default: [:]][number] = .some(
          nil)
      }
    }
    for (number, terms) in edits {
      let path = SearchIndex.shardPath(number)
      guard let text = former(path).flatMap(SearchFile.readShard) else { return nil }
      var shard = SearchShard(text)
      for (term, places) in terms { shard.edit(term, places) }
      files[path] = SearchFile.shard(shard.text, number: number)
    }
    var version = index.version
    for (path, content) in files {
      guard let old = former(path) else { return nil }
      version = version &- SearchIndex.hash(path, old) &+ SearchIndex.hash(path, content)
    }
    files[SearchIndex.indexPath] = SearchFile.index(
      SearchFile.Index(notes: count, shards: index.shards, version: version))
    return files
  }
}
