import Lab
import Testing

/// A server of addresses, and two clients without any.
private let lan = """
  host gw
  host pc
  host late
  switch s
  link gw:eth0 10.0.0.1/24 -- s
  link pc:eth0 -- s
  link late:eth0 -- s

  """

@Suite struct AddressServiceTests {
  @Test(
    "A declared DHCP server gives address, router, name servers and domain",
    arguments: ["dhclient", "udhcpc -n -q -i"])
  func lease(_ client: String) {
    let result = run(
      lan + """
        serve gw dhcp 10.0.0.100-10.0.0.100 router=10.0.0.254 dns=10.0.0.53,10.0.0.54 domain=lan lease=2h
        pc# \(client) eth0 2> /dev/null
        pc# ip -br addr show eth0
        pc# ip route show default
        pc# grep -c nameserver /etc/resolv.conf; grep domain /etc/resolv.conf
        """)
    #expect(result.failures == [])
    #expect(
      result.outputs == [
        "", "eth0             UP             10.0.0.100/24 \n", "default via 10.0.0.254 dev eth0 \n",
        "2\ndomain lan\n",
      ])
  }

  @Test("When all addresses are given out, there is none for the next client")
  func exhausted() {
    let result = run(
      lan + """
        serve gw dhcp 10.0.0.100-10.0.0.100
        pc# udhcpc -n -q -i eth0 2> /dev/null
        late# udhcpc -n -q -i eth0
        expect exit 1
        expect output contains "udhcpc: no lease, failing"
        """)
    #expect(result.failures == [])
  }

  @Test("An address that a station has already is passed over")
  func taken() {
    let result = run(
      lan + """
        late# ip addr add 10.0.0.100/24 dev eth0
        gw# dnsmasq --port=0 --dhcp-range=10.0.0.100,10.0.0.101 --dhcp-sequential-ip
        pc# dhclient eth0; ip -br addr show eth0
        """)
    #expect(result.outputs.last == "eth0             UP             10.0.0.101/24 \n")
  }

  @Test("dhclient renews its lease at half time, and the address stays")
  func renewal() {
    let result = run(
      lan + """
        gw# dnsmasq -d --port=0 --dhcp-range=10.0.0.100,10.0.0.100,10m > /tmp/log 2>&1 &
        pc# dhclient eth0
        pc# sleep 3600; ip -br addr show eth0
        gw# grep -c DHCPREQUEST /tmp/log
        """)
    #expect(result.outputs[2] == "eth0             UP             10.0.0.100/24 \n")
    #expect(Int(result.outputs[3].dropLast())! > 10)
  }

  @Test("A lease that nobody renews runs out: the kernel takes the address away, and its routes")
  func expiry() {
    let result = run(
      lan + """
        serve gw dhcp 10.0.0.100-10.0.0.100 lease=10m
        pc# dhclient eth0; kill -9 $(cat /run/dhclient.pid)
        pc# ip addr show eth0 | grep -c 'dynamic eth0'
        pc# sleep 601; ip -br addr show eth0; ip route
        """)
    #expect(result.outputs == ["", "1\n", "eth0             UP             \n"])
  }

  @Test("A client that asks for an address of another network is refused")
  func refusal() {
    let result = run(
      lan + """
        pc# mkdir -p /var/lib/dhcp
        pc# printf 'lease {\\n  interface "eth0";\\n  fixed-address 192.168.9.9;\\n  expire 1 2030/01/01 00:00:00;\\n}\\n' > /var/lib/dhcp/dhclient.leases
        serve gw dhcp 10.0.0.100-10.0.0.100
        pc# dhclient -v eth0
        """)
    let said = result.outputs.last ?? ""
    #expect(said.contains("DHCPREQUEST for 192.168.9.9 on eth0"))
    #expect(said.contains("DHCPNAK from 10.0.0.1"))
    #expect(said.contains("bound to 10.0.0.100 -- renewal in"))
  }

  @Test("Without a server dhclient gives up after a minute")
  func nobody() {
    let result = run(lan + "pc# date +%s; dhclient -v -1 eth0; date +%s\npc# true")
    let lines = result.outputs[0].split(separator: "\n").map(String.init)
    #expect(Int(lines.last!)! - Int(lines[0])! == 61)
    #expect(lines.contains("No DHCPOFFERS received."))
  }

  @Test("Messages are packets: a switch carries them, and a trace shows the lease being made")
  func packets() {
    let result = run(
      lan + """
        gw# dnsmasq --port=0 --no-ping --dhcp-range=10.0.0.100,10.0.0.100
        trace pc# dhclient eth0
        expect pc:eth0 0.0.0.0:68 > 255.255.255.255:67
        expect gw:eth0 10.0.0.1:67 > 10.0.0.100:68
        """)
    #expect(result.failures == [])
  }
}
