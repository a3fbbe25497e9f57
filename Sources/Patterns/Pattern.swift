/// A regular expression over UTF-8 text.
///
/// The basic and extended syntaxes are those of GNU grep and sed (`\+`, `\?`, `\|`, `\w`, `\s`, `\b`, `\<`, `\>` and
/// back-references included; an escape that they do not know stands for its character) and find the leftmost
/// longest match. Perl's adds `\d`, `\n`, `\t`, lazy repetitions and `(?:…)`; it takes the first alternative that fits.
/// Upper and lower case are told apart and folded for ASCII letters only.
package struct Pattern: Hashable, Sendable {
  package enum Syntax: Hashable, Sendable { case basic, extended, perl }

  package let text: String
  /// How many groups the pattern has, `$0` not counted.
  package let groupCount: Int
  let program: PatternProgram
  let isLinewise: Bool
  let wantsLongest: Bool
  let hasBackReferences: Bool
  /// The bytes that a match can begin with; nil when that is not known (it may be empty).
  private let firstBytes: [Bool]?

  /// - Parameter isLinewise: `^` and `$` also hold at line ends inside the text, and neither `.` nor a negated
  ///   bracket takes a newline.
  package init(
    _ text: String, syntax: Syntax = .extended, ignoresCase: Bool = false, isLinewise: Bool = false
  ) throws(PatternError) {
    var parser = PatternParser(text, syntax: syntax, isLinewise: isLinewise)
    let node = try parser.parse()
    self.text = text
    self.isLinewise = isLinewise
    groupCount = parser.groupCount
    hasBackReferences = parser.hasBackReferences
    wantsLongest = syntax != .perl
    program = try PatternProgram(
      node, groupCount: groupCount, ignoresCase: ignoresCase, checksProgress: hasBackReferences)
    firstBytes = program.firstBytes()
  }

  /// The leftmost match that begins at `start` or after it. Text before `start` still counts for `^` and `\b`.
  ///
  /// Throws `tooHard` only for patterns with back-references, after two million steps.
  package func firstMatch(in text: [UInt8], from start: Int = 0) throws(PatternError) -> PatternMatch? {
    var search: PatternSearch?
    var position = start
    while position <= text.count {
      if mayBegin(at: position, in: text) {
        // A state that led nowhere from an earlier start leads nowhere now: one search remembers for all starts.
        var current = search ?? PatternSearch(self, in: text)
        search = nil
        if let slots = try current.match(at: position) { return PatternMatch(slots, groupCount: groupCount) }
        search = current
      }
      position += 1
    }
    return nil
  }

  package func firstMatch(in text: some StringProtocol) throws(PatternError) -> PatternMatch? {
    try firstMatch(in: Array(text.utf8))
  }

  package func matches(_ text: some StringProtocol) throws(PatternError) -> Bool {
    try firstMatch(in: text) != nil
  }

  private func mayBegin(at position: Int, in text: [UInt8]) -> Bool {
    guard position < text.count else { return firstBytes == nil }
    if let firstBytes { return firstBytes[Int(text[position])] }
    return text[position] & 0xC0 != 0x80
  }
}

/// Where a pattern was found, in UTF-8 bytes from the start of the text.
package struct PatternMatch: Hashable, Sendable {
  /// The whole match first, then each group; nil for a group that took no part.
  package let groups: [Range<Int>?]

  package var range: Range<Int> { groups[0]! }

  init(_ slots: [Int], groupCount: Int) {
    groups = (0...groupCount).map { group in
      let (start, end) = (slots[2 * group], slots[2 * group + 1])
      return start >= 0 && end >= start ? start..<end : nil
    }
  }
}

extension PatternProgram {
  /// For each byte whether a match can begin with it; nil when a match can be empty.
  fileprivate func firstBytes() -> [Bool]? {
    var first = Array(repeating: false, count: 256)
    var seen = Array(repeating: false, count: instructions.count)
    var pending = [0]
    while let index = pending.popLast() {
      if seen[index] { continue }
      seen[index] = true
      switch instructions[index] {
      case .match, .backReference: return nil
      case .byte(let byte): first[Int(byte)] = true
      case .set(let set):
        for byte in 0..<256 where byte >= 128 || sets[set].contains(UInt32(byte)) { first[byte] = true }
      case .split(let one, let other): pending += [one, other]
      case .jump(let target): pending.append(target)
      case .save, .assertion, .progress: pending.append(index + 1)
      }
    }
    for byte in 0x80..<0xC0 { first[byte] = false }
    return first
  }
}
