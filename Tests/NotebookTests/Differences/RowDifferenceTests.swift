import Notebook
import Testing

private func sentences(_ command: String, _ recorded: String, _ actual: String) -> [String]? {
  func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
  return RowDifferences(command: command, recorded: lines(recorded), actual: lines(actual))?.sentences
}

@Suite struct RuleDifferenceTests {
  private let rules = [
    "-A INPUT -s 10.0.0.1/32 -j DROP", "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
    "-A INPUT -p udp -j ACCEPT",
  ]

  private func list(_ order: [Int]) -> String { order.map { rules[$0] }.joined(separator: "\n") }

  @Test func `a rule that moved reads as moved`() {
    #expect(
      sentences("iptables -S INPUT", list([0, 1, 2]), list([1, 2, 0]))
        == ["INPUT rule 1 moved to rule 3: -A INPUT -s 10.0.0.1/32 -j DROP"])
  }

  @Test func `rules behind a new one did not move`() {
    #expect(
      sentences("iptables -S INPUT", list([1, 2]), list([0, 1, 2]))
        == ["INPUT rule 1 is new: -A INPUT -s 10.0.0.1/32 -j DROP"])
    #expect(
      sentences("iptables -S INPUT", list([0, 1, 2]), list([0, 2]))
        == ["INPUT rule 2 is missing: -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"])
  }

  @Test(arguments: [
    ("--dport 22", "--dport 23", "--dport was 22, is 23"),
    (" -j ACCEPT", " -j DROP", "-j was ACCEPT, is DROP"),
    (" -m tcp --dport 22", "", "-m tcp is gone; --dport 22 is gone"),
    ("-p tcp", "! -i eth0 -p tcp", "! -i eth0 is new"),
  ])
  func `a condition that changed is named`(old: String, new: String, words: String) {
    #expect(
      sentences("sudo iptables -S", rules[1], rules[1].replacing(old, with: new)) == [
        "INPUT rule 1: " + words
      ])
  }

  @Test func `a quoted text is one word`() {
    let rule = #"-A INPUT -m comment --comment "let -j in" -j ACCEPT"#
    #expect(
      sentences("iptables -S", rule, rule.replacing("let -j in", with: "-A"))
        == [#"INPUT rule 1: --comment was "let -j in", is "-A""#])
  }

  @Test func `a policy belongs to its chain, and a chain to its table`() {
    #expect(
      sentences("iptables -S", "-P INPUT ACCEPT", "-P INPUT DROP") == [
        "chain INPUT: policy was ACCEPT, is DROP"
      ])
    let saved =
      "*nat\n:OUTPUT ACCEPT [1:60]\n[2:120] -A OUTPUT -j ACCEPT\nCOMMIT\n*filter\n-A OUTPUT -j ACCEPT"
    #expect(
      sentences(
        "iptables-save -c", saved,
        saved.replacing("[2:120] -A OUTPUT -j ACCEPT", with: "[3:180] -A OUTPUT -j DROP")) == [
          "nat OUTPUT rule 1: -j was ACCEPT, is DROP", "counters and timers, which change by themselves:",
          "  nat OUTPUT rule 1: packets was 2, is 3; bytes was 120, is 180",
        ])
  }

  private let table = """
    Chain FORWARD (policy DROP 0 packets, 0 bytes)
    num   pkts bytes target     prot opt in     out     source               destination
    1        3   180            tcp  --  *      *       0.0.0.0/0            0.0.0.0/0
    2        0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80

    Chain DOCKER (1 references)
    num   pkts bytes target     prot opt in     out     source               destination
    1        0     0 DROP       all  --  *      *       0.0.0.0/0            0.0.0.0/0
    """

  @Test func `counters that differ are told apart`() {
    let command = "iptables -nvL --line-numbers"
    #expect(sentences(command, table, table) == [])
    let counted = table.replacing("3   180", with: "5   300").replacing(
      "DROP 0 packets", with: "DROP 7 packets")
    #expect(
      sentences(command, table, counted) == [
        "only counters and timers differ:", "  chain FORWARD: packets was 0, is 7",
        "  FORWARD rule 1: pkts was 3, is 5; bytes was 180, is 300",
      ])
  }

  @Test func `a table names its columns`() {
    let command = "iptables -vnL --line-numbers"
    #expect(
      sentences(command, table, table.replacing("dpt:80", with: "dpt:81"))
        == ["FORWARD rule 2: options was tcp dpt:80, is tcp dpt:81"])
    #expect(
      sentences(command, table, table.replacing("180            tcp", with: "180 DROP       tcp"))
        == ["FORWARD rule 1: target was nothing, is DROP"])
    #expect(
      sentences(command, table, table.replacing("1 references", with: "2 references"))
        == ["chain DOCKER: references was 1, is 2"])
  }
}

