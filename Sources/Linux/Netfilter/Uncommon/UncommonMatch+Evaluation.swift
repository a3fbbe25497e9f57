import Packets
import Simulation

extension UncommonMatch {
  /// Whether a packet meets the condition; for the matches that remember nothing.
  func holds(_ context: HookContext, _ netfilter: Netfilter) -> Bool {
    let ip = context.buffer.ip
    switch self {
    case .connectionLimit, .quota: return false
    case .content(let match): return match.holds(for: ip.encoded())
    case .hashLimit(let match): return netfilter.take(match, context)
    case .time(let match): return match.holds(at: context.now)
    case .segmentSize(let range, let isInverted):
      guard let size = ip.tcp?.options.maximumSegmentSize else { return isInverted }
      return range.contains(size) != isInverted
    case .connectionBytes(let match): return match.holds(for: context.buffer.connection)
    case .congestion(let match): return match.holds(for: ip)
    case .helper(_, let isInverted): return isInverted
    case .reversePath(let match): return match.holds(context)
    case .processor(let number, let isInverted): return (number == 0) != isInverted
    case .words(let match): return match.holds(for: ip.encoded())
    case .controlGroup(let number, let isInverted): return (number == 0) != isInverted
    }
  }

  /// It counts the packets that it sees.
  var remembers: Bool {
    switch self {
    case .connectionLimit, .quota, .hashLimit: true
    default: false
    }
  }

  /// It looks at connections, so that they must be tracked.
  var needsTracking: Bool {
    switch self {
    case .connectionLimit, .connectionBytes, .helper: true
    default: false
    }
  }

  /// Where the kernel takes the match (the `hooks`, `table` and `proto` of its xt_match).
  func isAllowed(in table: Table.Name, _ hook: Hook?, isTCP: Bool) -> Bool {
    switch self {
    case .segmentSize: isTCP
    case .congestion(let match): isTCP || (match.isEchoed == nil && match.isReduced == nil)
    case .reversePath: (table == .raw || table == .mangle) && (hook == nil || hook == .preRouting)
    default: true
    }
  }
}

extension ContentMatch {
  /// The pattern must begin between the two offsets, counted from the IP header (net/core/skbuff.c, skb_find_text).
  func holds(for packet: [UInt8]) -> Bool { isFound(in: packet) != isInverted }

  private func isFound(in packet: [UInt8]) -> Bool {
    guard !pattern.isEmpty, packet.count >= pattern.count else { return false }
    let last = min(Int(end), packet.count - pattern.count)
    var place = Int(start)
    while place <= last {
      if pattern.indices.allSatisfy({ isSame(pattern[$0], packet[place + $0]) }) { return true }
      place += 1
    }
    return false
  }

  private func isSame(_ one: UInt8, _ other: UInt8) -> Bool {
    one == other || ignoresCase && Self.lower(one) == Self.lower(other)
  }

  private static func lower(_ octet: UInt8) -> UInt8 { (65...90).contains(octet) ? octet | 0x20 : octet }
}

extension ConnectionBytesMatch {
  /// Net/netfilter/xt_connbytes.c: a connection without accounting has carried nothing.
  func holds(for connection: Connection?) -> Bool {
    guard let counters = connection?.counters else { return false }
    let (packets, bytes): (Int, Int) =
      switch direction {
      case .original: (counters.original.packets, counters.original.bytes)
      case .reply: (counters.reply.packets, counters.reply.bytes)
      case .both:
        (
          counters.original.packets + counters.reply.packets, counters.original.bytes + counters.reply.bytes
        )
      }
    let value: Int =
      switch mode {
      case .packets: packets
      case .bytes: bytes
      case .average: packets == 0 ? 0 : bytes / packets
      }
    let isInside = UInt64(value) >= from && to.map { UInt64(value) <= $0 } ?? true
    return isInside != isInverted
  }
}

extension CongestionMatch {
  func holds(for packet: IPv4Packet) -> Bool {
    if let codepoint, (packet.typeOfService & 3 == codepoint) == isCodepointInverted { return false }
    guard isReduced != nil || isEchoed != nil else { return true }
    guard let flags = packet.tcp?.flags.rawValue else { return false }
    if let isEchoed, (flags & 0x40 != 0) != isEchoed { return false }
    if let isReduced, (flags & 0x80 != 0) != isReduced { return false }
    return true
  }
}

extension ReversePathMatch {
  /// Net/ipv4/netfilter/ipt_rpfilter.c.
  func holds(_ context: HookContext) -> Bool { isPlausible(context) != isInverted }

  private func isPlausible(_ context: HookContext) -> Bool {
    guard let input = context.input, !input.isLoopback, context.source.bits >> 24 != 0 else { return true }
    var flow = Flow(destination: context.source, source: context.destination)
    if usesMark { flow.mark = context.buffer.mark }
    let namespace = context.namespace
    if namespace.isLocal(context.source) { return acceptsLocal }
    guard case .unicast(let route) = namespace.routing.lookup(flow) else { return false }
    return isLoose || route.device === input
  }
}

extension TimeMatch {
  /// Net/netfilter/xt_time.c. Virtual time begins on a Monday, 2024-01-01.
  func holds(at moment: Nanoseconds) -> Bool {
    let now = Int64(moment.seconds) + Self.beginning
    guard now >= Int64(dateStart), now <= Int64(dateStop) else { return false }
    let second = UInt32(now % 86_400)
    var day = now / 86_400
    if dayStart < dayStop {
      guard second >= dayStart, second <= dayStop else { return false }
    } else {
      guard second >= dayStart || second <= dayStop else { return false }
      // The hours after midnight belong to the day before.
      if isContiguous, second <= dayStop { day -= 1 }
    }
    let weekday = UInt8((day + 3) % 7) + 1
    guard weekdays & 1 << weekday != 0 else { return false }
    return monthDays & 1 << UInt32(Self.dayOfMonth(day)) != 0
  }

  /// 2024-01-01 00:00 UTC, in seconds since 1970.
  private static let beginning: Int64 = 1_704_067_200

  /// Of a day counted from 1970-01-01, in the Gregorian calendar.
  static func dayOfMonth(_ day: Int64) -> Int {
    let days = day + 719_468
    let dayOfEra = days - days / 146_097 * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    return Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}
