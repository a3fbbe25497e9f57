import Linux
import Packets
import Simulation

/// `nc -l`: one conversation, or with `-k` one after the other.
final class NetcatListener {
  private let process: Process
  private let options: NetcatOptions

  init(_ process: Process, _ options: NetcatOptions) {
    self.process = process
    self.options = options
  }

  private var port: UInt16 { options.ports[0] }
  private static let backlog = 1

  func start() {
    let name = options.host ?? "0.0.0.0"
    Resolver.resolve(name, for: process) { [self] result in
      switch result {
      case .success(let addresses): open(addresses[0])
      case .failure(let failure):
        process.writeError("nc: getaddrinfo: \(failure.text)\n")
        process.exit(1)
      }
    }
  }

  private func open(_ address: IPv4Address) {
    do throws(KernelError) {
      if options.isUDP { try listenUDP(address) } else { try listenTCP(address) }
    } catch {
      process.writeError("nc: \(error.text)\n")
      process.exit(1)
    }
  }

  private func note(_ text: String) { if options.isVerbose { process.writeError(text + "\n") } }

  // MARK: - TCP

  private func listenTCP(_ address: IPv4Address) throws(KernelError) {
    let listener = process.makeTCPListener()
    listener.reusesAddress = true
    listener.sharesPort = true
    try listener.bind(address, port: port)
    try listener.listen(backlog: Self.backlog)
    note("Listening on \(address) \(port)")
    serveNext(listener)
  }

  private func serveNext(_ listener: TCPListener) {
    listener.onAcceptable = { [self] in
      guard let connection = listener.accept() else { return }
      listener.onAcceptable = nil
      note("Connection received on \(connection.remoteAddress) \(connection.remotePort)")
      process.keep(connection)
      NetcatRelay(process, options, TCPChannel(connection)).run { [self] in
        if options.keepsListening { serveNext(listener) } else { process.exit(0) }
      }
    }
  }

  // MARK: - UDP

  private func listenUDP(_ address: IPv4Address) throws(KernelError) {
    let socket = process.makeUDPSocket()
    socket.reusesAddress = true
    try socket.bind(address, port: port)
    note("Bound on \(address) \(port)")
    guard !options.keepsListening else {
      // Without a peer of its own it takes what anybody sends.
      NetcatRelay(process, options, UDPChannel(socket)).run { [self] in process.exit(0) }
      return
    }
    socket.onReceive = { [self] first in
      socket.onReceive = nil
      note("Connection received on \(first.source) \(first.sourcePort)")
      try? socket.connect(to: first.source, port: first.sourcePort)
      let relay = NetcatRelay(process, options, UDPChannel(socket))
      relay.run { [self] in process.exit(0) }
      relay.received(first.payload)
    }
  }
}
