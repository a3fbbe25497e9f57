import Packets
import Simulation
import Testing

@testable import Linux

/// How many ICMP errors a host sends to one address (net.ipv4.icmp_ratelimit).
struct ErrorRateLimitTests {
  private let address = IPv4Address(10, 0, 0, 1)

  @Test func sixErrorsGoAtOnceAndThenOneASecond() {
    var limit = ErrorRateLimit()
    let allowed = (0..<8).filter { _ in
      limit.allows(to: address, interval: .seconds(1), now: .zero)
    }
    #expect(allowed.count == 6)
    let later = limit.allows(to: address, interval: .seconds(1), now: .seconds(1))
    #expect(later)
  }

  @Test func eachAddressHasItsOwnTokens() {
    var limit = ErrorRateLimit()
    for _ in 0..<8 { _ = limit.allows(to: address, interval: .seconds(1), now: .zero) }
    let other = limit.allows(to: IPv4Address(10, 0, 0, 2), interval: .seconds(1), now: .zero)
    #expect(other)
  }

  @Test func anErrorAboutAMissingRouteCostsTwice() {
    var limit = ErrorRateLimit()
    let reported = (0..<5).filter { _ in
      limit.allowsRouteError(to: address, now: .zero)
        && limit.allows(to: address, interval: .seconds(1), now: .zero)
    }
    #expect(reported.count == 2)
  }

  @Test func aRedirectTakesTheTokensForErrors() {
    var limit = ErrorRateLimit()
    let isTold = limit.allowsRedirect(to: address, now: .seconds(100))
    #expect(isTold)
    let early = limit.allows(to: address, interval: .seconds(1), now: .milliseconds(100_500))
    #expect(!early)
    let later = limit.allows(to: address, interval: .seconds(1), now: .milliseconds(101_500))
    #expect(later)
  }

  @Test func redirectsAreRepeatedAfterEverLongerPauses() {
    var limit = ErrorRateLimit()
    let moments = stride(from: 0, to: 1000, by: 10).filter {
      limit.allowsRedirect(to: address, now: .milliseconds($0))
    }
    #expect(moments == [0, 50, 140, 310, 640])
  }

  @Test func anIntervalOfZeroSetsNoLimit() {
    var limit = ErrorRateLimit()
    let allowed = (0..<100).filter { _ in limit.allows(to: address, interval: .zero, now: .zero) }
    #expect(allowed.count == 100)
  }
}
