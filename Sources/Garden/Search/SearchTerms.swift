/// Where in a note a term stands. What ranks higher is greater.
enum SearchPlace: UInt8, Comparable, Sendable {
  case fact, text, heading, title

  static func < (left: SearchPlace, right: SearchPlace) -> Bool { left.rawValue < right.rawValue }
}

/// The terms of one note, each once, with the best place where it stands.
struct SearchTerms: Sendable {
  /// By key: ideographs by their code points, words by a hash of 63 bits. Two words that share one would be found
  /// for each other, and the browser, which looks into the text, would drop the wrong one.
  private(set) var places: [UInt64: SearchPlace] = [:]
  private var words: [UInt64: String] = [:]

  init(_ document: SearchDocument) {
    places.reserveCapacity(1_024)
    // From the best place down, so that a term that is known stays as it is.
    add(document.title, .title)
    for tag in document.tags { add(tag, .heading) }
    for section in document.sections { add(section.heading, .heading) }
    for section in document.sections { add(section.text, .text) }
    for fact in document.facts {
      let folded = SearchText.folded(fact.text).prefix { $0 != "/" }
      enter(folded, .fact)
      if let colon = folded.firstIndex(of: ":") { add(folded[(colon + 1)...], .fact) }
    }
  }

  /// The term of a key.
  func text(of key: UInt64) -> String {
    if let word = words[key] { return word }
    let scalars = [key >> 21, key & 0x1F_FFFF].compactMap { $0 == 0 ? nil : Unicode.Scalar(UInt32($0)) }
    return String(String.UnicodeScalarView(scalars))
  }

  private mutating func add(_ text: String, _ place: SearchPlace) { add(SearchText.folded(text)[...], place) }

  private mutating func add(_ folded: ArraySlice<Unicode.Scalar>, _ place: SearchPlace) {
    SearchText.forEachTerm(in: folded) { term in
      switch term {
      case .ideographs(let first, let second):
        enter(UInt64(first.value), place)
        if let second { enter(UInt64(first.value) << 21 | UInt64(second.value), place) }
      case .word(let word): enter(word, place)
      }
    }
  }

  private mutating func enter(_ key: UInt64, _ place: SearchPlace) {
    if places[key] == nil { places[key] = place }
  }

  /// FNV-1a over code points.
  private mutating func enter(_ word: some Collection<Unicode.Scalar>, _ place: SearchPlace) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in word { hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01B3 }
    let key = hash | 1 << 63
    guard places[key] == nil else { return }
    places[key] = place
    words[key] = String(String.UnicodeScalarView(word))
  }
}
