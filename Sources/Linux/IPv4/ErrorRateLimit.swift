import Packets
import Simulation

/// How fast ICMP errors go to each address: a bucket that gains one token a second and holds six, and a smaller
/// one, of the same tokens, where the host has no route (net/ipv4/icmp.c, icmpv4_xrlim_allow; inetpeer.c,
/// inet_peer_xrlim_allow; route.c, ip_error).
struct ErrorRateLimit {
  private struct Bucket {
    var tokens: Int64
    var filledAt: Nanoseconds
  }

  private var buckets: [IPv4Address: Bucket] = [:]

  private static let burst: Int64 = 6
  private static let second: Int64 = 1_000_000_000
  /// net.ipv4.route.error_cost and error_burst, in nanoseconds.
  private static let routeErrorCost = second
  private static let routeErrorBurst = 5 * second

  /// Whether another error may go there. `interval` is net.ipv4.icmp_ratelimit; zero sets no limit.
  mutating func allows(to address: IPv4Address, interval: Nanoseconds, now: Nanoseconds) -> Bool {
    guard interval.count > 0 else { return true }
    return take(interval.count, of: Self.burst * interval.count, address, now)
  }

  /// Whether a packet that no route takes may be reported at all; the report then passes `allows`, too.
  mutating func allowsRouteError(to address: IPv4Address, now: Nanoseconds) -> Bool {
    take(Self.routeErrorCost, of: Self.routeErrorBurst, address, now)
  }

  /// Who sends once a second is a little late each time on a real host, where a jiffy counts; here he is punctual, and
  /// the first packet is held up by ARP.
  private static let tolerance: Int64 = 10_000_000

  private mutating func take(_ cost: Int64, of capacity: Int64, _ address: IPv4Address, _ now: Nanoseconds)
    -> Bool
  {
    var bucket = buckets[address] ?? Bucket(tokens: capacity, filledAt: now)
    bucket.tokens = min(bucket.tokens + (now - bucket.filledAt).count, capacity)
    bucket.filledAt = now
    let isEnough = bucket.tokens + Self.tolerance >= cost
    if isEnough { bucket.tokens -= cost }
    buckets[address] = bucket
    return isEnough
  }
}
