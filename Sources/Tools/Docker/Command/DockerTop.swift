import Linux
import Simulation

/// `docker top`: the host's ps, asked about the processes of a container (moby, daemon/top_unix.go).
enum DockerTop {
  static func run(_ call: DockerCall) throws(Unsimulated) {
    let container: DockerContainer
    do throws(DockerError) {
      container = try call.engine.container(call.arguments[0])
      guard container.isRunning else {
        throw DockerError("Container \(container.identifier) is not running", kind: .conflict)
      }
    } catch {
      return try call.fail(error)
    }
    let words = Array(call.arguments.dropFirst())
    let options = try PSOptions(words.isEmpty ? ["-ef"] : words.contains("-e") ? words : ["-e"] + words)
    guard options.columns.contains(where: { $0.header == "PID" }) else {
      return try call.fail(DockerError("Couldn't find PID field in ps output"))
    }
    let rows = ProcessRow.all(of: call.process.node.machine).filter {
      $0.process.node === container.insideNode
    }
    var table = TextTable(least: 20)
    table.add(options.columns.map { $0.header })
    for row in rows { table.add(options.columns.map { PS.cell($0, row) }) }
    call.process.write(table.text)
    call.process.exit(0)
  }
}
