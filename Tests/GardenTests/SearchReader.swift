import Foundation

@testable import Garden

/// Reads the files of an index as the browser does, and counts what it loads.
struct SearchReader {
  let files: [String: [UInt8]]
  private(set) var loaded = 0

  init(_ documents: [SearchDocument]) { files = SearchIndex.files(for: documents) }

  mutating func load(_ name: String) -> String {
    let data = files["search/\(name).js"] ?? []
    loaded += data.count
    let text = String(decoding: data, as: UTF8.self)
    // netnoteSearch("NAME",VALUE)
    guard let comma = text.firstIndex(of: ",") else { return "" }
    return String(text[text.index(after: comma)...].dropLast(2))
  }

  /// The numbers of the notes that hold a term, with the best place.
  mutating func look(_ term: String) -> [Int: Int] {
    let index = load("index")
    let shards = Int(index.components(separatedBy: "\"shards\":")[1].prefix { $0.isNumber }) ?? 0
    let name = String(SearchText.shard(of: term, of: shards), radix: 16)
    let parts = load("t/" + name).dropFirst().dropLast().split(separator: " ")
    guard let at = parts.firstIndex(of: Substring(term)), at % 2 == 0 else { return [:] }
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    var (note, value, shift, found) = (-1, 0, 0, [Int: Int]())
    for digit in parts[at + 1].compactMap({ digits.firstIndex(of: $0) }) {
      value += (digit & 31) << shift
      shift += 5
      if digit > 31 { continue }
      note += value >> 2
      found[note] = value & 3
      (value, shift) = (0, 0)
    }
    return found
  }
}
