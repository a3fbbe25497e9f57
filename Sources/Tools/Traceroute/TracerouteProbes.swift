import Linux
import Packets
import Simulation

/// Who answered a probe, and what that means.
struct TracerouteAnswer {
  var address: IPv4Address
  /// Probes with a higher time to live go no farther.
  var isFinal: Bool
  /// `!N`, `!H`, `!X` …
  var mark = ""

  /// An ICMP error from somewhere on the way (traceroute.c, parse_icmp_res).
  init(_ error: ICMPError, from address: IPv4Address, destination: IPv4Address) {
    self.address = address
    isFinal = true
    switch error {
    case .timeExceeded: isFinal = false
    case .fragmentationNeeded(let mtu): mark = "!F-\(mtu)"
    case .destinationUnreachable(let code):
      switch code {
      case 0, 6, 8, 11: mark = "!N"
      case 1, 7, 12: mark = "!H"
      case 2: mark = "!P"
      case 3: mark = ""
      case 5: mark = "!S"
      case 9, 10, 13: mark = "!X"
      case 14: mark = "!V"
      case 15: mark = "!C"
      default: mark = "!<\(code)>"
      }
    case .redirect, .parameterProblem: mark = "!<\(error.code)>"
    }
  }

  init(from address: IPv4Address) {
    self.address = address
    isFinal = true
  }
}

/// A way to send probes and to know the answers to them by their numbers.
protocol TracerouteSender: AnyObject {
  var onAnswer: ((Int, TracerouteAnswer) -> Void)? { get set }
  var device: NetworkDevice? { get set }
  var source: IPv4Address { get set }
  func send(_ index: Int, timeToLive: UInt8) -> KernelError?
}

/// Datagrams to ports that nobody should listen on, each from a socket of its own.
final class UDPProbes: TracerouteSender {
  var onAnswer: ((Int, TracerouteAnswer) -> Void)?
  var device: NetworkDevice?
  var source = IPv4Address.any
  private let options: TracerouteOptions
  private let destination: IPv4Address
  private let process: Process

  init(_ options: TracerouteOptions, _ destination: IPv4Address, _ process: Process) {
    self.options = options
    self.destination = destination
    self.process = process
  }

  func send(_ index: Int, timeToLive: UInt8) -> KernelError? {
    let socket = process.makeUDPSocket()
    socket.timeToLive = timeToLive
    socket.typeOfService = options.typeOfService
    socket.device = device
    socket.pathMTUDiscovery = options.dontFragment ? .do : .dont
    let port = options.method == .udp ? options.port ?? 53 : (options.port ?? 33434) + index
    let destination = self.destination
    do throws(KernelError) {
      if !source.isAny { try socket.bind(source) }
      try socket.connect(to: destination, port: UInt16(truncatingIfNeeded: port))
    } catch {
      return error
    }
    socket.onICMPError = { [self] error, _, reporter in
      if case .redirect = error { return }
      onAnswer?(index, TracerouteAnswer(error, from: reporter, destination: destination))
      process.after(.zero) { socket.close() }
    }
    socket.onReceive = { [self] datagram in
      onAnswer?(index, TracerouteAnswer(from: datagram.source))
    }
    let header = IPv4Packet.headerLength + UDPDatagram.headerLength
    let payload = (0..<max(0, options.packetLength - header)).map { 0x40 + UInt8($0 & 0x3F) }
    return socket.send(payload[...])
  }
}

/// Echo requests; the sequence number tells them apart.
final class ICMPProbes: TracerouteSender {
  var onAnswer: ((Int, TracerouteAnswer) -> Void)?
  var device: NetworkDevice? { didSet { socket.device = device } }
  var source = IPv4Address.any { didSet { try? socket.bind(source) } }
  private let options: TracerouteOptions
  private let destination: IPv4Address
  private let socket: PingSocket
  private let first: Int

  init(_ options: TracerouteOptions, _ destination: IPv4Address, _ process: Process) {
    self.options = options
    self.destination = destination
    first = options.port ?? 1
    socket = PingSocket(namespace: process.namespace, owner: process.socketOwner)
    process.keep(socket)
    socket.typeOfService = options.typeOfService
    socket.pathMTUDiscovery = options.dontFragment ? .do : .dont
    socket.onReply = { [unowned(unsafe) self] reply in
      onAnswer?(Int(reply.sequence) - first, TracerouteAnswer(from: reply.source))
    }
    socket.onICMPError = { [unowned(unsafe) self] error, sequence, reporter in
      if case .redirect = error { return }
      let answer = TracerouteAnswer(error, from: reporter, destination: self.destination)
      onAnswer?(Int(sequence) - first, answer)
    }
  }

  func send(_ index: Int, timeToLive: UInt8) -> KernelError? {
    socket.timeToLive = timeToLive
    let header = IPv4Packet.headerLength + ICMPMessage.headerLength
    let payload = (0..<max(0, options.packetLength - header)).map { 0x48 + UInt8($0 & 0x3F) }
    return socket.send(
      sequence: UInt16(truncatingIfNeeded: first + index), payload: payload[...], to: destination)
  }
}

/// SYN segments from ports of their own; the host's own TCP knows nothing of them.
final class TCPProbes: TracerouteSender {
  var onAnswer: ((Int, TracerouteAnswer) -> Void)?
  var device: NetworkDevice? { didSet { socket.device = device } }
  var source = IPv4Address.any { didSet { try? socket.bind(source) } }
  private let destination: IPv4Address
  private let socket: RawSocket
  private let process: Process
  private let port: UInt16
  private var ports: [UInt16: Int] = [:]

  init(_ options: TracerouteOptions, _ destination: IPv4Address, _ process: Process) {
    self.destination = destination
    self.process = process
    port = UInt16(truncatingIfNeeded: options.port ?? 80)
    socket = RawSocket(namespace: process.namespace, owner: process.socketOwner, proto: .tcp)
    process.keep(socket)
    socket.typeOfService = options.typeOfService
    socket.pathMTUDiscovery = options.dontFragment ? .do : .dont
    socket.onReceive = { [unowned(unsafe) self] packet, _ in
      guard let segment = packet.tcp, segment.sourcePort == port, let index = ports[segment.destinationPort]
      else { return }
      onAnswer?(index, TracerouteAnswer(from: packet.source))
    }
    socket.onICMPError = { [unowned(unsafe) self] error, packet, reporter in
      if case .redirect = error { return }
      guard let ports = packet.ports, let index = self.ports[ports.source] else { return }
      onAnswer?(index, TracerouteAnswer(error, from: reporter, destination: self.destination))
    }
  }

  func send(_ index: Int, timeToLive: UInt8) -> KernelError? {
    let network = process.system.network
    let range = process.namespace.settings.localPorts
    var own = range.lowerBound + UInt16(network.random.number(below: range.count))
    while ports[own] != nil { own = range.lowerBound + UInt16(network.random.number(below: range.count)) }
    ports[own] = index
    socket.timeToLive = timeToLive
    var options = TCPOptions()
    options.maximumSegmentSize = 1460
    options.sackPermitted = true
    options.timestamps = TCPOptions.Timestamps(
      value: UInt32(truncatingIfNeeded: network.random.next()), echo: 0)
    options.windowScale = 2
    let segment = TCPSegment(
      sourcePort: own, destinationPort: port, sequence: UInt32(truncatingIfNeeded: network.random.next()),
      flags: .syn, window: 5840, options: options)
    return socket.send(.tcp(segment), to: destination)
  }
}