@Suite struct RouteDifferenceTests {
  private let routes =
    "default via 10.0.0.1 dev eth0 proto static\n10.0.0.0/24 dev eth0 scope link src 10.0.0.2"

  @Test func `fields that differ are named`() {
    #expect(
      sentences("ip route", routes, routes.replacing("10.0.0.1 dev", with: "10.0.0.254 dev"))
        == ["row 1 (default): via was 10.0.0.1, is 10.0.0.254"])
    #expect(
      sentences("ip -4 r s", routes, routes + " metric 100 linkdown")
        == ["row 2 (10.0.0.0/24): metric 100 is new; linkdown is new"])
  }

  @Test func `one destination is one route, however much of it changed`() {
    #expect(
      sentences("ip route", "default via 10.0.0.1 dev eth0 proto static", "default dev ppp0 metric 5 onlink")
        == [
          "row 1 (default): via 10.0.0.1 is gone; dev was eth0, is ppp0; proto static is gone; metric 5 is new; "
            + "onlink is new"
        ])
  }

  @Test func `rows that are missing or new are listed`() {
    #expect(
      sentences(
        "ip neigh", "10.0.0.1 dev eth0 lladdr 52:54:00:00:01:01 REACHABLE", "10.0.0.9 dev eth0 FAILED")
        == [
          "row 1 (10.0.0.1) is missing: 10.0.0.1 dev eth0 lladdr 52:54:00:00:01:01 REACHABLE",
          "row 1 (10.0.0.9) is new: 10.0.0.9 dev eth0 FAILED",
        ])
  }

  @Test func `a neighbour's state is a field`() {
    let line = "10.0.0.1 dev eth0 lladdr 52:54:00:00:01:01 REACHABLE"
    #expect(
      sentences("ip n", line, line.replacing("REACHABLE", with: "STALE"))
        == ["row 1 (10.0.0.1): state was REACHABLE, is STALE"])
    let table =
      "Address                  HWtype  HWaddress           Flags Mask            Iface\n10.0.0.2 ether 52:54:00:00:02:01 C eth0"
    #expect(
      sentences("arp -n", table, table.replacing("ether 52:54:00:00:02:01 C", with: "(incomplete)")) == [
        "row 1 (10.0.0.2): HWtype was ether, is nothing; HWaddress was 52:54:00:00:02:01, is (incomplete); "
          + "Flags Mask was C, is nothing"
      ])
    #expect(
      sentences(
        "arp -a", "? (10.0.0.2) at 52:54:00:00:02:01 [ether] on eth0", "? (10.0.0.2) at <incomplete> on eth0")
        == ["row 1 (10.0.0.2): at was 52:54:00:00:02:01, is <incomplete>"])
  }

  @Test func `policy rules and kernel tables`() {
    #expect(
      sentences(
        "ip rule", "0:\tfrom all lookup local\n9:\tfrom all lookup 7",
        "0:\tfrom all lookup local\n8:\tfrom all lookup 7")
        == ["row 2: priority was 9, is 8"])
    let table =
      "Kernel IP routing table\nDestination Gateway Genmask Flags Metric Ref Use Iface\n0.0.0.0 10.0.0.1 0.0.0.0 UG 0 0 0 eth0"
    #expect(
      sentences("route -n", table, table.replacing("10.0.0.1", with: "10.0.0.9"))
        == ["row 1 (0.0.0.0): Gateway was 10.0.0.1, is 10.0.0.9"])
  }
}

