/// For each term the notes that hold it, as text that a browser reads quickly: a number for each note, how far it is from
/// the one before, times four, and the ``SearchPlace``.
struct SearchPostings {
  private struct Postings {
    var term: String
    var codes: [UInt8] = []
    var last = -1
  }

  private var all: [Postings] = []
  private var indices: [UInt64: Int] = [:]

  /// Notes come in the order of their numbers.
  mutating func add(_ terms: SearchTerms, of number: Int) {
    // The order of a dictionary is of no matter: each term has postings of its own, and shards are sorted.
    for (key, place) in terms.places {
      let index: Int
      if let known = indices[key] {
        index = known
      } else {
        index = all.count
        indices[key] = index
        all.append(Postings(term: terms.text(of: key)))
      }
      Self.append((number - all[index].last) << 2 | Int(place.rawValue), to: &all[index].codes)
      all[index].last = number
    }
  }

  func shards(_ count: Int) -> [SearchShard] {
    var shards = [SearchShard](repeating: SearchShard(), count: count)
    for postings in all {
      shards[SearchText.shard(of: postings.term, of: count)].set(postings.term, postings.codes)
    }
    return shards
  }

  // MARK: Codes

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Five bits a digit, the lowest first; the sixth says that more follow.
  private static func append(_ value: Int, to codes: inout [UInt8]) {
    var value = value
    while value >= 32 {
      codes.append(digits[value & 31 | 32])
      value >>= 5
    }
    codes.append(digits[value])
  }

  /// The codes of notes in the order of their numbers.
  static func encoded(_ places: [(key: Int, value: SearchPlace)]) -> [UInt8] {
    var codes: [UInt8] = []
    var last = -1
    for (note, place) in places {
      append((note - last) << 2 | Int(place.rawValue), to: &codes)
      last = note
    }
    return codes
  }

  static func decoded(_ codes: [UInt8]) -> [Int: SearchPlace] {
    var places: [Int: SearchPlace] = [:]
    var (note, value, shift) = (-1, 0, 0)
    for code in codes {
      guard let digit = digits.firstIndex(of: code) else { continue }
      value |= (digit & 31) << shift
      shift += 5
      if digit >= 32 { continue }
      note += value >> 2
      places[note] = SearchPlace(rawValue: UInt8(value & 3))
      (value, shift) = (0, 0)
    }
    return places
  }
}
