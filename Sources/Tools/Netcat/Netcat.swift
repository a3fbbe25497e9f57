import Linux
import Packets
import Simulation

/// OpenBSD's netcat, as Debian has it: `nc`.
enum Netcat {
  static let programs = ["nc", "netcat", "nc.openbsd"].map { name in
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        do throws(NetcatOptions.Problem) {
          let options = try NetcatOptions(process.arguments)
          if options.listens {
            NetcatListener(process, options).start()
          } else {
            NetcatClient(process, options).start()
          }
        } catch {
          switch error {
          case .unsimulated(let missing): throw missing
          case .message(let text):
            process.writeError("nc: \(text)\n")
            process.exit(1)
          case .usage(let text, let status):
            process.writeError(text)
            process.exit(status)
          }
        }
      })
  }
}

/// Connecting: to one port, or to each of a range.
final class NetcatClient {
  private let process: Process
  private let options: NetcatOptions
  private var remaining: ArraySlice<UInt16>
  private var addresses: [IPv4Address] = []
  private var status = 1

  init(_ process: Process, _ options: NetcatOptions) {
    self.process = process
    self.options = options
    remaining = options.ports[...]
  }

  private var host: String { options.host ?? "" }

  func start() {
    if options.isNumeric, IPv4Address(host) == nil {
      return nameFailed("Name or service not known")
    }
    Resolver.resolve(host, for: process) { [self] result in
      switch result {
      case .success(let found):
        addresses = found
        nextPort()
      case .failure(let failure): nameFailed(failure.text)
      }
    }
  }

  private func nameFailed(_ text: String) {
    let port = options.ports.first ?? 0
    process.writeError("nc: getaddrinfo for host \"\(host)\" port \(port): \(text)\n")
    process.exit(1)
  }

  private func nextPort() {
    guard process.isRunning else { return }
    guard let port = remaining.popFirst() else { return process.exit(status) }
    if options.isUDP { openUDP(port) } else { openTCP(port, addresses[...]) }
  }

  /// `localhost (127.0.0.1)`, or just the address where that was written.
  private func place(_ address: IPv4Address) -> String {
    host == "\(address)" ? host : "\(host) (\(address))"
  }

  private func complain(_ port: UInt16, _ address: IPv4Address, _ what: String) {
    guard options.isVerbose else { return }
    process.writeError(
      "nc: connect to \(place(address)) port \(port) (\(options.protocolName)) \(what)\n")
  }

  private func announce(_ port: UInt16, _ address: IPv4Address) {
    guard options.isVerbose else { return }
    let service = options.isNumeric ? nil : Services.name(of: port, options.isUDP ? .udp : .tcp)
    process.writeError(
      "Connection to \(place(address)) \(port) port [\(options.protocolName)/\(service ?? "*")] succeeded!\n")
  }

  private var source: IPv4Address { options.sourceAddress.flatMap { IPv4Address($0) } ?? .any }
  private var bindsFirst: Bool { options.sourceAddress != nil || options.sourcePort != 0 }

  private func bindFailed(_ error: KernelError) {
    process.writeError("nc: bind failed: \(error.text)\n")
    process.exit(1)
  }

  // MARK: - TCP

  private func openTCP(_ port: UInt16, _ candidates: ArraySlice<IPv4Address>) {
    var candidates = candidates
    guard let address = candidates.popFirst() else { return nextPort() }
    let socket = process.makeTCPSocket()
    if bindsFirst {
      do throws(KernelError) { try socket.bind(source, port: options.sourcePort) } catch {
        return bindFailed(error)
      }
    }
    var timer: Timer?
    let rest = candidates
    func failed(_ what: String) {
      timer?.cancel()
      socket.close()
      complain(port, address, what)
      openTCP(port, rest)
    }
    socket.onConnected = { [self] in
      timer?.cancel()
      status = 0
      announce(port, address)
      guard !options.scans else {
        socket.close()
        return nextPort()
      }
      NetcatRelay(process, options, TCPChannel(socket)).run { [self] in nextPort() }
    }
    socket.onError = { failed("failed: \($0.text)") }
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      return failed("failed: \(error.text)")
    }
    if let limit = options.timeout {
      timer = process.after(limit) {
        if socket.state == .synSent { failed("timed out: Operation now in progress") }
      }
    }
  }

  // MARK: - UDP

  private func openUDP(_ port: UInt16) {
    let address = addresses[0]
    let socket = process.makeUDPSocket()
    socket.allowsBroadcast = options.allowsBroadcast
    do throws(KernelError) {
      if bindsFirst { try socket.bind(source, port: options.sourcePort) }
    } catch {
      return bindFailed(error)
    }
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      complain(port, address, "failed: \(error.text)")
      return nextPort()
    }
    // Only `-v` looks whether somebody listens; without it a scan sends nothing.
    guard options.isVerbose else {
      guard options.scans else { return converse(socket) }
      status = 0
      socket.close()
      return nextPort()
    }
    probe(socket) { [self] isOpen in
      guard isOpen else {
        socket.close()
        return nextPort()
      }
      announce(port, address)
      if options.scans {
        status = 0
        socket.close()
        nextPort()
      } else {
        converse(socket)
      }
    }
  }

  private func converse(_ socket: UDPSocket) {
    status = 0
    NetcatRelay(process, options, UDPChannel(socket)).run { [self] in nextPort() }
  }

  /// Sends a few datagrams, and waits whether the host says that nobody listens (udptest).
  private func probe(_ socket: UDPSocket, then: @escaping (Bool) -> Void) {
    var isRefused = false
    // Any other error counts as an answer.
    socket.onError = { if $0 == .connectionRefused { isRefused = true } }
    let letter = Bytes("X".utf8)
    socket.send(letter)
    let rounds = options.timeout?.seconds ?? 3
    func ask(_ round: Int) {
      guard !isRefused else { return then(false) }
      guard round < rounds else { return then(true) }
      process.after(.seconds(1)) {
        if !isRefused { socket.send(letter) }
        ask(round + 1)
      }
    }
    // A host nearby refuses before the second one leaves.
    process.after(.microseconds(500)) {
      if !isRefused { socket.send(letter) }
      ask(0)
    }
  }
}
