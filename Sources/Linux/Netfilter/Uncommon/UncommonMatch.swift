/// The matches that few rules have (iptables-extensions(8)).
package enum UncommonMatch: Hashable, Sendable {
  case connectionLimit(ConnectionLimitMatch)
  case content(ContentMatch)
  case hashLimit(HashLimitMatch)
  case time(TimeMatch)
  /// `-m quota`: holds until so many octets have passed.
  case quota(UInt64, isInverted: Bool)
  /// `-m tcpmss`: the segment size that a SYN announces.
  case segmentSize(ClosedRange<UInt16>, isInverted: Bool)
  case connectionBytes(ConnectionBytesMatch)
  case congestion(CongestionMatch)
  /// `-m helper`: connections that a helper expected. There are no helpers here that expect any.
  case helper(String, isInverted: Bool)
  case reversePath(ReversePathMatch)
  /// `-m cpu`. Everything runs on processor 0 here.
  case processor(UInt32, isInverted: Bool)
  /// `-m u32`
  case words(WordsMatch)
  /// `-m cgroup --cgroup`: the class of the sender's control group, which is 0 for all.
  case controlGroup(UInt32, isInverted: Bool)
}

/// `-m connlimit`: how many connections one address, or one network, has.
package struct ConnectionLimitMatch: Hashable, Sendable {
  package var limit: UInt32
  /// `--connlimit-upto`, or `! --connlimit-above`.
  package var isUpTo: Bool
  package var prefixLength = 32
  package var countsDestination = false
  package init(limit: UInt32, isUpTo: Bool) {
    self.limit = limit
    self.isUpTo = isUpTo
  }
}

/// `-m string`: octets that the packet contains.
package struct ContentMatch: Hashable, Sendable {
  package var pattern: [UInt8]
  package var isHexadecimal: Bool
  package var isInverted: Bool
  package var algorithm: String
  package var start: UInt16 = 0
  package var end: UInt16 = .max
  package var ignoresCase = false
  package init(pattern: [UInt8], isHexadecimal: Bool, isInverted: Bool, algorithm: String) {
    self.pattern = pattern
    self.isHexadecimal = isHexadecimal
    self.isInverted = isInverted
    self.algorithm = algorithm
  }
}

/// `-m hashlimit`: a token bucket for every address or port.
package struct HashLimitMatch: Hashable, Sendable {
  package enum Rate: Hashable, Sendable {
    case packets(LimitMatch)
    /// Octets a second, and the octets that may come at once; nil without `--hashlimit-burst`.
    case bytes(UInt64, burst: UInt64?)
  }
  package struct Mode: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let destinationAddress = Mode(rawValue: 1)
    package static let destinationPort = Mode(rawValue: 2)
    package static let sourceAddress = Mode(rawValue: 4)
    package static let sourcePort = Mode(rawValue: 8)
    /// In the order in which they are printed.
    package static let names: [(Mode, String)] = [
      (.sourceAddress, "srcip"), (.sourcePort, "srcport"), (.destinationAddress, "dstip"),
      (.destinationPort, "dstport"),
    ]
  }
  package var name: String
  package var rate: Rate
  package var isAbove: Bool
  package var mode: Mode = []
  package var sourceLength = 32
  package var destinationLength = 32
  package var size: UInt32 = 0
  package var most: UInt32 = 0
  /// Milliseconds; nil for what it is without the option.
  package var collectionInterval: UInt32?
  /// Milliseconds without a packet after which a bucket is forgotten; nil for one unit of the rate.
  package var expiry: UInt32?
  package init(name: String, rate: Rate, isAbove: Bool) {
    self.name = name
    self.rate = rate
    self.isAbove = isAbove
  }
}

/// `-m time`: when the packet comes.
package struct TimeMatch: Hashable, Sendable {
  /// Seconds since midnight.
  package var dayStart: UInt32 = 0
  package var dayStop: UInt32 = wholeDay
  /// Bit 1 is Monday, bit 7 Sunday.
  package var weekdays: UInt8 = allWeekdays
  /// Bit 1 is the first of the month.
  package var monthDays: UInt32 = allMonthDays
  /// Seconds since 1970-01-01 00:00 UTC.
  package var dateStart: UInt32 = 0
  package var dateStop: UInt32 = lastDate
  /// The kernel's time zone, which is UTC here.
  package var usesKernelZone = false
  package var isContiguous = false
  package init() {}

  package static let wholeDay: UInt32 = 86_399
  package static let allWeekdays: UInt8 = 0xFE
  package static let allMonthDays: UInt32 = 0xFFFF_FFFE
  package static let lastDate: UInt32 = 0x7FFF_FFFF
  package static let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
}

/// `-m connbytes`: what a connection has carried.
package struct ConnectionBytesMatch: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable { case packets, bytes, average = "avgpkt" }
  package enum Direction: String, Hashable, Sendable { case original, reply, both }
  package var from: UInt64
  /// Nil for no upper end.
  package var to: UInt64?
  package var mode: Mode
  package var direction: Direction
  package var isInverted: Bool
  package init(from: UInt64, to: UInt64?, mode: Mode, direction: Direction, isInverted: Bool) {
    self.from = from
    self.to = to
    self.mode = mode
    self.direction = direction
    self.isInverted = isInverted
  }
}

/// `-m ecn`: the bits of explicit congestion notification (RFC 3168).
package struct CongestionMatch: Hashable, Sendable {
  /// CWR of the TCP header; false is `! --ecn-tcp-cwr`.
  package var isReduced: Bool?
  /// ECE of the TCP header.
  package var isEchoed: Bool?
  package var codepoint: UInt8?
  package var isCodepointInverted = false
  package init() {}
}

/// `-m rpfilter`: whether an answer would leave by the interface that the packet came in by.
package struct ReversePathMatch: Hashable, Sendable {
  package var isLoose = false
  package var usesMark = false
  package var acceptsLocal = false
  package var isInverted = false
  package init() {}
}
