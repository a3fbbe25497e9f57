import Packets
import Simulation

/// Targets that change the packet or its connection and let it go on.
extension Netfilter {
  /// False when the packet ends here: it cannot be changed as the rule wants.
  func apply(_ target: Target, _ context: HookContext) -> Bool {
    let buffer = context.buffer
    switch target {
    case .log(let options): namespace.kernelLog.append(logLine(options, context), at: context.now)
    case .mark(let operation): buffer.mark = operation.applied(to: buffer.mark)
    case .connectionMark(let operation): apply(operation, buffer)
    case .maximumSegmentSize(let size): return setMaximumSegmentSize(size, context)
    case .noTrack:
      // A packet that has a connection keeps it (net/netfilter/xt_CT.c).
      if buffer.connection == nil { buffer.connectionState = .untracked }
    case .timeToLive(let operation):
      buffer.ip.timeToLive = operation.applied(to: buffer.ip.timeToLive)
    case .typeOfService(let value, let mask):
      buffer.ip.typeOfService = buffer.ip.typeOfService & ~mask ^ value
    case .differentiatedServices(let value):
      buffer.ip.typeOfService = buffer.ip.typeOfService & 3 | value << 2
    case .addToSet(let operation): sets.add(operation, context)
    case .removeFromSet(let operation): sets.remove(operation, context)
    case .uncommon(let target): apply(target, buffer)
    default: break
    }
    return true
  }

  /// Net/netfilter/xt_connmark.c.
  private func apply(_ operation: ConnectionMarkOperation, _ buffer: SocketBuffer) {
    guard let connection = buffer.connection else { return }
    switch operation {
    case .set(let change): connection.mark = change.applied(to: connection.mark)
    case .save(let packetMask, let connectionMask):
      connection.mark = connection.mark & ~connectionMask ^ (buffer.mark & packetMask)
    case .restore(let packetMask, let connectionMask):
      buffer.mark = buffer.mark & ~packetMask ^ (connection.mark & connectionMask)
    }
  }

  /// Lowers the segment size that a TCP header announces, never raises it (net/netfilter/xt_TCPMSS.c).
  private func setMaximumSegmentSize(_ size: UInt16?, _ context: HookContext) -> Bool {
    guard var segment = context.buffer.ip.tcp else { return true }
    let wanted: Int
    if let size {
      wanted = Int(size)
    } else {
      let mtu = min(context.output?.mtu ?? 65535, returnMTU(context))
      guard mtu > 40 else { return false }
      wanted = mtu - 40
    }
    if let present = segment.options.maximumSegmentSize {
      guard Int(present) > wanted else { return true }
      segment.options.maximumSegmentSize = UInt16(wanted)
    } else {
      // The option fits in only where no data is behind the header; RFC 9293 lets 536 stand for none.
      guard segment.payload.isEmpty, segment.dataOffset <= 56 else { return true }
      segment.options.maximumSegmentSize = UInt16(min(wanted, 536))
    }
    context.buffer.ip.payload = .tcp(segment)
    return true
  }

  /// The MTU of the way back.
  private func returnMTU(_ context: HookContext) -> Int {
    let flow = Flow(destination: context.source, source: nil, mark: 0)
    guard case .unicast(let route) = namespace.routing.lookup(flow), let device = route.device else {
      return 65535
    }
    return namespace.pathMTU(route, device, to: context.source)
  }
}

extension TimeToLiveOperation {
  /// Stays within 0 to 255 (net/netfilter/xt_HL.c).
  func applied(to value: UInt8) -> UInt8 {
    switch self {
    case .set(let new): new
    case .increase(let step): UInt8(min(255, Int(value) + Int(step)))
    case .decrease(let step): UInt8(max(0, Int(value) - Int(step)))
    }
  }
}

/// REJECT (net/ipv4/netfilter/nf_reject_ipv4.c).
extension Netfilter {
  func reject(_ buffer: SocketBuffer, with kind: RejectKind, at hook: Hook) {
    guard buffer.ip.fragmentOffset == 0 else { return }
    if let error = kind.error {
      namespace.sendError(error, about: buffer)
    } else {
      sendReset(about: buffer)
    }
  }

  private func sendReset(about buffer: SocketBuffer) {
    guard let segment = buffer.ip.tcp, !segment.flags.contains(.rst) else { return }
    let reset = TCPSegment.reset(answering: segment)
    var packet = IPv4Packet(
      source: buffer.ip.destination, destination: buffer.ip.source,
      timeToLive: UInt8(namespace.settings.defaultTimeToLive), payload: .tcp(reset))
    packet.dontFragment = true
    var options = OutputOptions(sender: "kernel")
    options.cause = buffer.identity
    options.about = buffer
    _ = namespace.send(packet, options)
    if let connection = buffer.connection { tracker.closeReset(connection) }
  }
}
