package import Lab
import NetLanguage

/// Console lines as a terminal would show them: each prompt and command, then what it printed.
package enum Transcript {
  /// Ends with a line feed; output without its last line feed is completed.
  package static func text(of lines: [LineResult]) -> String {
    lines.map { promptLine(of: $0) + "\n" + completed($0.output) }.joined()
  }

  /// The prompt and the command; of one with a here-document, its first line.
  package static func promptLine(of line: LineResult) -> String {
    let command = line.line.shownCommand
    return line.line.prompt.isEmpty ? command : "\(line.line.prompt) \(command)"
  }

  package static func completed(_ output: String) -> String {
    output.isEmpty || output.hasSuffix("\n") ? output : output + "\n"
  }

  /// Spaces at the end of a line are not recorded: editors take them away.
  package static func trimmedEnd(_ line: String) -> String {
    var line = Substring(line)
    while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
    return String(line)
  }
}
