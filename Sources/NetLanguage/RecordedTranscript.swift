/// The text of an `output` fence, cut up among the console lines of its cell.
package struct RecordedTranscript: Hashable, Sendable {
  /// For each console line what is recorded of it; nil when it does not occur.
  package var outputs: [[RecordedLine]?]
  /// Lines before the first prompt of a transcript of several commands: they belong to nothing.
  package var stray: [RecordedLine]
  /// Prompt lines of the cell's nodes whose command is not in the cell (any more).
  package var stale: [RecordedLine]

  /// - Parameter firstLine: the line of the file that the text begins in.
  package static func split(_ text: String, firstLine: Int = 1, among commands: [ConsoleLine])
    -> RecordedTranscript
  {
    var transcript = RecordedTranscript(
      outputs: Array(repeating: nil, count: commands.count), stray: [], stale: [])
    var next = 0
    var current: Int?
    var isStale = false
    for physical in physicalLines(text, firstLine: firstLine) {
      let line = RecordedLine(String(physical.characters), number: physical.number)
      if let index = (next..<commands.count).first(where: { isPrompt(line.text, of: commands[$0]) }) {
        transcript.outputs[index] = []
        (current, next, isStale) = (index, index + 1, false)
      } else if isOtherPrompt(physical.characters, commands) {
        transcript.stale.append(line)
        isStale = true
      } else if isStale {
        continue
      } else if let current {
        transcript.outputs[current]?.append(line)
      } else {
        transcript.stray.append(line)
      }
    }
    // The only command's output needs no prompt line.
    if commands.count == 1, next == 0, transcript.stale.isEmpty {
      transcript.outputs[0] = transcript.stray
      transcript.stray = []
    }
    return transcript
  }

  /// The prompt and the command, blanks counted once: continuations change them.
  private static func isPrompt(_ line: String, of command: ConsoleLine) -> Bool {
    let words = line.words
    let traced = command.isTraced && words.first == "trace" ? Array(words.dropFirst()) : words
    let plain = [command.prompt, command.node.value + "#"]
    for prompt in plain where traced == prompt.words + command.shownCommand.words { return true }
    return false
  }

  private static func isOtherPrompt(_ line: [Character], _ commands: [ConsoleLine]) -> Bool {
    guard let prompt = Prompt(line, from: 0), !prompt.isGlued, prompt.range.upperBound < line.count else {
      return false
    }
    let node = String(line[prompt.node])
    return commands.contains { $0.node.value == node }
  }
}
