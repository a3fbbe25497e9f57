import Linux
import Packets
import Simulation

/// The service of `serve` statements and of images: HTTP/1.0 over TCP, whose every page is one text; over UDP the
/// text for each datagram.
package enum Serve {
  package struct Service: Hashable, Sendable {
    package var port: UInt16
    package var isUDP: Bool
    /// Without its newline.
    package var text: String

    package init(port: UInt16, isUDP: Bool, text: String) {
      self.port = port
      self.isUDP = isUDP
      self.text = text
    }
  }

  /// Starts a process named `serve` on a node. False when the port is taken.
  @discardableResult
  package static func start(on node: Node, port: UInt16, isUDP: Bool, text: String) -> Bool {
    let service = Service(port: port, isUDP: isUDP, text: text)
    let process = node.system.start(
      program(named: "serve", serving: [service]), arguments: [], on: node, input: Pipe(text: ""),
      output: Pipe { _ in nil }, error: Pipe { _ in nil })
    return process.isRunning
  }

  /// The program that serves: a container's command, by whatever name it has there (`/serve`, `nginx`).
  package static func program(named name: String, serving services: [Service]) -> Program {
    Program(
      name,
      running: { process in
        for service in services
        where !listen(process, port: service.port, isUDP: service.isUDP, text: service.text) {
          process.writeError("serve: bind: Address already in use\n")
          return process.exit(1)
        }
      })
  }

  /// Has a process serve a text until it ends. False when the port is taken.
  package static func listen(_ process: Process, port: UInt16, isUDP: Bool, text: String) -> Bool {
    let server = Server(process)
    do throws(KernelError) {
      if isUDP { try server.openUDP(port, text) } else { try server.openTCP(port, text) }
      return true
    } catch {
      return false
    }
  }
}

/// A running service. The process keeps it by its sockets.
private final class Server {
  private let process: Process
  private var open: [ObjectIdentifier: TCPSocket] = [:]

  static let backlog = 128
  /// What write(2) takes: over cables without a delay the kernel has delivered the answer, and got it acknowledged,
  /// when the call returns.
  static let writing = Nanoseconds.microseconds(300)

  init(_ process: Process) {
    self.process = process
    process.atExit { for socket in self.openInOrder { socket.close() } }
  }

  private var openInOrder: [TCPSocket] { open.values.sorted { $0.remotePort < $1.remotePort } }

  func openUDP(_ port: UInt16, _ text: String) throws(KernelError) {
    let socket = process.makeUDPSocket()
    try socket.bind(port: port)
    let reply = Bytes((text + "\n").utf8)
    socket.onReceive = { [unowned(unsafe) socket] datagram in
      socket.send(reply, to: datagram.source, port: datagram.sourcePort)
    }
  }

  func openTCP(_ port: UInt16, _ text: String) throws(KernelError) {
    let listener = process.makeTCPListener()
    listener.reusesAddress = true
    try listener.bind(port: port)
    try listener.listen(backlog: Self.backlog)
    listener.onAcceptable = { [unowned(unsafe) listener] in
      while let connection = listener.accept() { self.answer(connection, text) }
    }
  }

  /// Reads a request up to its blank line, answers, and closes first, as HTTP/1.0 servers do.
  private func answer(_ connection: TCPSocket, _ text: String) {
    var request: [UInt8] = []
    var isAnswered = false
    open[ObjectIdentifier(connection)] = connection
    func finish() {
      open[ObjectIdentifier(connection)] = nil
      connection.close()
    }
    func reply() {
      isAnswered = true
      connection.send(Bytes(Self.page(for: request, text).utf8))
      process.after(Self.writing) { connection.shutdown() }
    }
    connection.onError = { _ in finish() }
    connection.onReceive = { bytes in
      guard !isAnswered else { return }
      request += bytes
      if Self.isWhole(request) { reply() }
    }
    connection.onEnd = {
      guard !isAnswered, !request.isEmpty else { return finish() }
      reply()
      finish()
    }
  }

  private static let longestRequest = 8191

  private static func isWhole(_ request: [UInt8]) -> Bool {
    guard request.count < longestRequest else { return true }
    let lines = request.filter { $0 != 13 }
    return zip(lines, lines.dropFirst()).contains { $0 == 10 && $1 == 10 }
  }

  private static func page(for request: [UInt8], _ text: String) -> String {
    let head =
      "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count + 1)\r\n\r\n"
    return request.starts(with: Array("HEAD ".utf8)) ? head : head + text + "\n"
  }
}
