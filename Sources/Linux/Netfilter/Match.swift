package import Packets
import Simulation

/// A condition of an extension (`-m`), read once and compiled into values (iptables-extensions(8)).
package enum Match: Hashable, Sendable {
  case tcp(TCPMatch)
  case udp(source: PortCondition?, destination: PortCondition?)
  case icmp(ICMPMatch)
  case multiport(MultiportMatch)
  case conntrack([ConntrackCondition])
  /// The old name of `-m conntrack --ctstate`.
  case state(ConnectionStates, isInverted: Bool)
  case addressType(AddressTypeMatch)
  case mac(MACAddress, isInverted: Bool)
  case mark(MarkCondition)
  case connectionMark(MarkCondition)
  case comment(String)
  case limit(LimitMatch)
  case addressRange(source: AddressRange?, destination: AddressRange?)
  case length(ClosedRange<UInt16>, isInverted: Bool)
  case timeToLive(TimeToLiveMatch)
  case typeOfService(value: UInt8, mask: UInt8, isInverted: Bool)
  case differentiatedServices(UInt8, isInverted: Bool)
  case owner(OwnerMatch)
  case physicalDevice(PhysicalDeviceMatch)
  case packetType(PacketType, isInverted: Bool)
  case statistic(StatisticMatch)
  case recent(RecentMatch)
  case set(SetMatch)
  case uncommon(UncommonMatch)
}

package struct PortCondition: Hashable, Sendable {
  package var ports: ClosedRange<UInt16>
  package var isInverted: Bool

  package init(_ ports: ClosedRange<UInt16>, isInverted: Bool = false) {
    self.ports = ports
    self.isInverted = isInverted
  }

  @inline(__always)
  func holds(for port: UInt16) -> Bool { ports.contains(port) != isInverted }
}

package struct TCPMatch: Hashable, Sendable {
  package var source: PortCondition?
  package var destination: PortCondition?
  package var flags: FlagsCondition?
  package var option: OptionCondition?

  package struct FlagsCondition: Hashable, Sendable {
    package var mask: UInt8
    package var set: UInt8
    package var isInverted: Bool
    package init(mask: UInt8, set: UInt8, isInverted: Bool = false) {
      self.mask = mask
      self.set = set
      self.isInverted = isInverted
    }
  }
  package struct OptionCondition: Hashable, Sendable {
    package var number: UInt8
    package var isInverted: Bool
    package init(number: UInt8, isInverted: Bool = false) {
      self.number = number
      self.isInverted = isInverted
    }
  }
  package init() {}
}

package struct ICMPMatch: Hashable, Sendable {
  /// 255 is any type.
  package var type: UInt8
  /// Nil for all codes.
  package var code: UInt8?
  package var isInverted: Bool
  package init(type: UInt8, code: UInt8?, isInverted: Bool = false) {
    self.type = type
    self.code = code
    self.isInverted = isInverted
  }
}

package struct MultiportMatch: Hashable, Sendable {
  package enum Side: Hashable, Sendable { case source, destination, either }
  package var side: Side
  package var ports: [ClosedRange<UInt16>]
  package var isInverted: Bool
  package init(_ side: Side, _ ports: [ClosedRange<UInt16>], isInverted: Bool) {
    self.side = side
    self.ports = ports
    self.isInverted = isInverted
  }
}

/// The states of `--ctstate`, in the order in which iptables prints them.
package struct ConnectionStates: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let invalid = ConnectionStates(rawValue: 1)
  package static let new = ConnectionStates(rawValue: 2)
  package static let related = ConnectionStates(rawValue: 4)
  package static let established = ConnectionStates(rawValue: 8)
  package static let untracked = ConnectionStates(rawValue: 16)
  /// The source differs from where the answers go.
  package static let sourceTranslated = ConnectionStates(rawValue: 32)
  /// The destination differs from where the answers come from.
  package static let destinationTranslated = ConnectionStates(rawValue: 64)

  package static let names: [(ConnectionStates, String)] = [
    (.invalid, "INVALID"), (.new, "NEW"), (.related, "RELATED"), (.established, "ESTABLISHED"),
    (.untracked, "UNTRACKED"), (.sourceTranslated, "SNAT"), (.destinationTranslated, "DNAT"),
  ]
}

extension ConnectionStatus {
  /// The words of `--ctstatus`; an empty set is NONE.
  package static let names: [(ConnectionStatus, String)] = [
    (.expected, "EXPECTED"), (.seenReply, "SEEN_REPLY"), (.assured, "ASSURED"), (.confirmed, "CONFIRMED"),
  ]
}

/// One option of `-m conntrack`. A rule keeps them in the order of the cases, which is that of its text.
package struct ConntrackCondition: Hashable, Sendable {
  package enum Test: Hashable, Sendable {
    case state(ConnectionStates)
    case proto(IPProtocol)
    case originalSource(AddressCondition)
    case originalDestination(AddressCondition)
    case replySource(AddressCondition)
    case replyDestination(AddressCondition)
    case originalSourcePort(ClosedRange<UInt16>)
    case originalDestinationPort(ClosedRange<UInt16>)
    case replySourcePort(ClosedRange<UInt16>)
    case replyDestinationPort(ClosedRange<UInt16>)
    case status(ConnectionStatus)
    case expiry(ClosedRange<UInt32>)
    case direction(isReply: Bool)
  }
  package var test: Test
  package var isInverted: Bool
  package init(_ test: Test, isInverted: Bool = false) {
    self.test = test
    self.isInverted = isInverted
  }
}

package struct MarkCondition: Hashable, Sendable {
  package var value: UInt32
  package var mask: UInt32
  package var isInverted: Bool
  package init(value: UInt32, mask: UInt32, isInverted: Bool) {
    self.value = value
    self.mask = mask
    self.isInverted = isInverted
  }
  func holds(for mark: UInt32) -> Bool { (mark & mask == value) != isInverted }
}