@Suite struct ConnectionDifferenceTests {
  private let line =
    "tcp 6 117 TIME_WAIT src=1.1.1.1 dst=2.2.2.2 sport=1 dport=80 src=3.3.3.3 dst=1.1.1.1 sport=80 dport=1 [ASSURED] mark=0 use=1"

  @Test func `timers that differ are told apart`() {
    let total = "\nconntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown."
    #expect(
      sentences("conntrack -L", line + total, line.replacing(" 117 ", with: " 90 ") + total)
        == ["only counters and timers differ:", "  row 1: timeout was 117, is 90"])
  }

  @Test(arguments: [
    ("TIME_WAIT", "ESTABLISHED", "state was TIME_WAIT, is ESTABLISHED"),
    ("src=3.3.3.3", "src=4.4.4.4", "reply src was 3.3.3.3, is 4.4.4.4"),
    (" [ASSURED]", "", "[ASSURED] is gone"),
    ("mark=0", "mark=7", "mark was 0, is 7"),
  ])
  func `the field that changed is named`(old: String, new: String, words: String) {
    #expect(sentences("conntrack -L", line, line.replacing(old, with: new)) == ["row 1: " + words])
    let extended = "ipv4     2 " + line
    #expect(
      sentences("conntrack -L -o extended", extended, extended.replacing(old, with: new)) == [
        "row 1: " + words
      ])
  }

  @Test func `sockets are told by column`() {
    let sockets = """
      State    Recv-Q   Send-Q     Local Address:Port     Peer Address:Port  Process
      LISTEN   0        4096             0.0.0.0:8080          0.0.0.0:*      users:(("docker-proxy",pid=1004,fd=3))
      """
    #expect(
      sentences("ss -tlnp", sockets, sockets.replacing("0.0.0.0:8080", with: "127.0.0.1:8080"))
        == ["row 1: Local Address:Port was 0.0.0.0:8080, is 127.0.0.1:8080"])
    #expect(
      sentences("ss -tlnp", sockets, sockets.replacing("4096", with: "128"))
        == ["only counters and timers differ:", "  row 1: Send-Q was 4096, is 128"])
  }

  @Test func `a datagram socket has no state`() {
    let sockets = """
      Active Internet connections (only servers)
      Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
      udp        0      0 0.0.0.0:53              0.0.0.0:*                           7/dnsmasq
      """
    #expect(
      sentences("netstat -ulnp", sockets, sockets.replacing("7/dnsmasq", with: "8/named"))
        == ["row 1: PID/Program name was 7/dnsmasq, is 8/named"])
  }
}

@Suite struct DeviceDifferenceTests {
  private let device = """
    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
        link/ether 52:54:00:00:01:01 brd ff:ff:ff:ff:ff:ff
        inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0
           valid_lft forever preferred_lft forever
    """

  @Test(arguments: [
    ("mtu 1500", "mtu 1400", "row 1 (eth0): mtu was 1500, is 1400"),
    ("01:01 brd", "01:02 brd", "row 1 (eth0): link/ether was 52:54:00:00:01:01, is 52:54:00:00:01:02"),
    ("10.0.0.1/24", "10.0.0.9/24", "row 2 (eth0): inet was 10.0.0.1/24, is 10.0.0.9/24"),
    ("global eth0", "global secondary eth0", "row 2 (eth0): secondary is new"),
  ])
  func `what is said of a device is told by field`(old: String, new: String, words: String) {
    #expect(sentences("ip addr show", device, device.replacing(old, with: new)) == [words])
  }

