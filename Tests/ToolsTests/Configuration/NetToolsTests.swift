import Testing

@testable import Tools

@Suite("The older tools show and change the same network")
struct NetToolsTests {
  @Test("route shows and changes the main table")
  func route() throws {
    let pair = try Pair()
    pair.run("route add default gw 10.0.0.2")
    #expect(
      pair.run("route -n").output == """
        Kernel IP routing table
        Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
        0.0.0.0         10.0.0.2        0.0.0.0         UG    0      0        0 eth0
        10.0.0.0        0.0.0.0         255.255.255.0   U     0      0        0 eth0

        """)
    #expect(pair.run("route add default gw 10.0.0.2").output == "SIOCADDRT: File exists\n")
  }

  @Test("ifconfig gives an address the mask of its class")
  func ifconfig() throws {
    let pair = try Pair()
    pair.run("ifconfig eth0 192.168.5.1")
    #expect(
      pair.run("ifconfig eth0").output.contains(
        "inet 192.168.5.1  netmask 255.255.255.0  broadcast 192.168.5.255\n"))
    #expect(
      pair.run("ifconfig eth9").output == "eth9: error fetching interface information: Device not found\n")
  }

  @Test("arp shows what is set by hand")
  func arp() throws {
    let pair = try Pair()
    pair.run("arp -s 10.0.0.9 02:00:00:00:00:09")
    #expect(
      pair.run("arp -n 10.0.0.9").output == """
        Address                  HWtype  HWaddress           Flags Mask            Iface
        10.0.0.9                 ether   02:00:00:00:00:09   CM                    eth0

        """)
  }

  @Test("Forwarding for all is forwarding for each interface")
  func sysctl() throws {
    let pair = try Pair()
    #expect(pair.run("sysctl -w net.ipv4.ip_forward=1").output == "net.ipv4.ip_forward = 1\n")
    #expect(pair.run("sysctl -n net.ipv4.conf.eth0.forwarding").output == "1\n")
    #expect(pair.a.files.readText("/proc/sys/net/ipv4/ip_forward") == "1\n")
    let missing = pair.run("sysctl net.ipv4.nosuch")
    #expect(missing.output == "sysctl: cannot stat /proc/sys/net/ipv4/nosuch: No such file or directory\n")
    #expect(missing.status == 1)
  }

  @Test("brctl lists bridges with their ports")
  func brctl() throws {
    let pair = try Pair()
    pair.run("brctl addbr br0")
    pair.run("brctl addif br0 eth0")
    #expect(
      pair.run("brctl show").output
        == "bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbr0\t\t8000.525400000101\tno\t\teth0\n")
  }
}
