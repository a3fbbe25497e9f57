import Foundation
import Notebook

/// The scripts of the index: each hands its name and its data to a function.
enum SearchFile {
  struct Index: Hashable, Sendable {
    var notes: Int
    var shards: Int
    var version: UInt64
  }

  static func index(_ index: Index) -> [UInt8] {
    let version = String(index.version, radix: 16)
    return file("index", "{\"notes\":\(index.notes),\"shards\":\(index.shards),\"version\":\"\(version)\"}")
  }

  static func shard(_ text: [UInt8], number: Int) -> [UInt8] {
    file("t/" + String(number, radix: 16), string(String(decoding: text, as: UTF8.self)))
  }

  static func note(_ document: SearchDocument, number: Int) -> [UInt8] {
    let sections = document.sections.map { "[\(string($0.id)),\(string($0.heading)),\(string($0.text))]" }
    let facts = document.facts.map { "[\(string($0.text)),\(string($0.place))]" }
    let fields = [
      "\"page\":" + string(document.page), "\"title\":" + string(document.title),
      "\"lang\":" + string(document.language), "\"tags\":" + list(document.tags.map(string)),
      "\"facts\":" + list(facts), "\"sections\":" + list(sections),
    ]
    return file("n/\(number)", "{" + fields.joined(separator: ",") + "}")
  }

  private static func file(_ name: String, _ value: String) -> [UInt8] {
    Array("netnoteSearch(\"\(name)\",\(value))\n".utf8)
  }

  private static func list(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

  /// A string of JSON (RFC 8259, section 7), which is one of JavaScript, too.
  static func string(_ text: String) -> String {
    guard text.holdsOctet(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else { return "\"\(text)\"" }
    var octets: [UInt8] = [0x22]
    octets.reserveCapacity(text.utf8.count + 16)
    text.withOctets { text in
      for octet in text {
        switch octet {
        case 0x22, 0x5C: octets += [0x5C, octet]
        case 0x0A: octets += [0x5C, 0x6E]
        case 0..<0x20:
          octets += Array("\\u00".utf8) + (octet < 16 ? [0x30] : []) + Array(String(octet, radix: 16).utf8)
        default: octets.append(octet)
        }
      }
    }
    octets.append(0x22)
    return String(decoding: octets, as: UTF8.self)
  }

  // MARK: Reading

  static func readIndex(_ file: [UInt8]) -> Index? {
    guard let fields = value(of: file) as? [String: Any], let notes = fields["notes"] as? Int,
      let shards = fields["shards"] as? Int, let text = fields["version"] as? String,
      let version = UInt64(text, radix: 16)
    else { return nil }
    return Index(notes: notes, shards: shards, version: version)
  }

  static func readShard(_ file: [UInt8]) -> [UInt8]? { (value(of: file) as? String).map { Array($0.utf8) } }

  static func readNote(_ file: [UInt8]) -> SearchDocument? {
    guard let fields = value(of: file) as? [String: Any], let page = fields["page"] as? String,
      let title = fields["title"] as? String, let language = fields["lang"] as? String,
      let tags = fields["tags"] as? [String], let facts = fields["facts"] as? [[String]],
      let sections = fields["sections"] as? [[String]], facts.allSatisfy({ $0.count == 2 }),
      sections.allSatisfy({ $0.count == 3 })
    else { return nil }
    return SearchDocument(
      page: page, title: title, language: language, tags: tags,
      facts: facts.map { SearchDocument.Fact($0[0], place: $0[1]) },
      sections: sections.map { SearchDocument.Section(id: $0[0], heading: $0[1], text: $0[2]) })
  }

  private static func value(of file: [UInt8]) -> Any? {
    guard let comma = file.firstIndex(of: 0x2C), file.count - comma > 3 else { return nil }
    return try? JSONSerialization.jsonObject(
      with: Data(file[(comma + 1)..<(file.count - 2)]), options: .fragmentsAllowed)
  }
}
