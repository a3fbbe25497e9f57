import Linux
import Simulation

@testable import Tools

/// One host with a console.
final class ShellFixture {
  let system = System(network: Network())
  let machine: Machine
  let session = ShellSession()

  init() { machine = system.addMachine(name: "h", operatingSystem: .linux) }

  var files: FileSystem { machine.node.files }

  /// Runs a console line to its end and gives what it printed; the status is in `status`.
  @discardableResult
  func run(_ line: String) -> String {
    let output = Pipe()
    var isDone = false
    system.beginLine()
    session.run(line: line, on: machine.node, output: output) { [self] in
      status = $0
      isDone = true
    }
    while !isDone, system.network.clock.step() {}
    isFinished = isDone
    return String(decoding: output.read(), as: UTF8.self)
  }

  private(set) var status = -1
  /// Whether the last line came to its end at all.
  private(set) var isFinished = false
  var unsimulated: String? { system.unsimulated?.feature }
}
