import Linux
import Packets
import Simulation

/// `/dev/tcp/HOST/PORT` and `/dev/udp/HOST/PORT`, which bash opens as sockets (bash(1), REDIRECTION).
struct NetworkTarget {
  var isTCP: Bool
  var host: String
  var port: String
  /// As it was typed, for messages.
  var path: String

  init?(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "dev", parts[2] == "tcp" || parts[2] == "udp",
      !parts[3].isEmpty, !parts[4].isEmpty
    else { return nil }
    isTCP = parts[2] == "tcp"
    host = String(parts[3])
    port = String(parts[4])
    self.path = path
  }
}

extension Shell {
  /// The socket that a redirection's file is, if it is one.
  func networkTarget(_ redirection: Redirection) -> NetworkTarget? {
    guard flavour == .bash, redirection.document == nil else { return nil }
    switch redirection.kind {
    case .hereDocument, .hereString, .duplicate: return nil
    default: break
    }
    // Only a word that says so itself: expanding others here would expand them twice.
    var begins = false
    for part in redirection.target.parts.prefix(1) {
      switch part {
      case .literal(let text), .quoted(let text):
        begins = text.hasPrefix("/dev/tcp/") || text.hasPrefix("/dev/udp/")
      default: break
      }
    }
    guard begins, let text = expandedText(redirection.target) else { return nil }
    return NetworkTarget(text)
  }

  /// Connects, and gives the connection as a stream that is read and written.
  func connect(_ target: NetworkTarget, _ redirection: Redirection, then: @escaping (Bool) -> Void) {
    Resolver.resolve(target.host, for: process) { [self] result in
      guard case .success(let addresses) = result, let address = addresses.first else {
        complain("\(target.host): Name or service not known")
        complain("\(target.path): Invalid argument")
        return then(false)
      }
      let service = Services.port(named: target.port, target.isTCP ? .tcp : .udp)
      guard let port = UInt16(target.port) ?? service else {
        complain("\(target.port): Servname not supported for ai_socktype")
        complain("\(target.path): Invalid argument")
        return then(false)
      }
      if target.isTCP {
        connectTCP(target, address, port, redirection, then)
      } else {
        connectUDP(target, address, port, redirection, then)
      }
    }
  }

  private func refused(_ target: NetworkTarget, _ error: KernelError) {
    streams[2]?.write("\(name): connect: \(error.text)\n")
    complain("\(target.path): \(error.text)")
  }

  private func connectTCP(
    _ target: NetworkTarget, _ address: IPv4Address, _ port: UInt16, _ redirection: Redirection,
    _ then: @escaping (Bool) -> Void
  ) {
    let socket = process.makeTCPSocket()
    let pipe = Pipe { bytes in
      socket.send(Bytes(bytes))
      return nil
    }
    pipe.onRelease = { socket.close() }
    socket.onReceive = { pipe.receive(Array($0)) }
    socket.onEnd = { pipe.endReceiving() }
    socket.onConnected = { [self] in
      socket.onError = { _ in pipe.endReceiving() }
      attach(pipe, redirection)
      then(true)
    }
    socket.onError = { [self] error in
      socket.close()
      refused(target, error)
      then(false)
    }
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      socket.close()
      refused(target, error)
      then(false)
    }
  }

  private func connectUDP(
    _ target: NetworkTarget, _ address: IPv4Address, _ port: UInt16, _ redirection: Redirection,
    _ then: @escaping (Bool) -> Void
  ) {
    let socket = process.makeUDPSocket()
    do throws(KernelError) {
      try socket.connect(to: address, port: port)
    } catch {
      socket.close()
      refused(target, error)
      return then(false)
    }
    let pipe = Pipe { bytes in
      socket.send(Bytes(bytes))
      return nil
    }
    pipe.onRelease = { socket.close() }
    socket.onReceive = { pipe.receive(Array($0.payload)) }
    attach(pipe, redirection)
    then(true)
  }

  private func attach(_ pipe: Pipe, _ redirection: Redirection) {
    switch redirection.kind {
    case .outputAndError, .appendOutputAndError: (streams[1], streams[2]) = (pipe, pipe)
    default: streams[redirection.descriptor] = pipe
    }
  }
}