  @Test func `lifetimes are timers`() {
    #expect(
      sentences("ip a", device, device.replacing("preferred_lft forever", with: "preferred_lft 30sec"))
        == ["only counters and timers differ:", "  row 2 (eth0): preferred_lft was forever, is 30sec"])
  }

  @Test func `the brief form and the form of one line are read too`() {
    #expect(
      sentences("ip -br a", "eth0@if5   UP   10.0.0.1/24 ", "eth0@if5   DOWN  ") == [
        "row 1 (eth0): state was UP, is DOWN; addresses was 10.0.0.1/24, is nothing"
      ])
    let line =
      #"2: eth0    inet 10.0.0.1/24 scope global eth0\       valid_lft forever preferred_lft forever"#
    #expect(
      sentences("ip -o -4 addr", line, line.replacing("10.0.0.1", with: "10.0.0.7"))
        == ["row 1 (eth0): inet was 10.0.0.1/24, is 10.0.0.7/24"])
  }
}

@Suite struct ContainerDifferenceTests {
  private let table = """
    CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS         PORTS                  NAMES
    ae8e82d2dad5   nginx     "/docker-entrypoint.…"   1 second ago    Up 1 second                           b2
    2f73f9bb5aac   nginx     "/docker-entrypoint.…"   2 seconds ago   Up 2 seconds   0.0.0.0:8080->80/tcp   web
    """

  @Test func `an empty cell is a cell`() {
    #expect(
      sentences("docker ps", table, table.replacing("0.0.0.0:8080->80/tcp", with: "                    "))
        == ["row 2 (web): PORTS was 0.0.0.0:8080->80/tcp, is nothing"])
  }

  @Test func `how long it has been up is a timer, that it stopped is none`() {
    #expect(
      sentences("docker ps", table, table.replacing("Up 1 second ", with: "Up 5 minutes"))
        == ["only counters and timers differ:", "  row 1 (b2): time was 1 second, is 5 minutes"])
    #expect(
      sentences("docker ps -a", table, table.replacing("Up 2 seconds", with: "Exited (0)  ")) == [
        "row 2 (web): STATUS was Up, is Exited (0)", "counters and timers, which change by themselves:",
        "  row 2 (web): time 2 seconds is gone",
      ])
  }

  @Test func `a container is known by its name`() {
    let swapped = table.split(separator: "\n").map(String.init)
    #expect(
      sentences("docker ps", table, [swapped[0], swapped[2], swapped[1]].joined(separator: "\n"))?.count == 1)
    #expect(sentences("docker inspect web", "[", "{") == nil)
  }
}

@Suite struct LongListTests {
  private func rules(_ numbers: some Sequence<Int>) -> String {
    numbers.map { "-A INPUT -s 10.0.\($0 / 256).\($0 % 256)/32 -j DROP" }.joined(separator: "\n")
  }

  @Test func `one rule of thousands is found at once`() {
    let all = Array(0..<5000)
    #expect(
      sentences("iptables -S", rules(all), rules(all.filter { $0 != 2600 }))
        == ["INPUT rule 2601 is missing: -A INPUT -s 10.0.10.40/32 -j DROP"])
  }

  @Test func `where everything differs, the difference of lines is enough`() {
    #expect(sentences("iptables -S", rules(0..<600), rules(1000..<1600)) == nil)
  }
}

@Suite struct OtherDifferenceTests {
  @Test(arguments: [
    "echo hello", "ping -c 1 10.0.0.1", "ip -j route", "iptables -S | head", "iptables -S; ip route",
    "ip route | grep -c default", "iptables -A INPUT -j DROP", "ip route add default via 10.0.0.1",
    "ip link set eth0 up", "bridge vlan add vid 2 dev eth0",
  ])
  func `other outputs are compared by lines`(command: String) { #expect(sentences(command, "a", "b") == nil) }

  @Test(arguments: ["ip netns exec red ip r", "docker exec -it web ip route", "sudo ip route | grep default"])
  func `where a command runs does not matter`(command: String) {
    #expect(sentences(command, "default dev a", "default dev b") == ["row 1 (default): dev was a, is b"])
  }

  @Test func `text that is no list is left alone`() {
    #expect(
      sentences(
        "iptables -L NONE", "Chain NONE (policy ACCEPT)", "iptables: No chain/target/match by that name.")
        == nil)
    #expect(sentences("ss -x", "what", "else") == nil)
  }
}
