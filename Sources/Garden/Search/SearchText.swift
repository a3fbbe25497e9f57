import Foundation

/// What the index and the script in the browser (`search.js`) must see alike: how text is folded, what a term is, and
/// in which shard it stands.
enum SearchText {
  /// Lower case, compatibility forms resolved (full-width letters become ASCII), marks taken off (`é` is `e`):
  /// code point by code point, so that the browser can say where in the text a hit stands.
  static func folded(_ text: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A: result.append(Unicode.Scalar(UInt8(scalar.value + 0x20)))
      case 0...0x7F, 0x3001...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF: result.append(scalar)
      // Full-width ASCII, as in Chinese punctuation.
      case 0xFF21...0xFF3A: result.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0 + 0x20)))
      case 0xFF01...0xFF5E: result.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      default: result += folded(scalar).unicodeScalars
      }
    }
    return result
  }

  private static func folded(_ scalar: Unicode.Scalar) -> String {
    let plain = String(scalar).lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars
    let kept = plain.filter { scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: false
      default: true
      }
    }
    return String(String.UnicodeScalarView(kept)).precomposedStringWithCanonicalMapping
  }

  /// Written without spaces between words: indexed by single characters and pairs.
  static func isIdeographic(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3005...0x3007, 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3FFFD: true
    default: false
    }
  }

  /// Letters and digits of all other scripts, `_`, and `.` between them.
  static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7A, 0x5F, 0x2E: true
    case 0...0x7F: false
    default:
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber,
        .letterNumber, .otherNumber:
        !isIdeographic(scalar)
      default: false
      }
    }
  }

  /// A part of folded text, for as long as whoever asked for the terms has it.
  typealias Run = Slice<UnsafeBufferPointer<Unicode.Scalar>>

  enum Term {
    /// A character and the one after it, if that is an ideograph, too.
    case ideographs(Unicode.Scalar, Unicode.Scalar?)
    case word(Run)
  }

  /// The terms of folded text, in its order.
  ///
  /// An address such as `10.0.0.1` is one word; what has a letter is cut at its dots, and again at `_`.
  static func forEachTerm(in folded: ArraySlice<Unicode.Scalar>, _ visit: (Term) -> Void) {
    folded.withUnsafeBufferPointer { forEachTerm(in: $0[...], visit) }
  }

  private static func forEachTerm(in folded: Run, _ visit: (Term) -> Void) {
    var index = folded.startIndex
    while index < folded.endIndex {
      let scalar = folded[index]
      let next = index + 1
      if isIdeographic(scalar) {
        let follower = next < folded.endIndex && isIdeographic(folded[next]) ? folded[next] : nil
        visit(.ideographs(scalar, follower))
        index = next
      } else if isWordCharacter(scalar) {
        var end = next
        while end < folded.endIndex, isWordCharacter(folded[end]) { end += 1 }
        takeApart(folded[index..<end]) { visit(.word($0)) }
        index = end
      } else {
        index = next
      }
    }
  }

  private static func takeApart(_ run: Run, _ word: (Run) -> Void) {
    guard run.contains(where: { $0 == "." || $0 == "_" }) else { return word(run) }
    let isNumeric = run.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    guard !isNumeric else {
      // A full stop behind a number is not its part.
      var number = run
      while number.last == "." { number.removeLast() }
      while number.first == "." { number.removeFirst() }
      return number.isEmpty ? () : word(number)
    }
    for part in run.split(separator: ".") {
      word(part)
      let pieces = part.split(separator: "_")
      for piece in pieces where piece.count < part.count { word(piece) }
    }
  }

  /// Which shard of a power of two a term stands in. Words that begin alike stand together, so that the beginning of
  /// a word finds them: three characters decide, behind the `kind:` of a fact.
  static func shard(of term: String, of count: Int) -> Int {
    let scalars = Array(term.unicodeScalars)
    let colon = scalars.firstIndex(of: ":").map { $0 + 1 } ?? 0
    let isWhole = colon == 0 && scalars.first.map(isIdeographic) == true
    return hash(isWhole ? scalars[...] : scalars.prefix(colon + 3)) & (count - 1)
  }

  /// FNV-1a over code points, its halves mixed.
  private static func hash(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
    var hash: UInt32 = 0x811C_9DC5
    for scalar in scalars { hash = (hash ^ scalar.value) &* 0x0100_0193 }
    return Int(hash ^ (hash >> 15))
  }
}
