import Packets
import Simulation

/// Network address translation: what a connection's packets are rewritten to is decided once, with its first packet
/// (net/netfilter/nf_nat_core.c).
extension ConnectionTracker {
  /// The connection has not got a translation of this kind yet: the rules of table nat decide (nf_nat_inet_fn).
  func needsNATRules(_ buffer: SocketBuffer, _ manipulation: Translation.Manipulation) -> Bool {
    guard let connection = buffer.connection, let state = buffer.connectionState else { return false }
    // Reports go the way of the connection that they are about (nf_nat_ipv4_fn).
    guard state == .new || state == .related && buffer.ip.icmp?.isReport != true else { return false }
    return !connection.status.contains(manipulation.done)
  }

  /// A rule's decision for the connection. False when no free tuple was left: the packet is dropped.
  func setUpNAT(
    _ buffer: SocketBuffer, _ range: NATRange, _ manipulation: Translation.Manipulation, at hook: Hook
  ) -> Bool {
    guard let connection = buffer.connection else { return true }
    setUp(connection, range, manipulation)
    return true
  }

  /// MASQUERADE: the connection has the address of the interface by which it leaves, chosen for the next hop and
  /// not by the route. False when the interface has none (nf_nat_masquerade_ipv4).
  func setUpMasquerade(_ buffer: SocketBuffer, _ range: NATRange, on output: NetworkDevice, at hook: Hook)
    -> Bool
  {
    guard let connection = buffer.connection else { return true }
    // A packet without an address yet, such as a DHCP client's, is left alone.
    guard !connection.original.source.isAny else { return true }
    let nextHop = buffer.nextHop.isAny ? buffer.ip.destination : buffer.nextHop
    guard let address = namespace.selectAddress(on: output, to: nextHop, scope: .universe) else {
      namespace.drop(buffer, .nat(.noAddressToMasquerade(interface: output.name)))
      return false
    }
    connection.masqueradeInterface = output.index
    var range = range
    range.addresses = address...address
    setUp(connection, range, .source)
    return true
  }

  /// No rule wanted a translation: the addresses stay, and the source port changes only if the flow's answers
  /// would look like another connection's (nf_nat_alloc_null_binding).
  func setUpNullBinding(_ buffer: SocketBuffer, _ manipulation: Translation.Manipulation, at hook: Hook)
    -> Bool
  {
    guard let connection = buffer.connection else { return true }
    let address =
      manipulation == .source ? connection.reply.destination : connection.reply.source
    setUp(connection, NATRange(addresses: address...address), manipulation)
    return true
  }

  /// Chooses what the connection's packets become, and so how its answers will look (nf_nat_setup_info).
  private func setUp(
    _ connection: Connection, _ range: NATRange, _ manipulation: Translation.Manipulation
  ) {
    guard !connection.status.contains(.confirmed), !connection.status.contains(manipulation.done),
      let current = connection.reply.inverted
    else { return }
    let chosen = uniqueTuple(current, range, manipulation, for: connection)
    if chosen != current, let reply = chosen.inverted {
      connection.reply = reply
      connection.status.insert(manipulation.bit)
    }
    connection.status.insert(manipulation.done)
  }

