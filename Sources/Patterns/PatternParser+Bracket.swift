extension PatternParser {
  /// A bracket expression whose `[` was taken: `[abc]`, `[^a-z]`, `[[:digit:]]`, `[]x]`.
  mutating func bracket(from start: Int) throws(PatternError) -> PatternNode {
    var set = ScalarSet()
    let isNegated = take("^")
    var isFirst = true
    while isFirst || !looksAt("]") {
      isFirst = false
      guard position < text.count else { throw PatternError(.unmatchedBracket, at: start) }
      if take("[:") {
        set.insert(try namedClass(from: start))
      } else {
        try element(into: &set, bracketStart: start)
      }
    }
    position += 1
    if isNegated {
      if isLinewise { set.insert("\n") }
      set.isNegated = true
    }
    return .set(set)
  }

  private mutating func namedClass(from start: Int) throws(PatternError) -> ScalarSet {
    let name = try delimited(by: ":", from: start)
    guard let set = ScalarSet.named(name) else { throw PatternError(.invalidClass, at: start) }
    return set
  }

  /// A single character, a range or, in Perl's syntax, an escaped class.
  private mutating func element(into set: inout ScalarSet, bracketStart: Int) throws(PatternError) {
    let start = position
    if syntax == .perl, looksAt("\\"), position + 1 < text.count, let found = classEscape(text[position + 1])
    {
      position += 2
      set.insert(found)
      return
    }
    let lower = try endPoint(from: bracketStart)
    guard looksAt("-"), position + 1 < text.count, text[position + 1] != "]" else { return set.insert(lower) }
    position += 1
    let upper = try endPoint(from: bracketStart)
    guard lower.value <= upper.value else { throw PatternError(.invalidRange, at: start) }
    set.insert(lower.value...upper.value)
  }

  private mutating func endPoint(from start: Int) throws(PatternError) -> Unicode.Scalar {
    for mark in [".", "="] where take("[" + mark) {
      let name = Array(try delimited(by: mark, from: start).unicodeScalars)
      guard name.count == 1 else { throw PatternError(.invalidCollation, at: start) }
      return name[0]
    }
    guard position < text.count else { throw PatternError(.unmatchedBracket, at: start) }
    let scalar = text[position]
    position += 1
    guard syntax == .perl, scalar == "\\", position < text.count else { return scalar }
    position += 1
    return Self.control(text[position - 1]) ?? text[position - 1]
  }

  /// The text up to `MARK]`, which is taken too.
  private mutating func delimited(by mark: String, from start: Int) throws(PatternError) -> String {
    var name = ""
    while position < text.count {
      if take(mark + "]") { return name }
      name.unicodeScalars.append(text[position])
      position += 1
    }
    throw PatternError(.unmatchedBracket, at: start)
  }
}
