/// A place in a source file: line and column from 1, the column in characters as an editor counts them.
package struct SourcePosition: Hashable, Sendable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    left.line == right.line ? left.column < right.column : left.line < right.line
  }
}

/// A run of characters in one line of a source file.
package struct SourceRange: Hashable, Sendable {
  package var start: SourcePosition
  /// In characters, at least 1.
  package var length: Int

  package init(start: SourcePosition, length: Int) {
    self.start = start
    self.length = max(1, length)
  }
}

/// A word of a statement with the place where it stands.
package struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  package var range: SourceRange

  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}
