/// A regular expression as a tree.
indirect enum PatternNode: Hashable, Sendable {
  case scalar(Unicode.Scalar)
  case set(ScalarSet)
  case assertion(PatternAssertion)
  case group(PatternNode, index: Int?)
  case backReference(Int)
  case sequence([PatternNode])
  case alternation([PatternNode])
  case repetition(PatternNode, least: Int, most: Int?, isLazy: Bool)
}

/// What holds between two characters and takes none.
enum PatternAssertion: Hashable, Sendable {
  case lineStart, lineEnd, textStart, textEnd
  case wordBoundary, noWordBoundary, wordStart, wordEnd
}
