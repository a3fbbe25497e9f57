package import Foundation
package import Lab
import NetLanguage

/// Runs a bare cell file: a `.net` file is one cell on a network of its own.
package enum ScriptRunner {
  /// The lines in order, and everything that went wrong. Throws when the text has mistakes; nothing was run then.
  package static func run(path: String, bytes: Data) throws(NoteError) -> (
    lines: [LineResult], failures: [NoteFailure]
  ) {
    let source = try NoteSource(path: path, bytes: bytes)
    let parsed = CellParser.parse(source.text.replacing("\r\n", with: "\n"))
    let mistakes = parsed.diagnostics.filter { $0.severity == .error }
    guard mistakes.isEmpty else { throw NoteError(mistakes) }
    var result = Lab().run(cell: parsed)
    // What failed is run once more to be explained.
    if !result.failures.isEmpty { result.failures = Lab().run(cell: parsed, explaining: true).failures }
    return (result.lines, result.failures.map { NoteFailure(path: path, cell: nil, failure: $0) })
  }
}
