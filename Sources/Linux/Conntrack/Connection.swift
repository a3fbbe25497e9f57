package import Packets
package import Simulation

/// An entry of connection tracking (include/net/netfilter/nf_conntrack.h).
package final class Connection {
  /// Which way a packet goes within its connection.
  package enum Direction: UInt8, Hashable, Sendable {
    case original, reply

    package var opposite: Direction { self == .original ? .reply : .original }
  }

  /// Packets and octets that have passed in one direction, while accounting is on.
  package struct Counters: Hashable, Sendable {
    package var packets = 0
    package var bytes = 0
  }

  package struct Accounting: Hashable, Sendable {
    package var original = Counters()
    package var reply = Counters()

    package init() {}
  }

  /// Identifies the entry as long as the namespace lives; from 1, in the order in which entries were made.
  package let identifier: Int
  /// As the first packet was when it came to connection tracking.
  package let original: Tuple
  /// As answers come in: NAT rewrites it (nf_conntrack_alter_reply).
  package var reply: Tuple
  package var status: ConnectionStatus = []
  /// `-j CONNMARK`, `conntrack -U --mark`.
  package var mark: UInt32 = 0
  /// Of `-j CT --helper`.
  package internal(set) var helper: String?
  /// What is known of a TCP connection; nil for other protocols.
  package var tcp: TCPTracking?
  /// When the entry ends, if no packet comes before.
  package var expiry: Nanoseconds
  /// When it was made.
  package let created: Nanoseconds
  /// Something has changed that watchers hear of once the packet has got through.
  var hasNews = false
  /// After this moment a UDP flow that is still answered is a stream.
  var streamAfter = Nanoseconds.zero
  /// Nil unless `net.netfilter.nf_conntrack_acct` was on when the entry was made.
  package var counters: Accounting?
  /// The connection that this one belongs to (RELATED by expectation).
  package internal(set) var master: Connection?
  /// The index of the interface that it was masqueraded by.
  package internal(set) var masqueradeInterface: Int?
  /// The statement whose packet made the entry.
  package let origin: Origin?

  init(identifier: Int, original: Tuple, reply: Tuple, now: Nanoseconds, origin: Origin?) {
    self.identifier = identifier
    self.original = original
    self.reply = reply
    created = now
    expiry = now
    self.origin = origin
  }

  package var proto: IPProtocol { original.proto }

  package func tuple(_ direction: Direction) -> Tuple { direction == .original ? original : reply }

  /// What is left of its life; never below zero, and zero until the entry is in the table (nf_ct_expires: what it holds
  /// before is no point in time yet).
  package func remaining(at now: Nanoseconds) -> Nanoseconds {
    status.contains(.confirmed) ? max(expiry - now, .zero) : .zero
  }
}

/// The status bits of an entry (include/uapi/linux/netfilter/nf_conntrack_common.h), with the kernel's values.
package struct ConnectionStatus: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let expected = ConnectionStatus(rawValue: 1 << 0)
  /// Packets have been seen both ways.
  package static let seenReply = ConnectionStatus(rawValue: 1 << 1)
  /// Not to be evicted early when the table is full.
  package static let assured = ConnectionStatus(rawValue: 1 << 2)
  /// Its first packet has left the host or reached a socket: it is in the table.
  package static let confirmed = ConnectionStatus(rawValue: 1 << 3)
  package static let sourceNAT = ConnectionStatus(rawValue: 1 << 4)
  package static let destinationNAT = ConnectionStatus(rawValue: 1 << 5)
  /// NAT has made up its mind, be it to change nothing.
  package static let sourceNATDone = ConnectionStatus(rawValue: 1 << 7)
  package static let destinationNATDone = ConnectionStatus(rawValue: 1 << 8)
  package static let dying = ConnectionStatus(rawValue: 1 << 9)
  package static let fixedTimeout = ConnectionStatus(rawValue: 1 << 10)

  package static let anyNAT: ConnectionStatus = [.sourceNAT, .destinationNAT]
}
