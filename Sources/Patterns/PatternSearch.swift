/// One search: a backtracking walk through the program.
///
/// Without back-references what a state (instruction, position) leads to does not depend on how it was reached, so
/// each is walked once and the search takes time in proportion to program and text. With them states are not
/// remembered, and the steps are limited instead.
struct PatternSearch {
  private let program: PatternProgram
  private let text: [UInt8]
  private let isLinewise: Bool
  /// Go on after a match, for a longer one: POSIX asks for the longest.
  private let wantsLongest: Bool
  private var slots: [Int]
  private var visited: [UInt64]
  private let remembers: Bool
  private var stepsLeft = 2_000_000
  private var pending: [Pending] = []

  private enum Pending {
    case state(instruction: Int, position: Int)
    case restore(slot: Int, value: Int)
  }

  init(_ pattern: Pattern, in text: [UInt8]) {
    program = pattern.program
    self.text = text
    isLinewise = pattern.isLinewise
    wantsLongest = pattern.wantsLongest
    remembers = !pattern.hasBackReferences
    slots = Array(repeating: -1, count: program.slotCount)
    let states = remembers ? program.instructions.count * (text.count + 1) : 0
    visited = Array(repeating: 0, count: (states + 63) / 64)
  }

  /// The slots of the match that begins at the position, or nil.
  mutating func match(at start: Int) throws(PatternError) -> [Int]? {
    var best: [Int]?
    pending = [.state(instruction: 0, position: start)]
    for index in slots.indices { slots[index] = -1 }
    slots[0] = start
    while let next = pending.popLast() {
      switch next {
      case .restore(let slot, let value): slots[slot] = value
      case .state(let instruction, let position):
        guard let end = try walk(from: instruction, at: position) else { continue }
        if end > best?[1] ?? -1 {
          best = slots
          best?[1] = end
        }
        if !wantsLongest || end == text.count { return best }
      }
    }
    return best
  }

  /// Follows the first choices until the match, whose end it returns, or until nothing fits.
  private mutating func walk(from instruction: Int, at start: Int) throws(PatternError) -> Int? {
    var counter = instruction
    var position = start
    while true {
      if remembers {
        let state = position * program.instructions.count + counter
        let bit: UInt64 = 1 << UInt64(state & 63)
        if visited[state >> 6] & bit != 0 { return nil }
        visited[state >> 6] |= bit
      } else {
        stepsLeft -= 1
        if stepsLeft < 0 { throw PatternError(.tooHard, at: 0) }
      }
      switch program.instructions[counter] {
      case .match: return position
      case .jump(let target):
        counter = target
        continue
      case .split(let first, let second):
        pending.append(.state(instruction: second, position: position))
        counter = first
        continue
      case .save(let slot):
        pending.append(.restore(slot: slot, value: slots[slot]))
        slots[slot] = position
      case .progress(let slot):
        if slots[slot] == position { return nil }
      case .byte(let byte):
        guard position < text.count, text[position] == byte else { return nil }
        position += 1
      case .set(let index):
        guard let length = length(ofMemberOf: program.sets[index], at: position) else { return nil }
        position += length
      case .assertion(let assertion):
        if !holds(assertion, at: position) { return nil }
      case .backReference(let index):
        guard let length = length(ofRepeated: index, at: position) else { return nil }
        position += length
      }
      counter += 1
    }
  }

  private func length(ofMemberOf set: ScalarSet, at position: Int) -> Int? {
    guard position < text.count else { return nil }
    let (value, length) = decode(at: position)
    return set.contains(value) ? length : nil
  }

  private func length(ofRepeated group: Int, at position: Int) -> Int? {
    let start = slots[2 * group]
    let end = slots[2 * group + 1]
    guard start >= 0, end >= start, position + end - start <= text.count else { return nil }
    for offset in 0..<(end - start) {
      let isSame =
        text[start + offset] == text[position + offset]
        || (program.ignoresCase && lowercased(text[start + offset]) == lowercased(text[position + offset]))
      if !isSame { return nil }
    }
    return end - start
  }

  private func lowercased(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }

  private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
    let before = isWordBefore(position)
    let after = position < text.count && ScalarSet.isWord(decode(at: position).value)
    return switch assertion {
    case .lineStart: position == 0 || (isLinewise && text[position - 1] == 10)
    case .lineEnd: position == text.count || (isLinewise && text[position] == 10)
    case .textStart: position == 0
    case .textEnd: position == text.count
    case .wordBoundary: before != after
    case .noWordBoundary: before == after
    case .wordStart: !before && after
    case .wordEnd: before && !after
    }
  }

  private func isWordBefore(_ position: Int) -> Bool {
    guard position > 0 else { return false }
    var start = position - 1
    while start > 0, position - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    return ScalarSet.isWord(decode(at: start).value)
  }

  /// The scalar at the position and its length; a byte that is not UTF-8 counts as one that is in no class.
  private func decode(at position: Int) -> (value: UInt32, length: Int) {
    let lead = text[position]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0
    guard length > 0, position + length <= text.count else { return (0xFFFF_FFFF, 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in text[(position + 1)..<(position + length)] {
      guard byte & 0xC0 == 0x80 else { return (0xFFFF_FFFF, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, length)
  }
}
