import Linux
import Packets
import Simulation

/// dnsmasq's DHCP part (dnsmasq's dhcp.c and rfc2131.c; RFC 2131, section 4.3).
final class DHCPServer {
  /// A request, and what is known about where it came from.
  struct Request {
    let message: DHCPMessage
    let device: NetworkDevice
    /// The server's address there.
    let own: InterfaceAddress
    let ranges: [DHCPServerConfiguration.Range]
    let host: DHCPServerConfiguration.Host?
  }

  let server: DnsmasqServer
  private(set) var table = DHCPLeaseTable()
  private var socket: UDPSocket!
  /// When an address did not answer an echo request.
  private var tried: [IPv4Address: Nanoseconds] = [:]
  private var underWay: Set<MACAddress> = []

  init(_ server: DnsmasqServer) throws(DnsmasqFailure) { self.server = server }

  var configuration: DHCPServerConfiguration { server.configuration.dhcp }
  var process: Process { server.process }
  private var now: Nanoseconds { process.clock.now }

  // MARK: - Starting

  func openSocket() throws(DnsmasqFailure) {
    let socket = process.makeUDPSocket()
    socket.allowsBroadcast = true
    // Network control, and no say about fragments.
    socket.typeOfService = 0xC0
    socket.pathMTUDiscovery = .dont
    socket.device = exclusiveDevice
    do throws(KernelError) {
      try socket.bind(port: DHCPMessage.serverPort)
    } catch {
      throw DnsmasqFailure("failed to bind DHCP server socket: \(error.text)", status: 2)
    }
    self.socket = socket
    socket.onReceive = { [self] datagram in
      if let message = DHCPMessage(decoding: datagram.payload), !message.isReply {
        receive(message, on: datagram.device)
      }
    }
    process.node.files.write(configuration.leaseFile, "")
  }

  private var exclusiveDevice: NetworkDevice? {
    guard server.configuration.interfaces.count == 1 else { return nil }
    return process.namespace.device(named: server.configuration.interfaces[0])
  }

  func announce() {
    for range in configuration.ranges {
      let text =
        range.isStatic
        ? "static leases only on \(range.first)" : "IP range \(range.first) -- \(range.last)"
      log("DHCP, \(text), lease time \(Self.words(range.lease))")
    }
    if let device = exclusiveDevice { log("DHCP, sockets bound exclusively to interface \(device.name)") }
  }

  /// `12h`, `10h30m`.
  static func words(_ seconds: UInt32?) -> String {
    guard let seconds else { return "infinite" }
    var (text, rest) = ("", seconds)
    for (unit, letter) in [(86400, "d"), (3600, "h"), (60, "m")] as [(UInt32, String)] where rest >= unit {
      text += "\(rest / unit)\(letter)"
      rest %= unit
    }
    return rest > 0 || text.isEmpty ? text + "\(rest)s" : text
  }

  func log(_ text: String) { server.log.write(text, part: "-dhcp") }

  private func note(_ text: String, _ request: Request) {
    if server.configuration.logsDHCP { log("\(request.message.transaction) \(text)") }
  }

  private func report(_ kind: String, _ address: IPv4Address?, _ request: Request, _ more: String = "") {
    guard !server.configuration.isQuietDHCP else { return }
    let prefix = server.configuration.logsDHCP ? "\(request.message.transaction) " : ""
    let place = address.map { "\($0) " } ?? ""
    log("\(prefix)\(kind)(\(request.device.name)) \(place)\(request.message.hardware) \(more)")
  }

  // MARK: - Requests

  private func receive(_ message: DHCPMessage, on device: NetworkDevice) {
    guard let kind = message.kind, message.relayAddress.isAny else { return }
    let limited = server.configuration.interfaces
    guard limited.isEmpty || limited.contains(device.name),
      !configuration.exceptedInterfaces.contains(device.name),
      !server.configuration.exceptedInterfaces.contains(device.name)
    else { return }
    table.removeExpired(at: now)
    guard let request = request(message, device) else {
      return log("no address range available for DHCP request via \(device.name)")
    }
    if request.host?.isIgnored == true { return }
    for range in request.ranges { note("available DHCP range: \(range.first) -- \(range.last)", request) }
    if let name = message.text(DHCPMessage.Option.hostName) { note("client provides name: \(name)", request) }
    switch kind {
    case .discover: discover(request)
    case .request: take(request)
    case .release: release(request)
    case .decline:
      report("DHCPDECLINE", message.addresses(DHCPMessage.Option.requestedAddress).first, request)
      table.remove(message.hardware)
      leasesChanged()
    case .inform: process.fail(Unsimulated("dnsmasq's answer to DHCPINFORM"))
    case .offer, .acknowledgement, .refusal: break
    }
  }

