/// Terms and their postings: `term codes term codes …`, sorted by term.
struct SearchShard {
  private var codes: [String: [UInt8]]

  init() { codes = [:] }

  init(_ text: [UInt8]) {
    let parts = text.split(separator: 0x20)
    codes = Dictionary(minimumCapacity: parts.count / 2)
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      codes[String(decoding: parts[index], as: UTF8.self)] = Array(parts[index + 1])
    }
  }

  mutating func set(_ term: String, _ postings: [UInt8]) { codes[term] = postings }

  /// Where a term stands now in some notes; nil is nowhere.
  mutating func edit(_ term: String, _ places: [Int: SearchPlace?]) {
    var all = SearchPostings.decoded(codes[term] ?? [])
    for (note, place) in places { all[note] = place }
    codes[term] = all.isEmpty ? nil : SearchPostings.encoded(all.sorted { $0.key < $1.key })
  }

  var text: [UInt8] {
    var text: [UInt8] = []
    for (term, codes) in codes.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      if !text.isEmpty { text.append(0x20) }
      text += Array(term.utf8) + [0x20] + codes
    }
    return text
  }
}
