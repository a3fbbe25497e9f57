import Packets
import Simulation

/// What a protocol's tracker says of a packet.
enum TrackingOutcome: Hashable, Sendable {
  case accepted
  /// Not a part of the connection, whatever its addresses say.
  case invalid
  /// The connection was over, and a new one begins with this packet.
  case reopened
}

extension ConnectionTracker {
  /// Finds or makes the packet's connection and sets `connection`, `connectionState` and `isReply`. A packet
  /// whose state is already `.untracked` (NOTRACK) or whose connection is set (over `lo`, or an answer that
  /// `relate` attached) stays as it is. Drops only when the table is full (nf_conntrack_in).
  func track(_ buffer: SocketBuffer, at hook: Hook) -> Netfilter.Verdict {
    guard buffer.connection == nil, buffer.connectionState != .untracked else { return .accept }
    if let report = buffer.ip.icmp, report.isReport {
      trackError(buffer)
      return .accept
    }
    guard var tuple = Tuple(buffer.ip), var inverse = tuple.inverted else {
      markInvalid(buffer)
      return .accept
    }
    (tuple.zone, inverse.zone) = (buffer.zone, buffer.zone)
    // At most twice: a connection that is opened anew is gone at the second look.
    while true {
      guard let (connection, direction) = lookUp(tuple, inverse) else {
        statistics.dropped += 1
        namespace.drop(buffer, .tableFull)
        return .drop
      }
      let isNew = !connection.status.contains(.confirmed)
      if isNew, let helper = buffer.trackingTemplate?.options.helper { connection.helper = helper }
      let state = state(of: connection, direction)
      switch update(connection, with: buffer.ip, direction) {
      case .reopened:
        kill(connection)
        continue
      case .invalid:
        markInvalid(buffer)
        return .accept
      case .accepted:
        if direction == .reply, !connection.status.contains(.seenReply) {
          connection.status.insert(.seenReply)
          connection.hasNews = true
        }
        assign(buffer, connection, state, direction, isNew: isNew)
        return .accept
      }
    }
  }

  private func lookUp(_ tuple: Tuple, _ inverse: Tuple) -> (Connection, Connection.Direction)? {
    if let found = find(tuple) { return (found.connection, found.direction) }
    return makeConnection(tuple, reply: inverse).map { ($0, .original) }
  }

  private func state(of connection: Connection, _ direction: Connection.Direction) -> ConnectionState {
    if direction == .reply || connection.status.contains(.seenReply) { return .established }
    return connection.status.contains(.expected) ? .related : .new
  }

  private func assign(
    _ buffer: SocketBuffer, _ connection: Connection, _ state: ConnectionState,
    _ direction: Connection.Direction, isNew: Bool
  ) {
    buffer.connection = connection
    buffer.connectionState = state
    buffer.isReply = direction == .reply
    namespace.trace(buffer, .tracked(isNew: isNew, reply: direction == .reply))
  }

  private func markInvalid(_ buffer: SocketBuffer) {
    statistics.invalid += 1
    buffer.connectionState = .invalid
    namespace.trace(buffer, .tracked(isNew: false, reply: false))
  }

  // MARK: Protocols

  private func update(
    _ connection: Connection, with packet: IPv4Packet, _ direction: Connection.Direction
  ) -> TrackingOutcome {
    let length = packet.totalLength
    switch packet.payload {
    case .tcp(let segment): return trackTCP(connection, segment, direction, length: length)
    case .udp: trackUDP(connection, direction, length: length)
    case .icmp(let message):
      // Only questions begin a flow (nf_conntrack_proto_icmp.c).
      let begins = [8, 13, 15, 17].contains(message.type)
      guard connection.status.contains(.confirmed) || begins else { return .invalid }
      refresh(connection, settings.icmpTimeout, direction, length: length)
    case .raw(let proto, _):
      guard proto != .tcp, proto != .udp, proto != .icmp else { return .invalid }
      refresh(connection, settings.genericTimeout, direction, length: length)
    }
    return .accepted
  }

  /// A flow that is still answered after two seconds is a stream: it lives longer, and is assured
  /// (nf_conntrack_proto_udp.c).
  private func trackUDP(_ connection: Connection, _ direction: Connection.Direction, length: Int) {
    if !connection.status.contains(.confirmed) { connection.streamAfter = now + .seconds(2) }
    guard connection.status.contains(.seenReply), now > connection.streamAfter else {
      refresh(connection, settings.udpTimeout, direction, length: length)
      return
    }
    refresh(connection, settings.udpStreamTimeout, direction, length: length)
    guard !connection.status.contains(.assured) else { return }
    connection.status.insert(.assured)
    connection.hasNews = true
  }

  // MARK: Reports

  /// An ICMP error belongs to the connection of the packet that it quotes (nf_conntrack_inet_error). It is
  /// INVALID when there is none, or when it goes elsewhere than that packet came from.
  private func trackError(_ buffer: SocketBuffer) {
    guard case .error(_, let quoted)? = buffer.ip.icmp, let inner = Tuple(quoted.packet),
      let answer = inner.inverted(in: buffer.zone), let (connection, direction) = find(answer),
      connection.tuple(direction).destination == buffer.ip.destination
    else {
      markInvalid(buffer)
      return
    }
    assign(buffer, connection, .related, direction, isNew: false)
  }

  /// An answer of the kernel itself (an ICMP error, a reset) belongs to the packet's connection, in the other
  /// direction (nf_conntrack_attach).
  package func relate(_ report: SocketBuffer, to packet: SocketBuffer) {
    guard let connection = packet.connection else { return }
    report.connection = connection
    report.connectionState = .related
    report.isReply = !packet.isReply
  }

  // MARK: Confirmation

  /// The first packet has got through: its connection goes into the table (__nf_conntrack_confirm). A packet whose
  /// answer would look like another connection's is dropped, unless both began with the same packet.
  func confirm(_ buffer: SocketBuffer, at hook: Hook) -> Netfilter.Verdict {
    guard let connection = buffer.connection else { return .accept }
    guard !connection.status.contains(.confirmed) else {
      if connection.hasNews, !connection.status.contains(.dying) { tell(.update, connection) }
      return .accept
    }
    guard !buffer.isReply else { return .accept }
    guard !connection.status.contains(.dying) else {
      namespace.drop(buffer, .conntrackInvalid)
      return .drop
    }
    if let other = find(connection.original) ?? find(connection.reply) {
      return resolveClash(buffer, connection, with: other.connection)
    }
    connection.status.insert(.confirmed)
    table.insert(connection)
    tell(.new, connection)
    return .accept
  }

  /// Two packets of one flow were new at the same time: the later one joins the earlier one's entry, where its
  /// protocol allows that (nf_ct_resolve_clash).
  private func resolveClash(
    _ buffer: SocketBuffer, _ connection: Connection, with other: Connection
  ) -> Netfilter.Verdict {
    let isSameFlow = other.original == connection.original && other.reply == connection.reply
    guard isSameFlow, connection.proto != .tcp else {
      statistics.insertFailed += 1
      statistics.dropped += 1
      namespace.drop(buffer, .nat(.answersTaken))
      return .drop
    }
    statistics.clashesResolved += 1
    buffer.connection = other
    return .accept
  }
}

extension ICMPMessage {
  /// A report about another packet; one that quotes none is still a report.
  var isReport: Bool { [3, 4, 5, 11, 12].contains(type) }
}
