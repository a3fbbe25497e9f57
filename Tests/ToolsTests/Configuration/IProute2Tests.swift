import Testing

@testable import Tools

@Suite("ip shows and changes the network as iproute2 does")
struct IProute2Tests {
  @Test("An address is shown with its interface, broadcast address and scope")
  func showsAddresses() throws {
    let pair = try Pair()
    #expect(
      pair.run("ip addr show eth0").output == """
        2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
            link/ether 52:54:00:00:01:01 brd ff:ff:ff:ff:ff:ff
            inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0
               valid_lft forever preferred_lft forever

        """)
  }

  @Test(
    "Commands may be shortened to any beginning",
    arguments: [
      ("ip a", "ip address show"), ("ip r", "ip route list"), ("ip -br l", "ip -brief link"),
      ("ip ru", "ip rule"),
    ])
  func abbreviates(short: String, long: String) throws {
    let pair = try Pair()
    let output = pair.run(short).output
    #expect(!output.isEmpty)
    #expect(output == pair.run(long).output)
  }

  @Test(
    "What the kernel refuses is told in its words",
    arguments: [
      ("ip addr add 10.0.0.1/24 dev eth0", "Error: ipv4: Address already assigned.\n", 2),
      (
        "ip addr add 10.0.0.300/24 dev eth0",
        "Error: any valid prefix is expected rather than \"10.0.0.300/24\".\n", 1
      ),
      ("ip route add 10.8.0.0/16 via 10.99.0.1", "Error: Nexthop has invalid gateway.\n", 2),
      ("ip route add 10.0.0.5/24 via 10.0.0.2", "Error: Invalid prefix for given prefix length.\n", 2),
      ("ip route del 10.7.0.0/16", "RTNETLINK answers: No such process\n", 2),
      ("ip route show table 7", "Error: ipv4: FIB table does not exist.\nDump terminated\n", 2),
      ("ip link set nosuch up", "Cannot find device \"nosuch\"\n", 1),
      ("ip link add x type nosuch", "Error: Unknown device type.\n", 2),
      ("ip frobnicate", "Object \"frobnicate\" is unknown, try \"ip help\".\n", 1),
    ])
  func refuses(line: String, words: String, status: Int) throws {
    let result = try Pair().run(line)
    #expect(result.output == words)
    #expect(result.status == status)
  }

  @Test("A route is listed, asked for and deleted")
  func routes() throws {
    let pair = try Pair()
    pair.run("ip route add 10.5.0.0/16 via 10.0.0.2 metric 50")
    #expect(
      pair.run("ip route").output == """
        10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1 \n\
        10.5.0.0/16 via 10.0.0.2 dev eth0 metric 50 \n
        """)
    #expect(
      pair.run("ip route get 10.5.1.1").output
        == "10.5.1.1 via 10.0.0.2 dev eth0 src 10.0.0.1 uid 0 \n    cache \n")
    #expect(pair.run("ip route del 10.5.0.0/16").status == 0)
    #expect(pair.run("ip route get 10.5.1.1").output == "RTNETLINK answers: Network is unreachable\n")
  }

  @Test("The ends of a veth pair point at each other, also across namespaces")
  func vethPairs() throws {
    let pair = try Pair()
    pair.run("ip netns add red")
    pair.run("ip link add v0 type veth peer name v1 netns red")
    #expect(pair.run("ip netns").output == "red (id: 0)\n")
    #expect(
      pair.run("ip link show v0").output.hasPrefix("3: v0@if2: <BROADCAST,MULTICAST> mtu 1500 qdisc noop"))
    #expect(pair.run("ip link show v0").output.hasSuffix("brd ff:ff:ff:ff:ff:ff link-netns red\n"))
    #expect(pair.run("ip -n red link show v1").output.hasSuffix("brd ff:ff:ff:ff:ff:ff link-netnsid 0\n"))
    pair.run("ip link del v0")
    #expect(pair.run("ip -n red link show v1").output == "Device \"v1\" does not exist.\n")
  }

  @Test("JSON has the same fields")
  func json() throws {
    #expect(
      try Pair().run("ip -j route").output == """
        [{"dst":"10.0.0.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"10.0.0.1","flags":[]}]

        """)
  }

  @Test(
    "What is not simulated is said, not guessed",
    arguments: ["ip tunnel add t mode ipip remote 10.0.0.2", "ip link add vx0 type vxlan id 5", "ip monitor"])
  func unsimulated(line: String) throws {
    let pair = try Pair()
    #expect(pair.run(line).status == 2)
    #expect(pair.system.unsimulated != nil)
  }

  @Test("Rules get priorities below the first free one")
  func rules() throws {
    let pair = try Pair()
    pair.run("ip rule add from 10.0.0.2 table 100")
    #expect(pair.run("ip rule").output.contains("32765:\tfrom 10.0.0.2 lookup 100\n"))
  }
}
