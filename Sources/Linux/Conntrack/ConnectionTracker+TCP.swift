import Packets
import Simulation

/// A segment's effect on its connection (nf_conntrack_proto_tcp.c, nf_conntrack_tcp_packet).
extension ConnectionTracker {
  func trackTCP(
    _ connection: Connection, _ segment: TCPSegment, _ direction: Connection.Direction, length: Int
  ) -> TrackingOutcome {
    guard Self.isValid(segment.flags) else { return .invalid }
    if !connection.status.contains(.confirmed) {
      guard let begun = TCPTracking(first: segment, isLoose: settings.isLoose) else { return .invalid }
      connection.tcp = begun
    }
    guard var tcp = connection.tcp else { return .invalid }
    let kind = TCPTracking.Kind(segment.flags)
    var old = tcp.state
    var new: TCPTracking.State
    switch TCPTracking.transition(from: old, by: kind, direction) {
    case .invalid: return .invalid
    case .to(.synSent) where old == .timeWait || old == .close:
      if isOver(tcp, direction) { return .reopened }
      connection.tcp = Self.ignoring(segment, kind, direction, tcp)
      return .accepted
    case .ignored:
      guard answersIgnoredSyn(segment, kind, direction, tcp) else {
        connection.tcp = Self.ignoring(segment, kind, direction, tcp)
        return .accepted
      }
      (old, new) = (.synSent, .synReceived)
      Self.fallInStep(&tcp, direction)
    case .to(let state): new = state
    }
    if isChallenge(kind, direction, tcp), new == .timeWait {
      tcp.last.expectsChallenge = false
      connection.tcp = tcp
      return .accepted
    }
    if new == .synSent2 { tcp.last.isSimultaneousOpen = true }
    if new == .synReceived, direction == .reply, kind == .ack, tcp.last.isSimultaneousOpen {
      new = .established
    }
    if kind == .rst {
      switch resetEffect(connection, segment, direction, tcp) {
      case .invalid: return .invalid
      case .keepsState: new = old
      case .closesAtOnce:
        return finish(connection, &tcp, segment, kind, direction, from: old, to: new, length: length)
      case .closes: break
      }
    }
    switch tcp.inWindow(segment, direction, isLiberal: settings.isLiberal) {
    case .inside: break
    case .old:
      connection.tcp = tcp
      return .accepted
    case .invalid:
      connection.tcp = tcp
      return .invalid
    }
    return finish(connection, &tcp, segment, kind, direction, from: old, to: new, length: length)
  }

  private func finish(
    _ connection: Connection, _ tcp: inout TCPTracking, _ segment: TCPSegment, _ kind: TCPTracking.Kind,
    _ direction: Connection.Direction, from old: TCPTracking.State, to new: TCPTracking.State, length: Int
  ) -> TrackingOutcome {
    tcp.last.kind = kind
    tcp.last.direction = direction
    tcp.state = new
    if old != new, new == .finWait { tcp[direction].closesFirst = true }
    connection.tcp = tcp
    var timeout = timeout(of: tcp, after: kind)
    if !connection.status.contains(.seenReply) {
      if kind == .rst {
        // The only answer is a reset: there is no connection.
        account(connection, direction, length: length)
        kill(connection)
        return .accepted
      }
      // A repeated SYN does not prolong the entry.
      if kind == .syn, old == .synSent {
        return .accepted
      }
      if new == .established { timeout = min(timeout, settings.tcpUnacknowledged) }
    } else if !connection.status.contains(.assured), old == .synReceived || old == .established,
      new == .established
    {
      connection.status.insert(.assured)
      connection.hasNews = true
    }
    if new != old { connection.hasNews = true }
    refresh(connection, timeout, direction, length: length)
    return .accepted
  }

  /// A rule answered one of the connection's packets with a reset, which tracking itself does not look at
  /// (nf_conntrack_tcp_set_closing).
  func closeReset(_ connection: Connection) {
    guard connection.status.contains(.confirmed), connection.tcp != nil, connection.tcp?.state != .close
    else { return }
    connection.tcp?.state = .close
    if !connection.status.contains(.fixedTimeout) { connection.expiry = now + settings.timeout(of: .close) }
  }

  /// How long the entry lives on in this state.
  private func timeout(of tcp: TCPTracking, after kind: TCPTracking.Kind) -> Nanoseconds {
    let timeout = settings.timeout(of: tcp.state)
    if tcp.retransmissions >= 3 { return min(timeout, settings.tcpMaxRetransmission) }
    if kind == .rst { return settings.tcpClose }
    if tcp.original.hasUnacknowledgedData || tcp.reply.hasUnacknowledgedData {
      return min(timeout, settings.tcpUnacknowledged)
    }
    if tcp.last.window == 0 { return min(timeout, settings.tcpMaxRetransmission) }
    return timeout
  }

  /// The combinations of flags that mean something (nf_conntrack_proto_tcp.c, tcp_valid_flags).
  private static func isValid(_ flags: TCPFlags) -> Bool {
    validFlags.contains(flags.subtracting([.psh, .ece, .cwr]))
  }

