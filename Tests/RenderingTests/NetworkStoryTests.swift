import Lab
import NetLanguage
import Testing

@testable import Rendering

/// Pictures of networks that really ran: what a reader has to see in them.
@Suite struct NetworkStoryTests {
  /// The last traced command of a cell.
  private func story(_ text: String) throws -> (journey: Journey, topology: Topology) {
    let result = Lab().run(cell: CellParser.parse(text))
    let line = try #require(result.lines.last { $0.line.isTraced })
    return (Journey(line.trace, in: result.topology), result.topology)
  }

  private func map(_ text: String) throws -> MapLayout {
    let (journey, topology) = try story(text)
    return MapLayout(topology, journey: journey, language: .english)
  }

  private func station(_ node: String, _ interface: String) -> MapItem.Key {
    .interface(Station(node, interface))
  }

  private static let oneArmed = """
    host pc
    host gw forward
    host web
    switch lan
    link pc:eth0 10.0.0.2/24 -- lan
    link gw:eth0 10.0.0.1/24 10.9.0.1/24 -- lan
    link web:eth0 10.9.0.2/24 -- lan
    pc# ip route add default via 10.0.0.1
    web# ip route add default via 10.9.0.1
    trace pc# ping -c 1 10.9.0.2

    """

  @Test func `a packet that comes back to a box has a lane of its own there`() throws {
    let map = try map(Self.oneArmed)
    let badges = map.paths.flatMap(\.badges).map {
      Box(x: $0.centre.x - 9, y: $0.centre.y - 9, width: 18, height: 18)
    }
    #expect(badges.count == 8)
    for (index, badge) in badges.enumerated() {
      for other in badges[(index + 1)...] { #expect(!badge.intersects(other)) }
    }
    let router = try #require(map.items.first { $0.key == station("gw", "eth0") })
    #expect(router.laneCount == 4)
  }

  @Test func `what stays on a host is drawn on its loopback`() throws {
    let map = try map("host a\ntrace a# ping -c 1 127.0.0.1\n")
    #expect(map.items.contains { $0.key == station("a", "lo") })
    #expect(map.paths.flatMap(\.badges).map(\.number) == [1, 2, 3, 4])
    let quiet = MapLayout(try story("host a\ntrace a# ping -c 1 127.0.0.1\n").topology, language: .english)
    #expect(!quiet.items.contains { $0.key == station("a", "lo") })
  }

  @Test func `a proxy's own connection is told and drawn`() throws {
    let (journey, topology) = try story(
      """
      host vm docker
      vm# docker run -d --name web -p 127.0.0.1:80:80 nginx
      trace vm# curl -s http://127.0.0.1/
      """)
    let onward = try #require(journey.onward)
    #expect(onward.request.label.short == "SYN")
    #expect(onward.reply?.label.short == "SYN-ACK")
    let caption = Language.english.caption(journey)
    #expect(caption.contains("The request (TCP SYN) stays on vm; it reaches"))
    #expect(caption.contains("Then docker-proxy sends a packet of its own (TCP SYN), which goes vm → web;"))
    let map = MapLayout(topology, journey: journey, language: .english)
    #expect(map.paths.count == 4)
  }

  @Test func `a bridge is on the way of the frames that it passes`() throws {
    let map = try map(
      """
      host a
      host box
      host b
      link a:eth0 10.0.0.1/24 -- box:p1
      link b:eth0 10.0.0.2/24 -- box:p2
      box# ip link add br0 type bridge; ip link set br0 up
      box# ip link set p1 master br0; ip link set p2 master br0
      trace a# ping -c 1 10.0.0.2
      """)
    let bridge = try #require(map.items.first { $0.key == station("box", "br0") })
    #expect(bridge.laneCount == 2)
    let ports = ["p1", "p2"].compactMap { name in map.items.first { $0.key == station("box", name) } }
    try #require(ports.count == 2)
    #expect(ports[0].box.right < bridge.box.x && bridge.box.right < ports[1].box.x)
  }

  @Test func `a name server's answer is followed by what the program does with it`() throws {
    let (journey, _) = try story(
      """
      host a dns=10.0.0.2
      host b
      link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
      serve b dns www.lan=10.0.0.2
      trace a# ping -c 1 www.lan
      """)
    #expect(journey.request?.label.proto == "DNS")
    #expect(journey.onward?.request.label.short == "echo request 1")
    let caption = Language.english.caption(journey)
    #expect(caption.contains("Then ping sends ICMP echo request 1, which goes a → b;"))
  }

  @Test func `an error that a kernel tells its own program is no way of a packet`() throws {
    let text = """
      host a
      host b
      link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
      trace a# ping -c 1 10.0.0.9
      """
    let (journey, topology) = try story(text)
    let caption = Language.english.caption(journey)
    #expect(caption.hasSuffix("The kernel of a reports: ICMP host unreachable."))
    let map = MapLayout(topology, journey: journey, language: .english)
    #expect(map.paths.map(\.direction) == [.request])
  }

  @Test func `machines aside show less where a map would be wider than its page`() throws {
    let text = """
      host pc
      host one docker userland-proxy=false
      host two docker
      switch lan
      link pc:eth0 10.0.0.9/24 -- lan
      link one:eth0 10.0.0.1/24 -- lan
      link two:eth0 10.0.0.2/24 -- lan
      host three
      link two:eth1 10.0.1.2/24 -- three:eth0 10.0.1.3/24
      image web serves 80/tcp "hello"
      one# docker run -d --name inner -p 80:80 web
      two# docker run -d --name aside -p 80:80 web
      trace inner# curl -s http://10.0.0.1/
      """
    let (journey, topology) = try story(text)
    let map = MapLayout(topology, journey: journey, language: .english)
    #expect(map.size.width <= MapLayout.pageWidth)
    #expect(map.items.contains { $0.key == .machine("inner") })
    let plain = MapLayout(topology, language: .english)
    #expect(plain.items.contains { $0.key == .machine("aside") })
    let aside = try #require(map.items.first { $0.key == .machine("two") })
    #expect(!map.items.contains { $0.key == .machine("aside") })
    #expect(aside.labels.contains { $0.text == "+ aside" })
  }

  @Test func `a cable to a small box does not cross the large one beside it`() throws {
    let (_, topology) = try story(
      """
      host small
      host vm docker
      host visitor
      switch net
      link visitor:eth0 10.0.0.9/24 -- net
      link small:eth0 10.0.0.8/24 -- net
      link vm:eth0 10.0.0.1/24 -- net
      image web serves 80/tcp "hello"
      vm# docker run -d --name web web
      trace visitor# ping -c 1 10.0.0.1
      """)
    let map = MapLayout(topology, language: .english)
    let vm = try #require(map.items.first { $0.key == .machine("vm") })
    let wire = try #require(map.wires.first { [$0.left, $0.right].contains(station("small", "eth0")) })
    let ends = wire.points.map(\.x)
    #expect(ends.allSatisfy { $0 <= vm.box.x + MapSpacing.wide.padding })
  }

  private static let oneWay = """
    host a
    host gw forward
    host b
    link a:eth0 10.0.1.2/24 -- gw:eth0 10.0.1.1/24
    link gw:eth1 10.0.2.1/24 -- b:eth0 10.0.2.2/24
    a# ip route add default via 10.0.1.1
    serve b 80/tcp "hello"
    trace a# curl -s -m 1 http://10.0.2.2/
    expect exit 28

    """

  @Test func `an answer without a route is a way back that is missing`() throws {
    let (journey, _) = try story(Self.oneWay)
    let english = "it arrives at b, but there is no way back: b has no route to 10.0.1.2"
    #expect(Language.english.caption(journey).contains(english))
    #expect(Language.chinese.caption(journey).contains("到达 b，但没有回程：b 没有到 10.0.1.2 的路由"))
  }

  @Test func `a reply that waits for a hardware address says whose, and once`() throws {
    let (journey, _) = try story(
      """
      host a
      host b
      link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
      serve b 80/tcp "hello"
      a# iptables -t nat -A POSTROUTING -j SNAT --to-source 10.0.0.77
      trace a# curl -s -m 3 http://10.0.0.2/
      expect exit 28
      """)
    let caption = Language.english.caption(journey)
    #expect(
      caption.hasSuffix(
        "The reply (TCP SYN-ACK) never leaves b: nobody answers \"who has 10.0.0.77?\"."))
    #expect(caption.split(separator: "never leaves").count == 2)
  }

