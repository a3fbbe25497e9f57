import NetLanguage
import Testing

@Suite struct ServiceDiagnosticTests {
  @Test func `a name server knows addresses, domains, aliases, and whom to ask`() throws {
    let kinds = try statements(
      network + "serve a dns web.lan=10.0.0.80 *.apps.lan=10.0.0.81 www.lan=web.lan forward=10.0.0.8")
    guard case .serveNames(let server) = kinds.last else { throw Fault(summary: "no name server") }
    #expect(server.node.value == "a")
    #expect(
      server.entries == [
        .address(name: "web.lan", bits: 0x0A00_0050), .domain(name: "apps.lan", bits: 0x0A00_0051),
        .alias(name: "www.lan", target: "web.lan"), .forward(bits: 0x0A00_0008),
      ])
  }

  @Test func `a DHCP server has a range and options`() throws {
    let kinds = try statements(
      network + "serve a dhcp 10.0.0.100-10.0.0.200 router=10.0.0.1 dns=10.0.0.1,8.8.8.8 domain=lan lease=12h"
    )
    guard case .serveAddresses(let server) = kinds.last else { throw Fault(summary: "no DHCP server") }
    #expect(server.first == 0x0A00_0064 && server.last == 0x0A00_00C8)
    #expect(server.router == 0x0A00_0001 && server.nameServers == [0x0A00_0001, 0x0808_0808])
    #expect(server.domain == "lan" && server.lease == 43200)
  }

  @Test func `a host may have name servers and search domains`() throws {
    guard case .host(let host) = try statements("host h dns=10.0.0.53,8.8.8.8 search=lan,example.com")[0]
    else { throw Fault(summary: "no host") }
    #expect(host.nameServers == [0x0A00_0035, 0x0808_0808])
    #expect(host.searchDomains == ["lan", "example.com"])
  }

  @Test func `malformed entry: a name without an address`() {
    let text = """
      host ns
      serve ns dns web.lan
      """
    let message = """
      n.net:2:14: error: `web.lan` says nothing about a name [malformed-entry]
      serve ns dns web.lan
                   ^~~~~~~
      help: an entry is NAME=ADDRESS, *.DOMAIN=ADDRESS, NAME=NAME or forward=ADDRESS
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid address: an octet is too great`() {
    let text = """
      host ns
      serve ns dns web.lan=10.0.0.999
      """
    let message = """
      n.net:2:22: error: `10.0.0.999` is not an address [invalid-address]
      serve ns dns web.lan=10.0.0.999
                           ^~~~~~~~~~
      help: an address is four numbers up to 255, such as `10.0.0.53`
      """
    #expect(messages(text) == message)
  }

  @Test func `invalid domain: a name that DNS could not hold`() {
    let text = """
      host ns
      serve ns dns we!b=10.0.0.1
      """
    let message = """
      n.net:2:14: error: `we!b` is not a name that DNS could hold [invalid-domain]
      serve ns dns we!b=10.0.0.1
                   ^~~~
      help: names are letters, digits and `-`, with dots between, such as `web.lan`
      """
    #expect(messages(text) == message)
  }

  @Test func `malformed range: it ends before it begins`() {
    let text = """
      host gw
      serve gw dhcp 10.0.0.9-10.0.0.5
      """
    let message = """
      n.net:2:15: error: the range ends before it begins [malformed-range]
      serve gw dhcp 10.0.0.9-10.0.0.5
                    ^~~~~~~~~~~~~~~~~
      """
    #expect(messages(text) == message)
  }

  @Test func `unknown option: a DHCP server has no option 'rooter'`() {
    let text = """
      host gw
      serve gw dhcp 10.0.0.5-10.0.0.9 rooter=10.0.0.1
      """
    let message = """
      n.net:2:33: error: a DHCP server has no option `rooter=10.0.0.1` [unknown-option]
      serve gw dhcp 10.0.0.5-10.0.0.9 rooter=10.0.0.1
                                      ^~~~~~~~~~~~~~~
      help: did you mean `router`?
      """
    #expect(messages(text) == message)
  }
}
