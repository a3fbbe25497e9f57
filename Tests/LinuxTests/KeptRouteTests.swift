import Linux
import Packets
import Simulation
import Testing

/// Answers of the routing tables are kept, but never beyond a change.
@Suite struct KeptRouteTests {
  private static let far = IPv4Address(192, 0, 2, 1)
  private static let gateway = IPv4Address(10, 0, 0, 2)

  @Test func aNewRouteIsUsedAtOnce() throws {
    let hosts = try TwoHosts()
    guard case .none = hosts.a.routing.lookup(Flow(destination: Self.far)) else {
      Issue.record("there is no route yet")
      return
    }
    let device = try #require(hosts.a.device(named: "eth0"))
    let route = Route(to: .everything, via: Self.gateway, device: device)
    hosts.a.routing.main.insert(route)
    #expect(hosts.a.routing.lookup(Flow(destination: Self.far)).route === route)
    hosts.a.routing.main.remove(route)
    #expect(hosts.a.routing.lookup(Flow(destination: Self.far)).route == nil)
  }

  @Test func anAddressIsLocalAsLongAsItIsThere() throws {
    let hosts = try TwoHosts()
    let device = try #require(hosts.a.device(named: "eth0"))
    let address = InterfaceAddress(IPv4Prefix(Self.far, length: 32), label: "eth0")
    #expect(!hosts.a.isLocal(Self.far))
    try hosts.a.add(address, to: device)
    #expect(hosts.a.isLocal(Self.far))
    hosts.a.remove(address, from: device)
    #expect(!hosts.a.isLocal(Self.far))
  }
}