  @Test func `what never leaves a host stands in the host's column`() throws {
    let (journey, _) = try story(
      """
      host a
      host b
      link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
      b# iptables -A OUTPUT -p icmp -j DROP
      trace a# ping -c 1 -W 1 10.0.0.2
      """)
    let html = Ladder(journey, language: .english, prefix: "x").html.source
    #expect(html.contains("<li class=\"hop self from-3 to-5\"><span class=\"hop-way\">b</span>"))
    #expect(
      Language.english.caption(journey).contains(
        "The reply (ICMP echo reply 1) never leaves b: by filter OUTPUT rule 1."))
  }

  @Test func `a packet's end stands under the column where it came to it`() throws {
    let (journey, _) = try story(Self.oneArmed)
    let html = Ladder(journey, language: .english, prefix: "x").html.source
    #expect(html.contains("<p class=\"packet-end right from-1 to-7\">✓ reaches the kernel (ICMP) on web</p>"))
    #expect(html.contains("<p class=\"packet-end left from-1 to-7\">✓ reaches the kernel (ICMP) on pc</p>"))
  }

  @Test func `errors of ICMP are called so, and a short life is shown`() throws {
    let (journey, _) = try story(
      Self.oneArmed.replacing("ping -c 1 10.9.0.2", with: "traceroute -n -q 1 10.9.0.2"))
    #expect(journey.request?.label.short.hasSuffix(" bytes to port 33434") == true)
    #expect(journey.reply?.role == .error)
    #expect(Language.english.caption(journey).contains("An error message (ICMP time exceeded) goes gw → pc"))
    let html = Ladder(journey, language: .english, prefix: "x").html.source
    #expect(html.contains("UDP · request · TTL 1 · "))
    #expect(html.contains("ICMP · error message · "))
  }

  @Test func `namespaces on one machine stand side by side when a wire joins them`() throws {
    let map = try map(
      """
      host box
      box# ip netns add red; ip netns add blue
      box# ip link add r0 netns red type veth peer name b0 netns blue
      box# ip -n red addr add 10.0.0.1/24 dev r0; ip -n red link set r0 up
      box# ip -n blue addr add 10.0.0.2/24 dev b0; ip -n blue link set b0 up
      trace box# ip netns exec red ping -c 1 10.0.0.2
      """)
    let red = try #require(map.items.first { $0.key == .machine("box/red") })
    let blue = try #require(map.items.first { $0.key == .machine("box/blue") })
    #expect(red.box.right < blue.box.x)
    #expect(red.box.y == blue.box.y)
  }
}
