package import Packets
import Simulation

/// `-m addrtype`: what the routing table `local` says about an address.
package struct AddressTypeMatch: Hashable, Sendable {
  package var source: Types?
  package var destination: Types?
  package var isSourceInverted = false
  package var isDestinationInverted = false
  package var limitsToInput = false
  package var limitsToOutput = false
  package init() {}

  package struct Types: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    package static let unspecified = Types(rawValue: 1)
    package static let unicast = Types(rawValue: 2)
    package static let local = Types(rawValue: 4)
    package static let broadcast = Types(rawValue: 8)
    package static let anycast = Types(rawValue: 16)
    package static let multicast = Types(rawValue: 32)
    package static let blackhole = Types(rawValue: 64)
    package static let unreachable = Types(rawValue: 128)
    package static let prohibit = Types(rawValue: 256)
    package static let throwing = Types(rawValue: 512)
    package static let nat = Types(rawValue: 1024)
    package static let external = Types(rawValue: 2048)

    package static let names: [(Types, String)] = [
      (.unspecified, "UNSPEC"), (.unicast, "UNICAST"), (.local, "LOCAL"), (.broadcast, "BROADCAST"),
      (.anycast, "ANYCAST"), (.multicast, "MULTICAST"), (.blackhole, "BLACKHOLE"),
      (.unreachable, "UNREACHABLE"), (.prohibit, "PROHIBIT"), (.throwing, "THROW"), (.nat, "NAT"),
      (.external, "XRESOLVE"),
    ]
  }
}

/// `-m limit`: a token bucket.
package struct LimitMatch: Hashable, Sendable {
  package enum Unit: Hashable, Sendable {
    case day, hour, minute, second
    package var seconds: Int64 {
      switch self {
      case .day: 86400
      case .hour: 3600
      case .minute: 60
      case .second: 1
      }
    }
    package var text: String {
      switch self {
      case .day: "day"
      case .hour: "hour"
      case .minute: "min"
      case .second: "sec"
      }
    }
  }
  /// Packets in one unit of time.
  package var rate: Int64
  package var unit: Unit
  package var burst: Int64
  package init(rate: Int64, unit: Unit, burst: Int64) {
    self.rate = rate
    self.unit = unit
    self.burst = burst
  }
  package static let defaultBurst: Int64 = 5
}

package struct AddressRange: Hashable, Sendable {
  package var first: IPv4Address
  package var last: IPv4Address
  package var isInverted: Bool
  package init(_ first: IPv4Address, _ last: IPv4Address, isInverted: Bool) {
    (self.first, self.last, self.isInverted) = (first, last, isInverted)
  }
  /// One whose end stands before its beginning contains nothing.
  package var isReversed: Bool { last < first }
  func holds(for address: IPv4Address) -> Bool { (first <= address && address <= last) != isInverted }
}

package enum TimeToLiveMatch: Hashable, Sendable {
  case equal(UInt8), notEqual(UInt8), less(UInt8), greater(UInt8)
}

/// `-m owner`: whose socket sent the packet.
package struct OwnerMatch: Hashable, Sendable {
  package struct Identifiers: Hashable, Sendable {
    package var range: ClosedRange<UInt32>
    package var isInverted: Bool
    package init(_ range: ClosedRange<UInt32>, isInverted: Bool) {
      self.range = range
      self.isInverted = isInverted
    }
  }
  /// False is `! --socket-exists`.
  package var hasSocket: Bool?
  package var user: Identifiers?
  package var group: Identifiers?
  package init() {}
}

/// `-m physdev`: the ports of a bridge.
package struct PhysicalDeviceMatch: Hashable, Sendable {
  package var input: InterfaceCondition?
  package var output: InterfaceCondition?
  package var isIn: Bool?
  package var isOut: Bool?
  package var isBridged: Bool?
  package init() {}
}

package enum PacketType: Hashable, Sendable {
  case unicast, broadcast, multicast
  package var text: String {
    switch self {
    case .unicast: "unicast"
    case .broadcast: "broadcast"
    case .multicast: "multicast"
    }
  }
}

package enum StatisticMatch: Hashable, Sendable {
  /// The probability in units of 1/2³¹.
  case random(probability: UInt32, isInverted: Bool)
  /// Every so many packets one, the one with this number (from 0).
  case nth(every: UInt32, packet: UInt32, isInverted: Bool)
}

/// `-m recent`: a list of addresses that were seen lately.
package struct RecentMatch: Hashable, Sendable {
  package enum Action: Hashable, Sendable { case set, check, update, remove }
  package var action: Action
  package var isInverted = false
  package var seconds: UInt32 = 0
  package var reaps = false
  package var hitCount: UInt32 = 0
  package var comparesTimeToLive = false
  package var name = "DEFAULT"
  package var mask: UInt32 = 0xFFFF_FFFF
  package var usesDestination = false
  package init(_ action: Action) { self.action = action }
}

/// `-m set`: membership in a set of ipset(8).
package struct SetMatch: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case source, destination
    package var text: String { self == .source ? "src" : "dst" }
  }
  package var name: String
  package var parts: [Part]
  package var isInverted: Bool
  /// `--return-nomatch`: only what is an exception in the set meets the condition.
  package var wantsException = false
  package var updatesCounters = true
  package init(name: String, parts: [Part], isInverted: Bool) {
    self.name = name
    self.parts = parts
    self.isInverted = isInverted
  }
}
