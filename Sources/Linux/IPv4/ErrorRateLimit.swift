import Packets
import Simulation

/// How often the host reports errors to each address, and redirects hosts that do not heed it. Both are counted in one
/// place, as the kernel does (net/ipv4/inetpeer.c, inet_peer_xrlim_allow; icmp.c, icmpv4_xrlim_allow; route.c, ip_error
/// and ip_rt_send_redirect).
struct ErrorRateLimit {
  /// A bucket that gains one token a second and holds six, or five where the host has no route.
  private struct Peer {
    var tokens: Int64
    /// When tokens were last counted, or a redirect was sent or held back.
    var last: Nanoseconds
    var redirects = 0

    init(now: Nanoseconds) { (tokens, last) = (0, now - .seconds(60)) }
  }

  private var peers: [IPv4Address: Peer] = [:]

  private static let burst: Int64 = 6
  private static let second: Int64 = 1_000_000_000
  /// net.ipv4.route.error_cost and error_burst, in nanoseconds.
  private static let routeErrorCost = second
  private static let routeErrorBurst = 5 * second
  /// net.ipv4.route.redirect_load, redirect_silence and redirect_number.
  private static let redirectLoad = Nanoseconds.milliseconds(20)
  private static let redirectSilence = Nanoseconds.milliseconds(20 << 10)
  private static let redirectNumber = 9

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
    var peer = peers[address] ?? Peer(now: now)
    peer.tokens = min(peer.tokens + (now - peer.last).count, capacity)
    peer.last = now
    let isEnough = peer.tokens + Self.tolerance >= cost
    if isEnough { peer.tokens -= cost }
    peers[address] = peer
    return isEnough
  }

  /// Whether a host is told once more of a nearer router: each time after twice as long, nine times in all, until
  /// twenty seconds are over without anything said to it. This takes the tokens for errors, too.
  mutating func allowsRedirect(to address: IPv4Address, now: Nanoseconds) -> Bool {
    var peer = peers[address] ?? Peer(now: now)
    defer { peers[address] = peer }
    if now > peer.last + Self.redirectSilence { (peer.tokens, peer.redirects) = (0, 0) }
    guard peer.redirects < Self.redirectNumber else {
      peer.last = now
      return false
    }
    let pause = Nanoseconds(Self.redirectLoad.count << Int64(peer.redirects))
    guard peer.redirects == 0 || now > peer.last + pause else { return false }
    peer.last = now
    peer.redirects += 1
    return true
  }
}
