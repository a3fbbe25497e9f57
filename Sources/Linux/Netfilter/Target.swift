package import Packets

/// What a rule does with a packet that meets its conditions.
package enum Target: Hashable, Sendable {
  /// No target: the rule only counts.
  case none
  case accept
  case drop
  case `return`
  /// `-j CHAIN`
  case jump(String)
  /// `-g CHAIN`
  case goto(String)
  case reject(RejectKind)
  case log(LogOptions)
  case mark(MarkOperation)
  case connectionMark(ConnectionMarkOperation)
  case sourceNAT(NATRange)
  case destinationNAT(NATRange)
  case masquerade(NATRange)
  case redirect(NATRange)
  case netmap(IPv4Prefix)
  case maximumSegmentSize(UInt16?)
  /// Written `-j NOTRACK` or `-j CT --notrack`.
  case noTrack(isOldName: Bool)
  case timeToLive(TimeToLiveOperation)
  /// `--set-tos VALUE/MASK`: clears the mask's bits and flips the value's.
  case typeOfService(value: UInt8, mask: UInt8)
  case differentiatedServices(UInt8)
  case trace
  case addToSet(SetOperation)
  case removeFromSet(SetOperation)
  case uncommon(UncommonTarget)
}

extension Target {
  /// What a packet that meets the rule ends its way through the chain with, for comparing two rules; nil when the
  /// packet goes on.
  package var decision: String? {
    switch self {
    case .accept: "ACCEPT"
    case .drop, .reject: "DROP"
    case .return: "RETURN"
    case .sourceNAT, .destinationNAT, .masquerade, .redirect, .netmap: text
    case .uncommon(.queue(let options)): options.mayBypass ? "ACCEPT" : "DROP"
    default: nil
    }
  }
}

/// `--reject-with`.
package enum RejectKind: Hashable, Sendable, CaseIterable {
  case networkUnreachable, hostUnreachable, protocolUnreachable, portUnreachable
  case networkProhibited, hostProhibited, reset, administrativelyProhibited

  package var name: String {
    switch self {
    case .networkUnreachable: "icmp-net-unreachable"
    case .hostUnreachable: "icmp-host-unreachable"
    case .protocolUnreachable: "icmp-proto-unreachable"
    case .portUnreachable: "icmp-port-unreachable"
    case .networkProhibited: "icmp-net-prohibited"
    case .hostProhibited: "icmp-host-prohibited"
    case .reset: "tcp-reset"
    case .administrativelyProhibited: "icmp-admin-prohibited"
    }
  }

  package var alias: String {
    switch self {
    case .networkUnreachable: "net-unreach"
    case .hostUnreachable: "host-unreach"
    case .protocolUnreachable: "proto-unreach"
    case .portUnreachable: "port-unreach"
    case .networkProhibited: "net-prohib"
    case .hostProhibited: "host-prohib"
    case .reset: "tcp-rst"
    case .administrativelyProhibited: "admin-prohib"
    }
  }

  /// Nil for a TCP reset.
  var error: ICMPError? {
    switch self {
    case .networkUnreachable: .networkUnreachable
    case .hostUnreachable: .hostUnreachable
    case .protocolUnreachable: .protocolUnreachable
    case .portUnreachable: .portUnreachable
    case .networkProhibited: .networkProhibited
    case .hostProhibited: .hostProhibited
    case .administrativelyProhibited: .administrativelyProhibited
    case .reset: nil
    }
  }
}

package struct LogOptions: Hashable, Sendable {
  /// At most 29 characters.
  package var prefix = ""
  /// As in syslog(3); 4 is a warning.
  package var level: UInt8 = 4
  package var flags: Flags = []
  package init() {}

  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let tcpSequence = Flags(rawValue: 1)
    package static let tcpOptions = Flags(rawValue: 2)
    package static let ipOptions = Flags(rawValue: 4)
    package static let user = Flags(rawValue: 8)
    package static let macDecode = Flags(rawValue: 32)
  }
}

/// The mark becomes `(mark & ~mask) ^ value`.
package struct MarkOperation: Hashable, Sendable {
  package var value: UInt32
  package var mask: UInt32
  package init(value: UInt32, mask: UInt32) {
    self.value = value
    self.mask = mask
  }
  func applied(to mark: UInt32) -> UInt32 { (mark & ~mask) ^ value }
}

package enum ConnectionMarkOperation: Hashable, Sendable {
  case set(MarkOperation)
  case save(packetMask: UInt32, connectionMask: UInt32)
  case restore(packetMask: UInt32, connectionMask: UInt32)
}

package enum TimeToLiveOperation: Hashable, Sendable {
  case set(UInt8), increase(UInt8), decrease(UInt8)
}

package struct SetOperation: Hashable, Sendable {
  package var name: String
  package var parts: [SetMatch.Part]
  /// `--exist`: an element that is there begins its life anew.
  package var replaces = false
  /// `--timeout`, in seconds.
  package var timeout: UInt32?
  package init(name: String, parts: [SetMatch.Part]) {
    self.name = name
    self.parts = parts
  }
}
