import Packets
import Simulation

/// What a match remembers from one packet to the next.
struct MatchMemory {
  /// Of a limit: nanoseconds saved up; of `statistic --mode nth`: packets since the last one; of a quota: the octets
  /// that have passed.
  private var tokens: Int64 = 0
  private var last: Nanoseconds?
  /// Of `-m connlimit`.
  var counts = ConnectionCounts()

  init(_ match: Match) {
    switch match {
    case .limit(let limit): tokens = limit.capacity
    case .statistic(.nth(let every, let packet, _)): tokens = Int64(every) - 1 - Int64(packet)
    default: break
    }
  }

  /// A token bucket that fills with time (net/netfilter/nft_limit.c, nft_limit_eval).
  mutating func take(_ limit: LimitMatch, now: Nanoseconds) -> Bool {
    if let last { tokens = min(tokens + (now - last).count, limit.capacity) }
    last = now
    guard tokens >= limit.cost else { return false }
    tokens -= limit.cost
    return true
  }

  /// A packet that is more than what is left uses up the rest (net/netfilter/xt_quota.c).
  mutating func spend(_ octets: Int, of quota: UInt64) -> Bool {
    let left = Int64(clamping: quota) - tokens
    guard left >= Int64(octets) else {
      tokens = Int64(clamping: quota)
      return false
    }
    tokens += Int64(octets)
    return true
  }

  /// Net/netfilter/xt_statistic.c: one packet of every so many.
  mutating func advance(every: UInt32) -> Bool {
    tokens = tokens == Int64(every) - 1 ? 0 : tokens + 1
    return tokens == 0
  }
}

extension LimitMatch {
  /// Nanoseconds that one packet costs.
  var cost: Int64 { unit.seconds * 1_000_000_000 / rate }
  var capacity: Int64 { cost * burst }
}

/// A list of `-m recent`: addresses and when they were seen (net/netfilter/xt_recent.c).
struct RecentList {
  struct Entry {
    var stamps: [Nanoseconds]
    var timeToLive: UInt8
  }
  var entries: [IPv4Address: Entry] = [:]
  /// Stamps kept for an address (the module's ip_pkt_list_tot).
  static let usualStamps = 20
}

extension Netfilter {
  func look(up match: RecentMatch, _ context: HookContext) -> Bool {
    let ip = context.buffer.ip
    let address = IPv4Address(bits: (match.usesDestination ? ip.destination : ip.source).bits & match.mask)
    var list = recent[match.name] ?? RecentList()
    defer { recent[match.name] = list }
    let limit = max(RecentList.usualStamps, Int(match.hitCount))
    guard var entry = list.entries[address],
      !match.comparesTimeToLive || entry.timeToLive == ip.timeToLive
    else {
      guard match.action == .set else { return match.isInverted }
      list.entries[address] = RecentList.Entry(stamps: [context.now], timeToLive: ip.timeToLive)
      return !match.isInverted
    }
    switch match.action {
    case .set: break
    case .remove:
      list.entries[address] = nil
      return !match.isInverted
    case .check, .update:
      let oldest = context.now - Nanoseconds.seconds(Int(match.seconds))
      let hits = entry.stamps.reduce(0) { $0 + (match.seconds == 0 || $1 >= oldest ? 1 : 0) }
      let holds = hits >= max(1, Int(match.hitCount))
      if match.action == .check || !holds { return holds != match.isInverted }
    }
    entry.stamps.append(context.now)
    if entry.stamps.count > limit { entry.stamps.removeFirst(entry.stamps.count - limit) }
    entry.timeToLive = ip.timeToLive
    list.entries[address] = entry
    return !match.isInverted
  }
}
