/// The text of a diagnostic as compilers write it: place and summary, the source line, a caret, and help.
///
///     note.md:12:1: error: `hots` is not a statement [unknown-statement]
///     hots a
///     ^~~~
///     help: did you mean `host`?
package enum DiagnosticRenderer {
  /// - Parameter sourceLine: the line of the file that the range is in; left out of the text when nil.
  package static func render(_ diagnostic: Diagnostic, path: String, sourceLine: String?) -> String {
    let start = diagnostic.range.start
    var lines = [
      "\(path):\(start.line):\(start.column): \(diagnostic.severity.rawValue): \(diagnostic.summary) "
        + "[\(diagnostic.identifier)]"
    ]
    if let sourceLine { lines += [sourceLine, caretLine(under: diagnostic.range, of: sourceLine)] }
    if let suggestion = diagnostic.suggestion { lines.append("help: " + suggestion) }
    return lines.joined(separator: "\n")
  }

  /// Tabs are kept, so that the caret stands right whatever a tab's width is.
  package static func caretLine(under range: SourceRange, of line: String) -> String {
    let characters = Array(line)
    let start = min(range.start.column - 1, characters.count)
    var caret = ""
    for character in characters[..<start] {
      caret += character == "\t" ? "\t" : String(repeating: " ", count: displayWidth(character))
    }
    let end = min(start + range.length, characters.count)
    var width = 0
    for character in characters[start..<end] { width += displayWidth(character) }
    return caret + "^" + String(repeating: "~", count: max(0, width - 1))
  }
}