  /// Rewrites the packet as its connection says, and the packet inside an ICMP error; traces `.translated` by
  /// the author, where something changed. False drops the packet.
  func applyNAT(
    _ buffer: SocketBuffer, _ manipulation: Translation.Manipulation, at hook: Hook,
    author: Translation.Author
  ) -> Bool {
    guard let connection = buffer.connection, let state = buffer.connectionState else { return true }
    let isReport = state == .related && buffer.ip.icmp?.isReport == true
    if isReport, redirectsTranslated(buffer, connection) {
      namespace.drop(buffer, .nat(.redirect))
      return false
    }
    if !isReport, hasMoved(connection, buffer, at: hook) {
      kill(connection)
      namespace.drop(buffer, .nat(.movedInterface))
      return false
    }
    let direction: Connection.Direction = buffer.isReply ? .reply : .original
    // What was rewritten one way is rewritten back the other way.
    let bit = direction == .original ? manipulation.bit : manipulation.opposite.bit
    guard connection.status.contains(bit) else { return true }
    // As packets of the other direction are answered, so must this one be (nf_nat_packet).
    guard let target = connection.tuple(direction.opposite).inverted else { return true }
    var packet = buffer.ip
    if isReport, case .icmp(.error(let error, var quoted)) = packet.payload {
      quoted.packet.rewrite(manipulation.opposite, as: connection.tuple(direction.opposite))
      packet.payload = .icmp(.error(error, quoted: quoted))
      packet.rewriteAddress(manipulation, as: target)
    } else {
      packet.rewrite(manipulation, as: target)
    }
    write(packet, to: buffer, Translation(manipulation: manipulation, author: author, hook: hook))
    return true
  }

  private func write(_ packet: IPv4Packet, to buffer: SocketBuffer, _ translation: Translation) {
    guard namespace.isTracing else {
      buffer.ip = packet
      return
    }
    guard packet != buffer.ip else { return }
    let before = buffer.frame
    buffer.ip = packet
    namespace.network.trace(buffer, at: namespace.name, .translated(translation), before: before)
  }

  /// Redirects are for the sender's own network: through NAT they would mislead (nf_nat_icmp_reply_translation).
  private func redirectsTranslated(_ buffer: SocketBuffer, _ connection: Connection) -> Bool {
    guard buffer.ip.icmp?.type == 5 else { return false }
    return !connection.status.isSuperset(of: [.sourceNATDone, .destinationNATDone])
      || !connection.status.isDisjoint(with: .anyNAT)
  }

  /// A masqueraded flow whose packets now leave by another interface (nf_nat_oif_changed). Its answers would come
  /// back to an address that is not there.
  private func hasMoved(_ connection: Connection, _ buffer: SocketBuffer, at hook: Hook) -> Bool {
    guard hook == .postRouting, !buffer.isReply, connection.status.contains(.sourceNATDone),
      let interface = connection.masqueradeInterface, let output = buffer.outputDevice
    else { return false }
    return interface != output.index
  }
}

extension Translation.Manipulation {
  var opposite: Self { self == .source ? .destination : .source }
  var bit: ConnectionStatus { self == .source ? .sourceNAT : .destinationNAT }
  var done: ConnectionStatus { self == .source ? .sourceNATDone : .destinationNATDone }
}

extension IPv4Packet {
  /// Gives the packet the source or destination, port included, that a tuple has (nf_nat_proto.c,
  /// nf_nat_ipv4_manip_pkt).
  mutating func rewrite(_ manipulation: Translation.Manipulation, as target: Tuple) {
    rewriteAddress(manipulation, as: target)
    switch payload {
    case .icmp(.echoRequest(var echo)):
      echo.identifier = target.icmpIdentifier
      payload = .icmp(.echoRequest(echo))
    case .icmp(.echoReply(var echo)):
      echo.identifier = target.icmpIdentifier
      payload = .icmp(.echoReply(echo))
    case .raw(let proto, let bytes) where (proto == .tcp || proto == .udp) && fragmentOffset == 0:
      // A transport header that is cut off behind its ports, inside an ICMP error.
      let port = manipulation == .source ? target.sourcePort : target.destinationPort
      let place = bytes.startIndex + (manipulation == .source ? 0 : 2)
      guard bytes.count >= 4 else { return }
      var bytes = bytes
      bytes[place] = UInt8(port >> 8)
      bytes[place + 1] = UInt8(truncatingIfNeeded: port)
      payload = .raw(proto, bytes)
    default:
      if manipulation == .source {
        sourcePort = target.sourcePort
      } else {
        destinationPort = target.destinationPort
      }
    }
  }

  mutating func rewriteAddress(_ manipulation: Translation.Manipulation, as target: Tuple) {
    if manipulation == .source { source = target.source } else { destination = target.destination }
  }
}
