import Lab
import Testing

/// Windows' own tables, written from its documentation: they have not been recorded.
@Suite struct WindowsTests {
  private let network = """
    host w windows
    host r
    link w:Ethernet 192.168.1.100/24 -- r:eth0 192.168.1.1/24

    """

  @Test("route print has the routes that Windows makes of an address")
  func routePrint() {
    let result = run(network + "w> route print -4")
    #expect(result.failures == [])
    let routes = """
      Network Destination        Netmask          Gateway       Interface  Metric
              127.0.0.0        255.0.0.0         On-link         127.0.0.1    331
              127.0.0.1  255.255.255.255         On-link         127.0.0.1    331
        127.255.255.255  255.255.255.255         On-link         127.0.0.1    331
            192.168.1.0    255.255.255.0         On-link     192.168.1.100    281
          192.168.1.100  255.255.255.255         On-link     192.168.1.100    281
      """
    #expect(result.outputs.last?.contains(routes) == true)
    #expect(result.outputs.last?.contains("IPv6") == false)
  }

  @Test("netstat -r is the same table")
  func netstat() {
    let result = run(network + "w> netstat -r\nw> route print")
    #expect(result.outputs[0] == "\n" + result.outputs[1])
  }

  @Test("ipconfig /all says what there is of a card")
  func configuration() {
    let result = run(network + "w> ipconfig /all")
    #expect(
      result.outputs.last?.contains("   Physical Address. . . . . . . . . : 52-54-00-00-01-01\n") == true)
  }

  @Test("What route print does not know is named")
  func unsimulated() {
    let result = run(network + "w> route print 10*")
    #expect(result.failures.map(\.summary) == ["netnote does not simulate Windows' route print 10*"])
  }
}
