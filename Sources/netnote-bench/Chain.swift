import Lab
import Linux
import Packets
import Tools

/// Two hosts with routers between them, declared as a note declares them: `a — r1 — … — rN — b`.
struct Chain {
  let scenario = Scenario()
  let routers: Int

  init(routers: Int) {
    self.routers = routers
    var text = "host a\nhost b\n"
    for router in 1...routers { text += "host r\(router) forward\n" }
    for network in 0...routers {
      let left = network == 0 ? "a:eth0" : "r\(network):eth1"
      let right = network == routers ? "b:eth0" : "r\(network + 1):eth0"
      text += "link \(left) 10.0.\(network).1/24 -- \(right) 10.0.\(network).2/24\n"
    }
    scenario.run(text)
    addRoutes()
    // Everybody knows their neighbours before anything is timed.
    scenario.run("a$ ping -c 1 \(destination)")
  }

  var destination: String { "10.0.\(routers).2" }
  var near: NetworkNamespace { namespace("a") }
  var far: NetworkNamespace { namespace("b") }

  func namespace(_ name: String) -> NetworkNamespace { scenario.lab.system.node(named: name)!.namespace }

  private func addRoutes() {
    let (first, last) = (network(0), network(routers))
    addRoute(on: "a", to: .everything, via: first, host: 2)
    addRoute(on: "b", to: .everything, via: last, host: 1)
    for router in 1...routers {
      if router > 1 { addRoute(on: "r\(router)", to: first, via: network(router - 1), host: 1) }
      if router < routers { addRoute(on: "r\(router)", to: last, via: network(router), host: 2) }
    }
  }

  private func network(_ number: Int) -> IPv4Prefix { IPv4Prefix("10.0.\(number).0/24")! }

  private func addRoute(on name: String, to prefix: IPv4Prefix, via network: IPv4Prefix, host: UInt32) {
    let space = namespace(name)
    let gateway = IPv4Address(bits: network.address.bits + host)
    let device = space.devices.first { $0.addresses.contains { $0.connected == network } }
    space.routing.main.insert(Route(to: prefix, via: gateway, device: device))
  }
}
