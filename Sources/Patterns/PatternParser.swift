/// Reads a regular expression: alternations of sequences of repeated atoms.
struct PatternParser {
  let text: [Unicode.Scalar]
  let syntax: Pattern.Syntax
  let isLinewise: Bool
  var position = 0
  var groupCount = 0
  var openGroups: [Int] = []
  var hasBackReferences = false
  var hasLazyRepetitions = false

  init(_ text: String, syntax: Pattern.Syntax, isLinewise: Bool) {
    self.text = Array(text.unicodeScalars)
    self.syntax = syntax
    self.isLinewise = isLinewise
  }

  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try alternation()
    if position < text.count { throw PatternError(.unmatchedClosingParenthesis, at: position) }
    return node
  }

  private mutating func alternation() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take(syntax == .basic ? "\\|" : "|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while position < text.count, !isAtBranchEnd {
      let isFirst = nodes.isEmpty || (nodes.count == 1 && nodes[0] == .assertion(.lineStart))
      let atom = try atom(isFirst: isFirst)
      // After `^` a repetition mark has nothing to repeat: `*` is itself there, or an error.
      nodes.append(atom == .assertion(.lineStart) ? atom : try repeated(atom))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private var isAtBranchEnd: Bool {
    if syntax == .basic { return looksAt("\\|") || looksAt("\\)") }
    // Outside a group sed -E reports a `)`; `parse` does so when it finds text left over.
    return looksAt("|") || looksAt(")")
  }

  private mutating func atom(isFirst: Bool) throws(PatternError) -> PatternNode {
    let start = position
    let scalar = text[position]
    if take(syntax == .basic ? "\\(" : "(") { return try group(from: start) }
    position += 1
    switch scalar {
    case "[": return try bracket(from: start)
    case ".": return .set(isLinewise ? Self.anyButNewline : .any)
    case "\\": return try escape(from: start)
    case "^" where syntax != .basic || isFirst: return .assertion(.lineStart)
    case "$" where syntax != .basic || position == text.count || isAtBranchEnd: return .assertion(.lineEnd)
    case "*" where syntax != .basic && isFirst, "+" where syntax != .basic && isFirst,
      "?" where syntax != .basic && isFirst:
      throw PatternError(.invalidRepetition, at: start)
    case "{" where syntax == .extended && isFirst && intervalLength != nil:
      throw PatternError(.invalidRepetition, at: start)
    default: return .scalar(scalar)
    }
  }

  /// The rest of a group whose opening parenthesis was taken.
  private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
    var index: Int?
    if syntax == .perl, looksAt("?") {
      guard take("?:") else { throw PatternError(.unsupported, at: position) }
    } else {
      groupCount += 1
      index = groupCount
      openGroups.append(groupCount)
    }
    let node = try alternation()
    guard take(syntax == .basic ? "\\)" : ")") else { throw PatternError(.unmatchedParenthesis, at: start) }
    if index != nil { openGroups.removeLast() }
    return .group(node, index: index)
  }

  static let anyButNewline: ScalarSet = .complement(of: ScalarSet(10...10))

  func looksAt(_ word: String) -> Bool {
    var index = position
    for scalar in word.unicodeScalars {
      guard index < text.count, text[index] == scalar else { return false }
      index += 1
    }
    return true
  }

  mutating func take(_ word: String) -> Bool {
    guard looksAt(word) else { return false }
    position += word.unicodeScalars.count
    return true
  }
}
