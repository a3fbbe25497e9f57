import Foundation
import Lab
import NetLanguage
import Testing

/// A scenario, what the real kernel and the real programs printed for it, and which rules its packets met.
struct Scenario: Sendable, CustomTestStringConvertible {
  let name: String
  let source: String
  let recordedOutput: String
  let recordedTraces: [[RecordedTrace]?]
  let recordedStatuses: [Int]

  struct RecordedTrace: Codable, Hashable, Sendable {
    var packet: String
    var hits: [String]
  }

  private struct Recording: Codable {
    struct Line: Codable {
      var exit: Int
      var trace: [RecordedTrace]?
    }
    var lines: [Line]
  }

  var testDescription: String { name }

  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Recordings")

  static let all: [Scenario] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".net") }.sorted().map { Scenario(name: String($0.dropLast(4))) }
  }()

  init(name: String) {
    func text(_ suffix: String) -> String {
      (try? String(contentsOf: Self.folder.appendingPathComponent(name + suffix), encoding: .utf8)) ?? ""
    }
    self.name = name
    source = text(".net")
    recordedOutput = text(".out")
    let recording = try? JSONDecoder().decode(Recording.self, from: Data(text(".trace.json").utf8))
    recordedTraces = recording?.lines.map(\.trace) ?? []
    recordedStatuses = recording?.lines.map(\.exit) ?? []
  }

  /// Runs the scenario in the simulator and compares it, command by command.
  func compare() -> Comparison {
    let lab = Lab()
    let parsed = CellParser.parse(source)
    let lines = lab.run(cell: parsed).lines
    let commands = lines.map(\.line.command.value)
    let outputs = lines.map { $0.output.isEmpty || $0.output.hasSuffix("\n") ? $0.output : $0.output + "\n" }
    var normaliser = Normaliser(commands: commands, outputs: outputs)
    let blocks = zip(lines, outputs).map { line, output in
      Block(
        prompt: line.line.prompt, command: line.line.command.value,
        output: normaliser.output(of: line.line.command.value, output), status: line.exitStatus)
    }
    let traces = lines.map { line -> [RecordedTrace]? in
      guard line.line.isTraced else { return nil }
      let records = CanonicalTrace.records(of: line.trace).map { record in
        RecordedTrace(
          packet: normaliser.names(record.packet), hits: record.hits.map { normaliser.names($0) })
      }
      var seen: Set<RecordedTrace> = []
      return records.filter { seen.insert($0).inserted }
    }
    var expected = Block.split(recordedOutput)
    for (index, status) in recordedStatuses.enumerated() where index < expected.count {
      expected[index].status = status
    }
    return Comparison(
      expected: expected, expectedTraces: recordedTraces, blocks: blocks, traces: traces)
  }
}

/// A prompt, a command, what it printed, and its exit status.
struct Block: Hashable, Sendable {
  var prompt: String
  var command: String
  var output: String
  /// The exit status.
  var status = 0

  static func split(_ transcript: String) -> [Block] {
    let console = Expression(
      #"^(\[root@[\w.-]+ [^\]]*\]#|root@[\w.-]+:[^#$]*[#$]|[\w.-]+[#$>]) (.*)$"#)
    var blocks: [Block] = []
    for line in transcript.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = console.matches(in: String(line)).first {
        blocks.append(Block(prompt: match[1], command: match[2], output: ""))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].output += line + "\n"
      }
    }
    // The transcript's own last newline is no line of the last command's.
    if let last = blocks.indices.last, blocks[last].output.hasSuffix("\n") {
      blocks[last].output.removeLast()
    }
    return blocks
  }
}
