extension PatternParser {
  /// An atom with the repetition marks that follow it.
  mutating func repeated(_ atom: PatternNode) throws(PatternError) -> PatternNode {
    var node = atom
    while let (least, most) = try repetition() {
      var isLazy = false
      if syntax == .perl, take("?") {
        isLazy = true
        hasLazyRepetitions = true
      }
      node = .repetition(node, least: least, most: most, isLazy: isLazy)
    }
    return node
  }

  private mutating func repetition() throws(PatternError) -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take(syntax == .basic ? "\\+" : "+") { return (1, nil) }
    if take(syntax == .basic ? "\\?" : "?") { return (0, 1) }
    if syntax == .basic {
      let start = position
      guard take("\\{") else { return nil }
      return try interval(from: start)
    }
    // A brace that opens no interval stands for itself.
    guard intervalLength != nil else { return nil }
    let start = position
    position += 1
    return try interval(from: start)
  }

  /// How long the `{M,N}` at the position is, nil when there is none.
  var intervalLength: Int? {
    var index = position
    if index > 0, text[index - 1] == "{", !looksAt("{") { index -= 1 }
    guard index < text.count, text[index] == "{" else { return nil }
    let start = index
    index += 1
    var hasDigit = false
    while index < text.count, ("0"..."9").contains(text[index]) || text[index] == "," {
      if text[index] != "," { hasDigit = true }
      index += 1
    }
    guard hasDigit, index < text.count, text[index] == "}" else { return nil }
    return index + 1 - start
  }

  /// `M}`, `M,}`, `,N}` or `M,N}` after the opening brace.
  private mutating func interval(from start: Int) throws(PatternError) -> (least: Int, most: Int?) {
    let least = number()
    var most = least
    if take(",") {
      most = number()
    } else if least == nil {
      throw PatternError(position == text.count ? .unmatchedBrace : .invalidInterval, at: start)
    }
    guard take(syntax == .basic ? "\\}" : "}") else {
      throw PatternError(position == text.count ? .unmatchedBrace : .invalidInterval, at: start)
    }
    if max(least ?? 0, most ?? 0) > 32767 { throw PatternError(.tooBig, at: start) }  // RE_DUP_MAX
    if let most, most < least ?? 0 { throw PatternError(.invalidInterval, at: start) }
    return (least ?? 0, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while position < text.count, ("0"..."9").contains(text[position]) {
      value = min((value ?? 0) * 10 + Int(text[position].value - 48), 99999)
      position += 1
    }
    return value
  }
}
