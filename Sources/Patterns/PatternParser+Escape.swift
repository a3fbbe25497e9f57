extension PatternParser {
  /// What a backslash, already taken, makes of the character after it.
  mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
    guard position < text.count else { throw PatternError(.trailingBackslash, at: start) }
    let scalar = text[position]
    position += 1
    if ("1"..."9").contains(scalar) { return try backReference(Int(scalar.value - 48), at: start) }
    if let assertion = assertion(scalar) { return .assertion(assertion) }
    if let set = classEscape(scalar) { return .set(set) }
    if syntax == .basic, scalar == "{" { throw PatternError(.invalidRepetition, at: start) }
    return .scalar(syntax == .perl ? Self.control(scalar) ?? scalar : scalar)
  }

  private mutating func backReference(_ index: Int, at start: Int) throws(PatternError) -> PatternNode {
    guard index <= groupCount, !openGroups.contains(index) else {
      throw PatternError(.invalidBackReference, at: start)
    }
    hasBackReferences = true
    return .backReference(index)
  }

  private func assertion(_ scalar: Unicode.Scalar) -> PatternAssertion? {
    switch scalar {
    case "b": .wordBoundary
    case "B": .noWordBoundary
    case "<" where syntax != .perl: .wordStart
    case ">" where syntax != .perl: .wordEnd
    case "`" where syntax != .perl: .textStart
    case "'" where syntax != .perl: .textEnd
    case "A" where syntax == .perl: .textStart
    case "z" where syntax == .perl, "Z" where syntax == .perl: .textEnd
    default: nil
    }
  }

  func classEscape(_ scalar: Unicode.Scalar) -> ScalarSet? {
    switch scalar {
    case "w": .word
    case "W": .complement(of: .word)
    case "s": .space
    case "S": .complement(of: .space)
    case "d" where syntax == .perl: .digit
    case "D" where syntax == .perl: .complement(of: .digit)
    default: nil
    }
  }

  static func control(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "n": "\n"
    case "t": "\t"
    case "r": "\r"
    case "f": "\u{c}"
    case "v": "\u{b}"
    case "e": "\u{1b}"
    default: nil
    }
  }
}
