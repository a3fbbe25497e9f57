import Linux
import NetLanguage
import Packets
import Simulation
import Tools

/// Running a console line to its end in virtual time.
extension Lab {
  /// Between two commands of a person, packets that are still on their way arrive.
  static let pause = Nanoseconds.milliseconds(50)
  /// A traced line is over when no packet has moved for so long.
  static let quiet = Nanoseconds.milliseconds(250)
  /// But no later than this: a background job may never be quiet.
  static let longestQuiet = Nanoseconds.seconds(5)

  func runLine(
    _ line: ConsoleLine, _ statement: Statement
  ) throws(Failure) -> (LineResult, [Failure]) {
    guard let node = system.node(named: line.node.value) else {
      throw Failure(
        "unknown-node", at: line.node.range,
        "there is no host or running container named \(line.node.value)",
        details: ["nodes: " + system.allNodeNames.joined(separator: ", ")])
    }
    let session = node.console ?? ShellSession()
    node.console = session
    system.beginLine()
    let recorder = network.recorder
    recorder.limit = limits.traceSteps
    recorder.isRecording = line.isTraced || isExplaining || watchesAllLines
    let started = network.clock.now
    let output = Collector(limit: limits.outputBytes)
    var status: Int?
    session.run(line: line.command.value, on: node, output: output.pipe) { status = $0 }
    let runaway = pump(output) { status != nil }
    if runaway != nil { session.interrupt() }
    settle(traced: line.isTraced)
    recorder.isRecording = false
    let isTruncated = recorder.isTruncated
    if isExplaining {
      explainer = Explainer(
        system: system, node: node.namespace.name, trace: recorder.steps, refusals: recorder.refusals,
        overtaken: recorder.overtaken)
    }
    let steps = recorder.take()
    let trace = line.isTraced ? steps : []
    if watchesAllLines {
      watched.append(WatchedLine(statement: statement, steps: steps, explainer: explainer))
    }
    var result = LineResult(
      statement: statement, line: line, output: output.text, exitStatus: status ?? 130,
      listings: system.listings, trace: trace, isTraceTruncated: line.isTraced && isTruncated,
      chains: visitedChains(trace), started: started)
    result.explanation = explainer?.failure() ?? explainer?.passage()
    return (result, failures(of: line, runaway))
  }

  private func failures(of line: ConsoleLine, _ runaway: Runaway?) -> [Failure] {
    var failures: [Failure] = []
    if let missing = system.unsimulated {
      failures.append(
        Failure("not-simulated", at: line.command.range, "netnote does not simulate \(missing.feature)"))
    }
    if let fault = network.fault {
      failures.append(fault.failure(at: line.command.range))
    } else if let runaway {
      failures.append(runaway.failure(at: line.command.range, limits))
    }
    return failures
  }

  /// Lets virtual time go on until the line is done. Says what ran away if it does not end.
  private func pump(_ output: Collector, until isDone: () -> Bool) -> Runaway? {
    let clock = network.clock
    let lastEvent = clock.eventCount + limits.events
    let deadline = clock.now + limits.duration
    while !isDone() {
      if network.fault != nil { return .fault }
      if system.unsimulated != nil { return .fault }
      if output.isFull { return .output }
      if clock.eventCount >= lastEvent { return .events }
      guard let next = clock.next else { return .waits }
      if next > deadline { return .duration }
      _ = clock.step()
    }
    return nil
  }

  private func settle(traced: Bool) {
    let clock = network.clock
    guard traced else {
      runQuietly(until: clock.now + Self.pause)
      return
    }
    let end = clock.now + Self.longestQuiet
    var last = clock.now
    var steps = network.recorder.steps.count
    while let next = clock.next, next <= last + Self.quiet, next <= end, network.fault == nil {
      _ = clock.step()
      if network.recorder.steps.count != steps {
        steps = network.recorder.steps.count
        last = clock.now
      }
    }
    runQuietly(until: min(last + Self.quiet, end))
  }

  private func runQuietly(until moment: Nanoseconds) {
    let clock = network.clock
    while let next = clock.next, next <= moment, network.fault == nil { _ = clock.step() }
    if network.fault == nil { clock.run(until: moment) }
  }
}

/// Gathers what a console line prints.
final class Collector {
  let pipe = Pipe()
  private var bytes: [UInt8] = []
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    pipe.onReadable = { [unowned(unsafe) self] in self.bytes += self.pipe.read() }
  }

  var isFull: Bool { bytes.count > limit }

  /// A character that is cut in the middle, or is none, becomes U+FFFD.
  var text: String { String(decoding: bytes.prefix(limit), as: UTF8.self) }
}

/// Why a line did not end by itself.
enum Runaway {
  case events, duration, output, waits, fault

  func failure(at range: SourceRange, _ limits: Limits) -> Failure {
    switch self {
    case .waits, .fault:
      Failure(
        "never-ends", at: range, "this command waits for something that will never come",
        details: ["give it a count or a time limit, or put it into the background with &"])
    case .output:
      Failure(
        "runaway", at: range, "this command prints without end (over \(limits.outputBytes) bytes)",
        details: ["give it an end, such as a count or a time limit, or pass it through head"])
    case .events:
      Failure(
        "runaway", at: range, "this command does not come to an end (over \(limits.events) events)",
        details: ["give it a count or a time limit"])
    case .duration:
      Failure(
        "runaway", at: range,
        "this command does not come to an end (over \(limits.duration.seconds / 86_400) days of virtual time)",
        details: ["give it a count or a time limit"])
    }
  }
}

extension NetworkFault {
  func failure(at range: SourceRange) -> Failure {
    switch self {
    case .switchLoop(let names):
      Failure(
        "switch-loop", at: range, "frames go round for ever through \(names.joined(separator: ", "))",
        details: [
          "switches here run no spanning tree: take one of the cables between them away"
        ])
    }
  }
}

extension LineResult {
  /// Without `expect exit`, a command that fails also fails the cell.
  var unexpectedExit: Failure {
    Failure(
      "command-failed", at: line.command.range, "the command ended with exit status \(exitStatus)",
      details: output.isEmpty
        ? []
        : ["it printed:"] + output.split(separator: "\n").map(String.init)
          + ["if that is meant, say so below it: expect exit \(exitStatus)"])
  }
}

extension System {
  /// Hosts and running containers, for a message.
  var allNodeNames: [String] {
    machines.flatMap { [$0.name] + ($0.engine?.runningNodes.map { $0.name } ?? []) }
  }
}