  private static let validFlags: [TCPFlags] = [
    [.ack], [.syn], [.syn, .ack], [.fin, .ack], [.rst], [.rst, .ack], [.ack, .urg], [.syn, .urg],
    [.fin, .ack, .urg],
  ]

  // MARK: Out of step

  /// Closed by one end's FIN, or by a reset from the end that now sends a SYN.
  private func isOver(_ tcp: TCPTracking, _ direction: Connection.Direction) -> Bool {
    tcp.original.closesFirst || tcp.reply.closesFirst
      || tcp.last.direction == direction && tcp.last.kind == .rst
  }

  /// A SYN,ACK that acknowledges a SYN which looked out of place: the ends were right, we were not.
  private func answersIgnoredSyn(
    _ segment: TCPSegment, _ kind: TCPTracking.Kind, _ direction: Connection.Direction, _ tcp: TCPTracking
  ) -> Bool {
    kind == .synAck && tcp.last.kind == .syn && tcp.last.direction != direction
      && segment.acknowledgement == tcp.last.end
  }

  private static func fallInStep(_ tcp: inout TCPTracking, _ direction: Connection.Direction) {
    var other = tcp[direction.opposite]
    other.end = tcp.last.end
    other.maximumEnd = tcp.last.end
    other.maximumWindow = other.offered(tcp.last.window)
    (other.scale, other.hasScale) = (tcp.last.scale, tcp.last.hasScale)
    (other.isLiberal, other.closesFirst, other.hasUnacknowledgedData) = (false, false, false)
    other.maximumAcknowledgement = nil
    tcp[direction.opposite] = other
    tcp[direction] = TCPTracking.Side()
    tcp.last.expectsChallenge = false
    tcp.state = .synSent
  }

  /// A segment that passes without an effect is remembered, since the answer to it may put us in step.
  private static func ignoring(
    _ segment: TCPSegment, _ kind: TCPTracking.Kind, _ direction: Connection.Direction, _ tcp: TCPTracking
  ) -> TCPTracking {
    var tcp = tcp
    tcp.last.kind = kind
    tcp.last.direction = direction
    tcp.last.sequence = segment.sequence
    tcp.last.end = segment.sequence &+ segment.sequenceLength
    tcp.last.window = UInt32(segment.window)
    if kind == .syn, direction == .original {
      tcp.last.scale = min(segment.options.windowScale ?? 0, 14)
      tcp.last.hasScale = segment.options.windowScale != nil
      tcp.last.expectsChallenge = tcp.state == .lastAck
    }
    if tcp.state == .synSent, kind == .ack, direction == .reply {
      tcp.last.acknowledgement = segment.acknowledgement
    }
    return tcp
  }

  /// An ACK that answers a SYN out of place (RFC 5961) does not acknowledge the last FIN.
  private func isChallenge(
    _ kind: TCPTracking.Kind, _ direction: Connection.Direction, _ tcp: TCPTracking
  ) -> Bool {
    tcp.state == .lastAck && kind == .ack && tcp.last.direction != direction && tcp.last.kind == .syn
      && tcp.last.expectsChallenge
  }

  // MARK: Resets

  private enum ResetEffect { case closes, closesAtOnce, keepsState, invalid }

  private func resetEffect(
    _ connection: Connection, _ segment: TCPSegment, _ direction: Connection.Direction, _ tcp: TCPTracking
  ) -> ResetEffect {
    var effect = ResetEffect.closes
    if let acknowledged = tcp[direction.opposite].maximumAcknowledgement {
      let isEstablished = tcp.state == .established && connection.status.contains(.assured)
      if segment.sequence == 0, !isEstablished { return .closes }
      if TCPTracking.after(acknowledged, segment.sequence) { return .invalid }
      if !isEstablished || segment.sequence == acknowledged { return .closes }
      if tcp.last.kind == .ack, tcp.last.direction == direction, segment.sequence == tcp.last.end {
        return .closes
      }
      // Not exactly what is expected: the other end may answer with a challenge.
      effect = .keepsState
    }
    let status = connection.status
    let answersIgnored =
      status.contains(.seenReply) && tcp.last.kind == .syn
      || !status.contains(.assured) && tcp.last.kind == .ack
    if answersIgnored, segment.acknowledgement == tcp.last.end {
      return effect == .closes ? .closesAtOnce : effect
    }
    return effect
  }

  // MARK: After a pause

  /// Connection tracking begins again: connections that it knows have gone on without it, so that their windows
  /// are learnt anew (nf_conntrack_proto.c, nf_ct_tcp_fixup).
  func forgetWindows() {
    for connection in table.connections {
      connection.tcp?.original.maximumWindow = 0
      connection.tcp?.reply.maximumWindow = 0
    }
  }
}

extension ConntrackSettings {
  func timeout(of state: TCPTracking.State) -> Nanoseconds {
    switch state {
    case .none, .synSent, .synSent2: tcpSynSent
    case .synReceived: tcpSynReceived
    case .established: tcpEstablished
    case .finWait: tcpFinWait
    case .closeWait: tcpCloseWait
    case .lastAck: tcpLastAck
    case .timeWait: tcpTimeWait
    case .close: tcpClose
    }
  }
}