  private func request(_ message: DHCPMessage, _ device: NetworkDevice) -> Request? {
    let host =
      configuration.hosts.first { $0.hardware.contains(message.hardware) }
      ?? configuration.hosts.first {
        $0.hardware.isEmpty && $0.name != nil && $0.name == message.text(DHCPMessage.Option.hostName)
      }
    for own in device.addresses {
      let fitting = configuration.ranges.filter { range in
        own.connected.contains(range.first) && own.connected.contains(range.last)
      }
      if !fitting.isEmpty {
        return Request(message: message, device: device, own: own, ranges: fitting, host: host)
      }
    }
    return nil
  }

  private func discover(_ request: Request) {
    let message = request.message
    let wanted = message.addresses(DHCPMessage.Option.requestedAddress).first
    report("DHCPDISCOVER", wanted, request)
    // An address that is being tried for the client will be offered when nobody has answered.
    guard !underWay.contains(message.hardware) else { return }
    if let known = knownAddress(request) { return offer(known, request) }
    if let wanted, isFree(wanted, request), isInRange(wanted, request) {
      return tryOut([wanted][...], request)
    }
    tryOut(candidates(request)[...], request)
  }

  /// The address of a line of the client's own, or of its lease.
  private func knownAddress(_ request: Request) -> IPv4Address? {
    if let own = request.host?.address, request.own.connected.contains(own),
      table.lease(of: own).map({ $0.hardware == request.message.hardware }) ?? true
    {
      return own
    }
    guard let lease = table.lease(of: request.message.hardware),
      request.own.connected.contains(lease.address)
    else { return nil }
    return lease.address
  }

  private func isInRange(_ address: IPv4Address, _ request: Request) -> Bool {
    request.ranges.contains { !$0.isStatic && $0.first <= address && address <= $0.last }
  }

  private func isFree(_ address: IPv4Address, _ request: Request) -> Bool {
    let holder = table.lease(of: address)?.hardware
    return (holder == nil || holder == request.message.hardware)
      && !configuration.hosts.contains {
        $0.address == address && !$0.hardware.contains(request.message.hardware)
      }
      && !process.namespace.isLocal(address)
  }

  /// All free addresses, from the one that the client's hardware address is hashed to (address_allocate).
  private func candidates(_ request: Request) -> [IPv4Address] {
    var hash: UInt32 = 0
    for shift in [40, 32, 24, 16, 8, 0] as [UInt64] {
      let byte = UInt32(request.message.hardware.bits >> shift & 0xFF)
      hash = byte &+ (hash << 6) &+ (hash << 16) &- hash
    }
    if hash == 0 { hash = 1 }
    var found: [IPv4Address] = []
    for range in request.ranges where !range.isStatic {
      let size = range.last.bits - range.first.bits + 1
      let start = configuration.isSequential ? 0 : hash % size
      for offset in 0..<size {
        let address = IPv4Address(bits: range.first.bits + (start + offset) % size)
        if isFree(address, request) { found.append(address) }
      }
    }
    return found
  }

  // MARK: - Offers

  private static let echoWait = Nanoseconds.seconds(3)
  private static let triedCounts = Nanoseconds.seconds(30)

  /// Offers the first address that no station has already.
  private func tryOut(_ addresses: ArraySlice<IPv4Address>, _ request: Request) {
    guard let address = addresses.first else {
      return report("DHCPDISCOVER", nil, request, "no address available")
    }
    if !configuration.pings || tried[address].map({ now - $0 < Self.triedCounts }) ?? false {
      return offer(address, request)
    }
    let hardware = request.message.hardware
    underWay.insert(hardware)
    let echo = PingSocket(namespace: process.namespace, owner: process.socketOwner)
    process.keep(echo)
    var isTaken = false
    echo.onReply = { reply in if reply.source == address { isTaken = true } }
    echo.send(sequence: 0, payload: Bytes(repeating: 0, count: 56), to: address)
    process.after(Self.echoWait) { [self] in
      echo.close()
      underWay.remove(hardware)
      if isTaken { return tryOut(addresses.dropFirst(), request) }
      tried[address] = now
      offer(address, request)
    }
  }

  private func offer(_ address: IPv4Address, _ request: Request) {
    note("tags: \(request.device.name)", request)
    report("DHCPOFFER", address, request)
    reply(.offer, address, request, name: request.host?.name)
  }

