/// The state machine that watches from the middle (nf_conntrack_proto_tcp.c, tcp_conntracks).
extension TCPTracking {
  enum Transition: Hashable, Sendable {
    case to(State)
    /// Perhaps valid, perhaps not: the packet passes and nothing changes, the answer will tell.
    case ignored
    case invalid
  }

  /// The state that a segment leads to, by its direction and kind.
  static func transition(from state: State, by kind: Kind, _ direction: Connection.Direction) -> Transition {
    switch kind {
    case .rst: state == .none ? .invalid : .to(.close)
    case .none: .invalid
    case .fin: afterFin(state)
    case .syn: direction == .original ? afterSyn(state) : afterReplySyn(state)
    case .synAck: direction == .original ? afterSynAck(state) : afterReplySynAck(state)
    case .ack: direction == .original ? afterAck(state) : afterReplyAck(state)
    }
  }

  /// A FIN before the handshake is over cannot be; the first closes, the second waits for the last ACK.
  private static func afterFin(_ state: State) -> Transition {
    switch state {
    case .none, .synSent, .synSent2: .invalid
    case .synReceived, .established: .to(.finWait)
    case .finWait, .closeWait, .lastAck: .to(.lastAck)
    case .timeWait, .close: .to(state)
    }
  }

  private static func afterSyn(_ state: State) -> Transition {
    switch state {
    // A connection that is over may be opened anew (RFC 1122, section 4.2.2.13).
    case .none, .synSent, .timeWait, .close: .to(.synSent)
    case .synSent2: .to(.synSent2)
    case .synReceived, .established, .finWait, .closeWait, .lastAck: .ignored
    }
  }

  private static func afterReplySyn(_ state: State) -> Transition {
    switch state {
    case .synSent, .synSent2: .to(.synSent2)
    // The ends may have changed their parts.
    case .timeWait: .to(.synSent)
    default: .invalid
    }
  }

  /// Only in a simultaneous open does the first end send a SYN,ACK.
  private static func afterSynAck(_ state: State) -> Transition {
    state == .synReceived || state == .synSent2 ? .to(.synReceived) : .invalid
  }

  private static func afterReplySynAck(_ state: State) -> Transition {
    switch state {
    case .none: .invalid
    case .synSent, .synSent2: .to(.synReceived)
    default: .ignored
    }
  }

  private static func afterAck(_ state: State) -> Transition {
    switch state {
    case .none, .synReceived, .established: .to(.established)
    case .synSent, .synSent2: .invalid
    default: afterClosingAck(state)
    }
  }

  private static func afterReplyAck(_ state: State) -> Transition {
    switch state {
    case .none: .invalid
    // Perhaps a half-open connection.
    case .synSent, .synSent2: .ignored
    case .synReceived, .established: .to(state)
    default: afterClosingAck(state)
    }
  }

  private static func afterClosingAck(_ state: State) -> Transition {
    switch state {
    case .finWait: .to(.closeWait)
    case .lastAck: .to(.timeWait)
    default: .to(state)
    }
  }
}
