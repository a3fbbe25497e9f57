/// What connection tracking knows of a TCP connection (net/netfilter/nf_conntrack_proto_tcp.c).
package struct TCPTracking: Hashable, Sendable {
  /// As connection tracking sees it from the middle; not the state of either end.
  package enum State: UInt8, Hashable, Sendable, CaseIterable {
    case none, synSent, synReceived, established, finWait, closeWait, lastAck, timeWait, close, synSent2

    /// As `conntrack -L` prints it.
    package var name: String {
      switch self {
      case .none: "NONE"
      case .synSent: "SYN_SENT"
      case .synReceived: "SYN_RECV"
      case .established: "ESTABLISHED"
      case .finWait: "FIN_WAIT"
      case .closeWait: "CLOSE_WAIT"
      case .lastAck: "LAST_ACK"
      case .timeWait: "TIME_WAIT"
      case .close: "CLOSE"
      case .synSent2: "SYN_SENT2"
      }
    }
  }

  package internal(set) var state = State.none
}
