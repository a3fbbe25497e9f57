package import Packets
package import Simulation

/// A line of `ss` or `netstat`.
package struct SocketSummary {
  package enum Kind: Hashable, Sendable { case tcp, udp, raw(IPProtocol), icmp }
  package struct Timer: Hashable, Sendable {
    /// As `ss -o` calls it: `on` (retransmission), `keepalive`, `timewait`, `persist`.
    package var name: String
    /// The moment, not the span until then.
    package var expires: Nanoseconds
    package var retransmissions: Int
  }

  package var kind: Kind
  /// Datagram sockets are `.established` when connected, `.closed` (shown as UNCONN) otherwise.
  package var state: TCPState
  package var localAddress: IPv4Address
  package var localPort: UInt16
  package var remoteAddress: IPv4Address = .any
  package var remotePort: UInt16 = 0
  /// Octets that wait to be read; for a listener, connections that wait to be accepted.
  package var receiveQueue = 0
  /// Octets that are not acknowledged yet; for a listener, the backlog.
  package var sendQueue = 0
  /// Nil once the process has let go of it, as in TIME-WAIT.
  package var owner: SocketOwner?
  package var device: NetworkDevice?
  package var timer: Timer?
  package var origin: Origin?
}

/// The states of a connection (RFC 9293, section 3.3.2), named as RFC 9293 names them.
package enum TCPState: UInt8, Hashable, Sendable {
  case established = 1, synSent, synReceived, finWait1, finWait2, timeWait, closed, closeWait, lastAck,
    listen,
    closing

  /// As `ss` prints it.
  package var shortName: String {
    switch self {
    case .established: "ESTAB"
    case .synSent: "SYN-SENT"
    case .synReceived: "SYN-RECV"
    case .finWait1: "FIN-WAIT-1"
    case .finWait2: "FIN-WAIT-2"
    case .timeWait: "TIME-WAIT"
    case .closed: "UNCONN"
    case .closeWait: "CLOSE-WAIT"
    case .lastAck: "LAST-ACK"
    case .listen: "LISTEN"
    case .closing: "CLOSING"
    }
  }

  /// As `netstat` prints it.
  package var longName: String {
    switch self {
    case .established: "ESTABLISHED"
    case .synSent: "SYN_SENT"
    case .synReceived: "SYN_RECV"
    case .finWait1: "FIN_WAIT1"
    case .finWait2: "FIN_WAIT2"
    case .timeWait: "TIME_WAIT"
    case .closed: "CLOSE"
    case .closeWait: "CLOSE_WAIT"
    case .lastAck: "LAST_ACK"
    case .listen: "LISTEN"
    case .closing: "CLOSING"
    }
  }
}
