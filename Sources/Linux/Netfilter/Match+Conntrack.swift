import Packets
import Simulation

extension ConntrackCondition {
  /// Net/netfilter/xt_conntrack.c: without an entry, only the state can be compared.
  func holds(_ buffer: SocketBuffer, now: Nanoseconds) -> Bool {
    if case .state(let states) = test {
      return !states.isDisjoint(with: Self.states(of: buffer)) != isInverted
    }
    guard let connection = buffer.connection else { return false }
    return holds(for: connection, isReply: buffer.isReply, now: now) != isInverted
  }

  private func holds(for connection: Connection, isReply: Bool, now: Nanoseconds) -> Bool {
    let (original, reply) = (connection.original, connection.reply)
    switch test {
    case .state: return false
    case .proto(let proto): return connection.proto == proto
    case .originalSource(let address): return address.holds(for: original.source)
    case .originalDestination(let address): return address.holds(for: original.destination)
    case .replySource(let address): return address.holds(for: reply.source)
    case .replyDestination(let address): return address.holds(for: reply.destination)
    case .originalSourcePort(let ports): return ports.contains(original.sourcePort)
    case .originalDestinationPort(let ports): return ports.contains(original.destinationPort)
    case .replySourcePort(let ports): return ports.contains(reply.sourcePort)
    case .replyDestinationPort(let ports): return ports.contains(reply.destinationPort)
    case .status(let wanted):
      let seen = connection.status.intersection([.expected, .seenReply, .assured, .confirmed])
      return wanted.isEmpty ? seen.isEmpty : !seen.isDisjoint(with: wanted)
    case .expiry(let range): return range.contains(UInt32(connection.remaining(at: now).seconds))
    case .direction(let wanted): return isReply == wanted
    }
  }

  /// The state, and for translated connections what was translated.
  static func states(of buffer: SocketBuffer) -> ConnectionStates {
    var states = buffer.stateForRules
    guard let connection = buffer.connection else { return states }
    if connection.status.contains(.sourceNAT) { states.insert(.sourceTranslated) }
    if connection.status.contains(.destinationNAT) { states.insert(.destinationTranslated) }
    return states
  }
}

extension AddressTypeMatch {
  func holds(_ context: HookContext) -> Bool {
    let device = limitsToInput ? context.input : limitsToOutput ? context.output : nil
    if let source {
      let type = context.namespace.type(of: context.buffer.ip.source, on: device)
      if source.contains(type) == isSourceInverted { return false }
    }
    if let destination {
      let type = context.namespace.type(of: context.buffer.ip.destination, on: device)
      if destination.contains(type) == isDestinationInverted { return false }
    }
    return true
  }
}

extension NetworkNamespace {
  /// What table `local` says of an address, on one interface or on any (net/ipv4/fib_frontend.c,
  /// inet_addr_type_table).
  func type(of address: IPv4Address, on device: NetworkDevice? = nil) -> AddressTypeMatch.Types {
    if address.bits >> 24 == 0 || address.isBroadcast { return .broadcast }
    if address.isMulticast { return .multicast }
    guard let route = routing.local.lookup(address, where: { _ in true }),
      device == nil || route.device === device
    else { return .unicast }
    switch route.kind {
    case .local: return .local
    case .broadcast: return .broadcast
    case .blackhole: return .blackhole
    case .unreachable: return .unreachable
    case .prohibit: return .prohibit
    default: return .unicast
    }
  }
}
