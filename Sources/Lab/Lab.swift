package import Linux
package import NetLanguage
import Packets
import Simulation
package import Tools

/// One running network: a cell's statements go in, results come out. State carries from cell to cell.
package final class Lab {
  package let network: Network
  package let system: System
  package var limits = Limits()
  /// The declared switches, by name.
  var switches: [String: Switch] = [:]
  /// How many interfaces each host has been given by cables, by the host's name.
  var declaredInterfaces: [String: Int] = [:]
  /// Cells are run to be explained: every line is watched, whether or not it is traced.
  private(set) var isExplaining = false
  /// What is known of the last console line, while cells are run to be explained.
  var explainer: Explainer?
  /// What no packet of the cell may do, and the packets of its lines: looked at when all have run.
  private var ruledOut: [(expectation: Expectation, range: SourceRange)] = []
  /// The packets of the last console line, from the first expectation about them on.
  var journeys: [PacketJourney]?
  var watchesAllLines = false
  var watched: [WatchedLine] = []
  private var waitingDaemons: [(machine: Machine, version: String?, usesProxy: Bool, origin: Origin?)] = []

  package init() {
    network = Network()
    system = System(network: network)
  }

  /// Runs a parsed cell. Statements after a failed one still run, so that every failure is reported.
  ///
  /// - Parameter explaining: failures come with their reasons. This costs more than an ordinary run, and gives the
  ///   same in everything else: so a cell that failed is run again, on a network that stands as it stood before.
  package func run(
    cell: ParsedCell, explaining: Bool = false, onLine: ((LineResult) -> Void)? = nil
  ) -> CellResult {
    isExplaining = explaining
    network.recorder.isExplaining = explaining
    defer { (isExplaining, network.recorder.isExplaining, explainer) = (false, false, nil) }
    watchesAllLines = cell.statements.contains { statement in
      if case .expect(let expectation) = statement.kind { return expectation.isNever }
      return false
    }
    var result = CellResult(topology: Topology())
    if cell.options.ipv6 == true {
      result.failures.append(
        Failure(
          "not-simulated", at: SourceRange(start: SourcePosition(line: 1, column: 1), length: 1),
          "netnote does not simulate IPv6"))
    }
    var run = CellRun(statements: cell.statements)
    while let step = run.next() {
      network.origin = Origin(line: step.statement.range.start.line, file: cell.file)
      perform(step, &result, onLine)
    }
    network.origin = nil
    for (expectation, range) in ruledOut {
      result.failures += checkNever(expectation, at: range, in: cell.file)
    }
    (ruledOut, watched, watchesAllLines) = ([], [], false)
    result.topology = Topology(of: self)
    return result
  }

  private func perform(
    _ step: CellRun.Step, _ result: inout CellResult, _ onLine: ((LineResult) -> Void)?
  ) {
    let statement = step.statement
    do throws(Failure) {
      switch statement.kind {
      case .host(let declaration): try declare(declaration)
      case .switchDeclaration(let name): switches[name.value] = network.makeSwitch(name: name.value)
      case .link(let declaration): try connect(declaration)
      case .image(let name, let service):
        try startDaemons()
        declareImage(name.value, service)
      case .serve(let node, let service):
        try startDaemons()
        try serve(service, on: node)
      case .serveNames(let declaration):
        try startDaemons()
        try serve(declaration)
      case .serveAddresses(let declaration):
        try startDaemons()
        try serve(declaration)
      case .console(let line):
        try startDaemons()
        journeys = nil
        let (lineResult, failures) = try runLine(line, statement)
        result.lines.append(lineResult)
        result.failures += failures
        if !step.expectsExit, lineResult.exitStatus != 0, failures.isEmpty {
          result.failures.append(lineResult.unexpectedExit.explained(by: lineResult.explanation))
        }
        onLine?(lineResult)
      case .expect(let expectation) where expectation.isNever:
        ruledOut.append((expectation, statement.range))
      case .expect(let expectation):
        guard let line = result.lines.last else {
          throw Failure(
            "expect-nothing", at: statement.range, "there is no console line above this expectation")
        }
        result.failures += check(expectation, of: line, at: statement.range)
      }
    } catch {
      result.failures.append(error)
    }
  }

  func waitFor(_ machine: Machine, version: String?, usesProxy: Bool) {
    waitingDaemons.append((machine, version, usesProxy, network.origin))
  }

  /// Docker starts with the machine, after its network cards: so before the first line that could need it.
  private func startDaemons() throws(Failure) {
    let waiting = waitingDaemons
    waitingDaemons = []
    let current = network.origin
    defer { network.origin = current }
    for (machine, version, usesProxy, origin) in waiting {
      // What Docker makes then comes from the host's declaration.
      network.origin = origin
      let engine = DockerEngine(machine: machine, version: version, usesProxy: usesProxy)
      if !usesProxy {
        machine.node.files.write("/etc/docker/daemon.json", "{\n  \"userland-proxy\": false\n}\n")
      }
      machine.engine = engine
      engine.start()
    }
  }
}

extension Failure: Error {}

/// Steps through a cell's statements, knowing what is expected of each console line.
struct CellRun {
  struct Step {
    let statement: Statement
    /// An `expect exit` among the expectations below it says what the status must be.
    let expectsExit: Bool
  }

  private let statements: [Statement]
  private var index = 0

  init(statements: [Statement]) { self.statements = statements }

  mutating func next() -> Step? {
    guard index < statements.count else { return nil }
    defer { index += 1 }
    return Step(statement: statements[index], expectsExit: expectsExit(behind: index))
  }

  private func expectsExit(behind index: Int) -> Bool {
    for statement in statements[(index + 1)...] {
      guard case .expect(let expectation) = statement.kind else { return false }
      if case .exit = expectation.claim { return true }
    }
    return false
  }
}