  // MARK: - Leases

  private func take(_ request: Request) {
    let message = request.message
    let chosen = message.addresses(DHCPMessage.Option.serverIdentifier).first
    let asked = message.addresses(DHCPMessage.Option.requestedAddress).first
    let address = asked ?? message.clientAddress
    let lease = table.lease(of: message.hardware)
    if let chosen {
      // The client has taken another server's offer.
      guard chosen == request.own.address else { return }
    } else if lease == nil, !configuration.isAuthoritative {
      return
    }
    report("DHCPREQUEST", address, request)
    if !request.own.connected.contains(address) { return refuse(address, "wrong network", request) }
    if chosen == nil, let lease, lease.address != address {
      return refuse(address, "wrong address", request)
    }
    let isOwn = request.host?.address == address || lease?.address == address
    guard isOwn || isInRange(address, request), isFree(address, request) else {
      return refuse(address, "address not available", request)
    }
    let name = request.host?.name ?? message.text(DHCPMessage.Option.hostName).flatMap(Self.label)
    let time = leaseTime(request, address)
    table.insert(
      DHCPLease(
        hardware: message.hardware, address: address, name: name,
        expires: time.map { now + .seconds(Int($0)) },
        clientIdentifier: message[DHCPMessage.Option.clientIdentifier]))
    leasesChanged()
    note("tags: \(request.device.name)", request)
    report("DHCPACK", address, request, name ?? "")
    reply(.acknowledgement, address, request, name: name)
  }

  /// A client's name without its domain.
  private static func label(_ name: String) -> String? {
    name.split(separator: ".").first.map { String($0) }
  }

  private func refuse(_ address: IPv4Address, _ why: String, _ request: Request) {
    report("DHCPNAK", address, request, why)
    var message = DHCPMessage(
      transaction: request.message.transaction, hardware: request.message.hardware)
    message.isReply = true
    message.wantsBroadcast = true
    message.options = [
      DHCPMessage.Option(kind: .refusal),
      DHCPMessage.Option(DHCPMessage.Option.serverIdentifier, addresses: [request.own.address]),
      DHCPMessage.Option(DHCPMessage.Option.message, text: why),
    ]
    send(message, to: .broadcast, request)
  }

  private func release(_ request: Request) {
    report("DHCPRELEASE", request.message.clientAddress, request)
    table.remove(request.message.hardware)
    leasesChanged()
  }

  func leaseTime(_ request: Request, _ address: IPv4Address) -> UInt32? {
    if let lease = request.host?.lease { return lease }
    let range = request.ranges.first { $0.first <= address && address <= $0.last } ?? request.ranges[0]
    return range.lease
  }

  private func leasesChanged() {
    process.node.files.write(configuration.leaseFile, table.leases.map { $0.line() }.joined())
    shareNames()
  }

  /// The DNS part answers for clients with names.
  func shareNames() {
    let domain = server.configuration.domain
    server.setLeases(
      table.leases.compactMap { lease in
        lease.name.map { name in
          (names: domain.map { ["\(name).\($0)", name] } ?? [name], address: lease.address)
        }
      })
  }

  // MARK: - Replies

  private func reply(
    _ kind: DHCPMessage.Kind, _ address: IPv4Address, _ request: Request, name: String?
  ) {
    var message = DHCPMessage(
      transaction: request.message.transaction, hardware: request.message.hardware)
    message.isReply = true
    message.seconds = request.message.seconds
    message.wantsBroadcast = request.message.wantsBroadcast
    message.clientAddress = kind == .acknowledgement ? request.message.clientAddress : .any
    message.yourAddress = address
    message.serverAddress = request.own.address
    message.options = options(kind, address, request, name: name)
    logOptions(message, request)
    if !request.message.clientAddress.isAny {
      return send(message, to: request.message.clientAddress, request)
    }
    guard !message.wantsBroadcast else { return send(message, to: .broadcast, request) }
    // The client does not answer ARP yet: the kernel is told where it is.
    process.namespace.neighbours.set(
      address, on: request.device, hardware: message.hardware, state: .stale)
    send(message, to: address, request)
  }

  private func send(_ message: DHCPMessage, to address: IPv4Address, _ request: Request) {
    let bound = socket.device
    if address.isBroadcast { socket.device = request.device }
    socket.send(
      Bytes(message.encoded()), to: address, port: DHCPMessage.clientPort, from: request.own.address)
    socket.device = bound
  }
}
