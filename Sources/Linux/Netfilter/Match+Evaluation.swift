import Packets
import Simulation

extension Match {
  /// Whether a packet meets the condition; for the matches that remember nothing.
  func holds(_ context: HookContext, _ netfilter: Netfilter) -> Bool {
    let buffer = context.buffer
    switch self {
    case .tcp(let match):
      guard let segment = buffer.ip.tcp else { return false }
      return match.holds(for: segment)
    case .udp(let source, let destination):
      guard let datagram = buffer.ip.udp else { return false }
      return source?.holds(for: datagram.sourcePort) ?? true
        && destination?.holds(for: datagram.destinationPort) ?? true
    case .icmp(let match):
      guard let message = buffer.ip.icmp else { return false }
      return match.holds(for: message)
    case .multiport(let match):
      guard let ports = buffer.ip.ports else { return false }
      return match.holds(for: ports)
    case .conntrack(let conditions):
      return conditions.allSatisfy { $0.holds(buffer, now: context.now) }
    case .state(let states, let isInverted):
      return states.contains(buffer.stateForRules) != isInverted
    case .addressType(let match): return match.holds(context)
    case .mac(let address, let isInverted):
      return (buffer.sourceHardware == address) != isInverted && context.input.map { !$0.isLoopback } ?? false
    case .mark(let condition): return condition.holds(for: buffer.mark)
    case .connectionMark(let condition):
      guard let connection = buffer.connection else { return false }
      return condition.holds(for: connection.mark)
    case .comment: return true
    case .addressRange(let source, let destination):
      return source?.holds(for: buffer.ip.source) ?? true
        && destination?.holds(for: buffer.ip.destination) ?? true
    case .length(let range, let isInverted):
      return range.contains(UInt16(truncatingIfNeeded: buffer.ip.totalLength)) != isInverted
    case .timeToLive(let match): return match.holds(for: buffer.ip.timeToLive)
    case .typeOfService(let value, let mask, let isInverted):
      return (buffer.ip.typeOfService & mask == value) != isInverted
    case .differentiatedServices(let value, let isInverted):
      return (buffer.ip.typeOfService >> 2 == value) != isInverted
    case .owner(let match): return match.holds(for: buffer)
    case .physicalDevice(let match): return match.holds(context)
    case .packetType(let type, let isInverted): return (buffer.packetType == type) != isInverted
    case .recent(let match): return netfilter.look(up: match, context)
    case .set(let match): return netfilter.sets.holds(match, context)
    case .uncommon(let match): return match.holds(context, netfilter)
    case .limit, .statistic: return false
    }
  }

  /// The same for a rule with at least one match that remembers.
  func holds(_ context: HookContext, _ netfilter: Netfilter, _ memory: inout MatchMemory) -> Bool {
    switch self {
    case .limit(let match): memory.take(match, now: context.now)
    case .statistic(.random(let probability, let isInverted)):
      (UInt32(truncatingIfNeeded: context.namespace.network.random.next() >> 33) < probability) != isInverted
    case .statistic(.nth(let every, _, let isInverted)): memory.advance(every: every) != isInverted
    case .uncommon(.connectionLimit(let match)): memory.counts.holds(match, context)
    case .uncommon(.quota(let octets, let isInverted)):
      memory.spend(context.buffer.ip.totalLength, of: octets) != isInverted
    default: holds(context, netfilter)
    }
  }

  var remembers: Bool {
    switch self {
    case .limit, .statistic: true
    case .uncommon(let match): match.remembers
    default: false
    }
  }
}

extension TCPMatch {
  func holds(for segment: TCPSegment) -> Bool {
    source?.holds(for: segment.sourcePort) ?? true
      && destination?.holds(for: segment.destinationPort) ?? true
      && flags.map { (segment.flags.rawValue & $0.mask == $0.set) != $0.isInverted } ?? true
      && option.map { segment.options.contains($0.number) != $0.isInverted } ?? true
  }
}

extension TCPOptions {
  /// Whether an option of this kind is in the header.
  func contains(_ kind: UInt8) -> Bool {
    switch kind {
    case 1: timestamps != nil || windowScale != nil
    case 2: maximumSegmentSize != nil
    case 3: windowScale != nil
    case 4: sackPermitted
    case 8: timestamps != nil
    default: false
    }
  }
}

extension ICMPMatch {
  /// `any` does not look at the type (net/ipv4/netfilter/ip_tables.c, icmp_type_code_match).
  func holds(for message: ICMPMessage) -> Bool {
    let fits = type == 255 || (message.type == type && code.map { message.code == $0 } ?? true)
    return fits != isInverted
  }
}

extension MultiportMatch {
  func holds(for packet: (source: UInt16, destination: UInt16)) -> Bool {
    let fits = ports.contains {
      switch side {
      case .source: $0.contains(packet.source)
      case .destination: $0.contains(packet.destination)
      case .either: $0.contains(packet.source) || $0.contains(packet.destination)
      }
    }
    return fits != isInverted
  }
}

extension TimeToLiveMatch {
  func holds(for timeToLive: UInt8) -> Bool {
    switch self {
    case .equal(let value): timeToLive == value
    case .notEqual(let value): timeToLive != value
    case .less(let value): timeToLive < value
    case .greater(let value): timeToLive > value
    }
  }
}

extension OwnerMatch {
  /// Only packets of sockets have an owner; the kernel's own answers have none. Everything runs as root here
  /// (net/netfilter/xt_owner.c).
  func holds(for buffer: SocketBuffer) -> Bool {
    let hasOwner = !buffer.sender.isEmpty && buffer.sender != "icmp" && buffer.sender != "kernel"
    if let hasSocket, hasSocket != hasOwner { return false }
    if let user, (hasOwner && user.range.contains(0)) == user.isInverted { return false }
    if let group, (hasOwner && group.range.contains(0)) == group.isInverted { return false }
    return true
  }
}

extension PhysicalDeviceMatch {
  /// A packet that did not come by a bridge meets only inverted conditions.
  func holds(_ context: HookContext) -> Bool {
    let (physicalIn, physicalOut) = (context.buffer.physicalInput, context.buffer.physicalOutput)
    if let isIn, (physicalIn != nil) != isIn { return false }
    if let isOut, (physicalOut != nil) != isOut { return false }
    if let isBridged, (physicalIn != nil && physicalOut != nil) != isBridged { return false }
    if let input, !input.holds(for: physicalIn) { return false }
    if let output, !output.holds(for: physicalOut) { return false }
    return true
  }
}

extension SocketBuffer {
  /// To whom the frame was sent; a packet of one's own to a group looped back counts by its destination.
  var packetType: PacketType {
    if destinationHardware.isBroadcast || ip.destination.isBroadcast { return .broadcast }
    return destinationHardware.isGroup || ip.destination.isMulticast ? .multicast : .unicast
  }

  /// The state that rules see: without an entry a packet is INVALID, unless NOTRACK exempted it.
  var stateForRules: ConnectionStates {
    switch connectionState {
    case .new: .new
    case .established: .established
    case .related: .related
    case .untracked: .untracked
    case .invalid, nil: .invalid
    }
  }
}
