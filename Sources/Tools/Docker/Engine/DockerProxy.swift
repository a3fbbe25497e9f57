import Linux
import Packets
import Simulation

/// docker-proxy: a process of the host that listens on a published port and passes on what the rules did not catch.
extension DockerEngine {
  func startProxy(for port: PublishedPort) throws(DockerError) -> Process {
    var failure: KernelError?
    let daemon = daemonIdentifier
    let program = Program(
      "docker-proxy",
      running: { (process: Process) throws(Unsimulated) in
        // By descriptor 3 it tells the daemon that it listens.
        process.firstDescriptor = 4
        process.title = "/usr/sbin/docker-proxy"
        process.isThreaded = true
        process.foster = daemon
        do throws(KernelError) {
          if port.port.isUDP {
            try DatagramProxy.start(process, port)
          } else {
            try StreamProxy.start(process, port)
          }
        } catch {
          failure = error
          process.exit(1)
        }
      })
    let arguments = [
      "-proto", port.port.transport, "-host-ip", port.hostAddress.description, "-host-port",
      String(port.hostPort),
      "-container-ip", port.containerAddress.description, "-container-port", String(port.port.number),
    ]
    let process = machine.system.start(
      program, arguments: arguments, on: machine.node, workingDirectory: "/", input: Pipe(text: ""),
      output: Pipe { _ in nil }, error: Pipe { _ in nil })
    if let failure {
      let text = failure.text.prefix(1).lowercased() + failure.text.dropFirst()
      if isModern {
        // From 29 on without the container's address.
        let transport = port.port.transport
        let place =
          release >= EngineVersion(parts: [29, 0, 0])
          ? "\(port.hostAddress):\(port.hostPort)/\(transport)"
          : "for \(port.hostAddress):\(port.hostPort):\(port.containerAddress):\(port.port.number)/\(transport)"
        throw DockerError("failed to bind host port \(place): \(text)")
      }
      throw DockerError(
        "Error starting userland proxy: listen \(port.port.transport)4 \(port.hostAddress):\(port.hostPort): bind: \(text)"
      )
    }
    return process
  }
}

/// Datagrams: each client has a socket towards the container (libnetwork, cmd/proxy/udp_proxy.go).
enum DatagramProxy {
  /// A client that is silent for so long is forgotten.
  private static let patience = Nanoseconds.seconds(90)

  private struct Client: Hashable {
    var address: IPv4Address
    var port: UInt16
  }

  private final class Connections {
    struct Entry {
      var socket: UDPSocket
      var timer: Timer
    }
    var entries: [Client: Entry] = [:]
  }

  static func start(_ process: Process, _ port: PublishedPort) throws(KernelError) {
    let listener = process.makeUDPSocket()
    try listener.bind(port.hostAddress, port: port.hostPort)
    let connections = Connections()
    listener.onReceive = { datagram in
      let client = Client(address: datagram.source, port: datagram.sourcePort)
      let entry = connections.entries[client] ?? connect(process, port, listener, client)
      guard let entry else { return }
      entry.timer.cancel()
      let timer = process.after(patience) {
        entry.socket.close()
        connections.entries[client] = nil
      }
      connections.entries[client] = Connections.Entry(socket: entry.socket, timer: timer)
      entry.socket.send(datagram.payload)
    }
  }

  private static func connect(
    _ process: Process, _ port: PublishedPort, _ listener: UDPSocket, _ client: Client
  ) -> Connections.Entry? {
    let socket = process.makeUDPSocket()
    do throws(KernelError) {
      try socket.connect(to: port.containerAddress, port: port.port.number)
    } catch {
      socket.close()
      return nil
    }
    socket.onReceive = { answer in listener.send(answer.payload, to: client.address, port: client.port) }
    return Connections.Entry(socket: socket, timer: process.after(patience) {})
  }
}
