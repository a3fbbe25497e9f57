/// A regular expression as instructions for `PatternSearch`.
struct PatternProgram: Hashable, Sendable {
  enum Instruction: Hashable, Sendable {
    case byte(UInt8)
    case set(Int)
    case assertion(PatternAssertion)
    case backReference(Int)
    /// Goes on at the first, and at the second when that led nowhere.
    case split(Int, Int)
    case jump(Int)
    /// Notes the position in a slot: twice the group's index for its start, one more for its end.
    case save(Int)
    /// Goes on only when the position has moved since the slot was saved: an empty round would never end.
    case progress(since: Int)
    case match
  }

  var instructions: [Instruction] = []
  var sets: [ScalarSet] = []
  var slotCount: Int
  let ignoresCase: Bool
  /// Loops check that they move on. Needed only where states are not remembered: see `PatternSearch`.
  let checksProgress: Bool
  private static let limit = 50_000

  init(_ node: PatternNode, groupCount: Int, ignoresCase: Bool, checksProgress: Bool) throws(PatternError) {
    slotCount = 2 * (groupCount + 1)
    self.ignoresCase = ignoresCase
    self.checksProgress = checksProgress
    try emit(node)
    instructions.append(.match)
  }

  private mutating func emit(_ node: PatternNode) throws(PatternError) {
    if instructions.count > Self.limit { throw PatternError(.tooBig, at: 0) }
    switch node {
    case .scalar(let scalar): emit(scalar)
    case .set(let set): emit(set)
    case .assertion(let assertion): instructions.append(.assertion(assertion))
    case .backReference(let index): instructions.append(.backReference(index))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .group(let body, let index):
      if let index { instructions.append(.save(2 * index)) }
      try emit(body)
      if let index { instructions.append(.save(2 * index + 1)) }
    case .alternation(let branches): try emit(alternatives: branches)
    case .repetition(let body, let least, let most, let isLazy):
      try emit(body, least: least, most: most, isLazy: isLazy)
    }
  }

  private mutating func emit(_ scalar: Unicode.Scalar) {
    if ignoresCase, scalar.isASCII, ScalarSet.isLetter(scalar.value) {
      return emit(ScalarSet(scalar.value...scalar.value))
    }
    for byte in UTF8.encode(scalar)! { instructions.append(.byte(byte)) }
  }

  private mutating func emit(_ set: ScalarSet) {
    var set = set
    if ignoresCase { set.foldCase() }
    let index = sets.firstIndex(of: set) ?? sets.count
    if index == sets.count { sets.append(set) }
    instructions.append(.set(index))
  }

  private mutating func emit(alternatives branches: [PatternNode]) throws(PatternError) {
    var jumps: [Int] = []
    for (number, branch) in branches.enumerated() {
      guard number + 1 < branches.count else {
        try emit(branch)
        break
      }
      let split = placeholder()
      try emit(branch)
      jumps.append(placeholder())
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func emit(
    _ body: PatternNode, least: Int, most: Int?, isLazy: Bool
  ) throws(PatternError) {
    for _ in 0..<least { try emit(body) }
    guard let most else { return try emit(loop: body, isLazy: isLazy) }
    var splits: [Int] = []
    for _ in least..<most {
      splits.append(placeholder())
      try emit(body)
    }
    for split in splits { instructions[split] = fork(split + 1, instructions.count, isLazy) }
  }

  private mutating func emit(loop body: PatternNode, isLazy: Bool) throws(PatternError) {
    let split = placeholder()
    if checksProgress {
      let slot = slotCount
      slotCount += 1
      instructions.append(.save(slot))
      try emit(body)
      instructions.append(.progress(since: slot))
    } else {
      try emit(body)
    }
    instructions.append(.jump(split))
    instructions[split] = fork(split + 1, instructions.count, isLazy)
  }

  private func fork(_ inside: Int, _ outside: Int, _ isLazy: Bool) -> Instruction {
    isLazy ? .split(outside, inside) : .split(inside, outside)
  }

  private mutating func placeholder() -> Int {
    instructions.append(.match)
    return instructions.count - 1
  }
}
