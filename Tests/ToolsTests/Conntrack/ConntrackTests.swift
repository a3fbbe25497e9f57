import Packets
import Simulation
import Testing

@testable import Linux
@testable import Tools

/// What conntrack 1.4.7 prints, on a host that has seen a few flows.
@Suite struct ConntrackTests {
  let fixture = ShellFixture()
  private let client = IPv4Address(10, 0, 0, 1)
  private let server = IPv4Address(10, 0, 0, 2)

  private var tracker: ConnectionTracker { fixture.machine.node.namespace.netfilter.tracker }

  private func see(_ source: IPv4Address, _ destination: IPv4Address, _ payload: IPv4Payload) {
    let packet = IPv4Packet(source: source, destination: destination, timeToLive: 64, payload: payload)
    let buffer = SocketBuffer(packet, identity: fixture.system.network.nextPacketIdentity())
    _ = tracker.track(buffer, at: .preRouting)
    _ = tracker.confirm(buffer, at: .input)
  }

  private func ask() {
    see(client, server, .udp(UDPDatagram(sourcePort: 5000, destinationPort: 53, payload: [])))
  }

  private func answer() {
    see(server, client, .udp(UDPDatagram(sourcePort: 53, destinationPort: 5000, payload: [])))
  }

  private func ping() {
    see(client, server, .icmp(.echoRequest(ICMPEcho(identifier: 7, sequence: 1, payload: []))))
  }

  private func connect() {
    let syn = TCPSegment(sourcePort: 6000, destinationPort: 80, sequence: 1, flags: .syn, window: 1000)
    see(client, server, .tcp(syn))
  }

  private let footer = "conntrack v1.4.7 (conntrack-tools): "

  @Test func anUnansweredFlowIsUnreplied() {
    ask()
    #expect(
      fixture.run("conntrack -L 2>/dev/null") == """
        udp      17 30 src=10.0.0.1 dst=10.0.0.2 sport=5000 dport=53 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 \
        sport=53 dport=5000 mark=0 use=1

        """)
  }

  @Test func anAnsweredFlowIsNot() {
    ask()
    answer()
    #expect(
      fixture.run("conntrack -L") == """
        udp      17 30 src=10.0.0.1 dst=10.0.0.2 sport=5000 dport=53 src=10.0.0.2 dst=10.0.0.1 sport=53 \
        dport=5000 mark=0 use=1
        \(footer)1 flow entries have been shown.

        """)
  }

  @Test func tcpShowsItsStateAndICMPItsIdentifier() {
    connect()
    ping()
    #expect(
      fixture.run("conntrack -L 2>/dev/null") == """
        tcp      6 120 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=6000 dport=80 [UNREPLIED] src=10.0.0.2 \
        dst=10.0.0.1 sport=80 dport=6000 mark=0 use=1
        icmp     1 30 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 \
        type=0 code=0 id=7 mark=0 use=1

        """)
  }

  @Test func extendedOutputAndTheFileOfProcNameTheFamily() {
    fixture.machine.node.namespace.settings.conntrack.isAccounting = true
    ping()
    let flow = """
      ipv4     2 icmp     1 30 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 packets=1 bytes=28 [UNREPLIED] \
      src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7 packets=0 bytes=0
      """
    #expect(fixture.run("conntrack -L -o extended,id 2>/dev/null") == flow + " mark=0 use=1 id=1\n")
    #expect(
      ConntrackFiles.table(of: fixture.machine.node.namespace) == flow + " mark=0 zone=0 use=2\n")
  }

  @Test func theRowsBehindTheTextAreListed() throws {
    ask()
    fixture.run("conntrack -L")
    let listing = try #require(fixture.system.listings.first)
    #expect(listing.kind == "connections")
    #expect(listing.rows.first?.cells.contains("10.0.0.1:5000 > 10.0.0.2:53") == true)
  }

  @Test(arguments: [
    ("-p tcp", 1), ("-p 17", 1), ("-p icmp --icmp-id 7", 1), ("-p icmp --icmp-id 8", 0),
    ("-s 10.0.0.0/24", 3),
    ("-s 10.0.0.2", 0), ("-r 10.0.0.2", 3), ("-q 10.0.0.1", 3), ("-p tcp --dport 80", 1),
    ("-p udp --orig-port-dst 54", 0), ("-p tcp --reply-port-src 80", 1), ("-p tcp --state SYN_SENT", 1),
    ("-p tcp --state CLOSE", 0), ("-u UNREPLIED", 3), ("-u ASSURED", 0), ("-m 0", 3), ("-m 1", 0), ("-n", 0),
    ("--any-nat", 0), ("-f ipv6", 0),
  ])
  func aFilterShowsWhatItAsksFor(_ filter: String, _ count: Int) {
    ask()
    ping()
    connect()
    #expect(
      fixture.run("conntrack -L \(filter) 2>&1 >/dev/null")
        == "\(footer)\(count) flow entries have been shown.\n")
  }

  @Test func deletingNothingFails() {
    ask()
    #expect(fixture.run("conntrack -D -p tcp") == "\(footer)0 flow entries have been deleted.\n")
    #expect(fixture.status == 1)
    #expect(fixture.run("conntrack -D -p udp >/dev/null") == "\(footer)1 flow entries have been deleted.\n")
    #expect(fixture.status == 0)
    #expect(fixture.run("conntrack -C") == "0\n")
  }

  @Test func flushingEmptiesTheTable() {
    ask()
    #expect(fixture.run("conntrack -F") == "\(footer)connection tracking table has been emptied.\n")
    #expect(tracker.count == 0)
  }

  @Test func anEntryMadeByHandIsTranslatedAsSaid() {
    let make = "conntrack -I -p udp -s 1.1.1.1 -d 2.2.2.2 --sport 11 --dport 20 -t 50 -g 5.5.5.5:99 -m 7"
    #expect(fixture.run(make) == "\(footer)1 flow entries have been created.\n")
    #expect(
      fixture.run("conntrack -L -g 5.5.5.5 2>/dev/null") == """
        udp      17 50 src=1.1.1.1 dst=2.2.2.2 sport=11 dport=20 [UNREPLIED] src=5.5.5.5 dst=1.1.1.1 \
        sport=99 dport=11 mark=7 use=1

        """)
    #expect(
      fixture.run(make) == "\(footer)Operation failed: Such conntrack exists, try -U to update\n")
    #expect(fixture.status == 1)
  }

  @Test func updatingChangesMarkAndTimeout() {
    ask()
    #expect(
      fixture.run("conntrack -U -s 10.0.0.1 -m 6 -t 20") == """
        udp      17 20 src=10.0.0.1 dst=10.0.0.2 sport=5000 dport=53 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 \
        sport=53 dport=5000 mark=6 use=2
        \(footer)1 flow entries have been updated.

        """)
  }

  @Test func eventsAreShownUntilInterrupted() {
    fixture.run("conntrack -E > events 2> end &")
    ping()
    fixture.run("conntrack -F 2>/dev/null; kill -INT %1; sleep 1")
    let events = fixture.run("cat events end").split(separator: "\n").map(String.init)
    #expect(
      events.first
        == "    [NEW] icmp     1 30 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 [UNREPLIED] src=10.0.0.2 "
        + "dst=10.0.0.1 type=0 code=0 id=7")
    #expect(events.count == 3)
    #expect(events[1].hasPrefix("[DESTROY] icmp     1 30 "))
    #expect(events.last == "\(footer)2 flow events have been shown.")
  }

  @Test(arguments: [
    ("-L nosuch", "unknown type `nosuch'"), ("-L -s foo", "Invalid IP address `foo'"),
    ("-L -s 10.0.0.0/33", "Invalid netmask"), ("-L --dport 80", "unknown option `--dport'"),
    ("-L -p foo", "`foo' unsupported protocol"), ("-L -p tcp --state FOO", "unknown TCP state `FOO'"),
    ("-L -u FOO", "Bad parameter `FOO'"), ("-L -o foo", "Bad parameter `foo'"), ("-x", "unknown option `-x'"),
    ("-L -E", "Invalid commands combination"), ("-L -s", "option `-s' requires an argument"),
    ("-C -p udp", "Illegal option `--protonum' with this command"),
    ("-p tcp", "Illegal option `--protonum' with this command"),
    ("-G", "You need to supply the `--protonum' option for this command"),
    ("-G -p tcp", "you have to specify `--src' and `--dst'"),
    ("-I -p udp -s 1.1.1.1 -d 2.2.2.2 -t 9", "you have to specify `--sport' and `--dport'"),
    ("-L -p udp -q 5.5.5.0/24", "CIDR notation unavailable for `--reply-dst'"),
  ])
  func aWrongCommandLineIsExplained(_ arguments: String, _ problem: String) {
    #expect(
      fixture.run("conntrack \(arguments)")
        == "\(footer)\(problem)\nTry `conntrack -h' or 'conntrack --help' for more information.\n")
    #expect(fixture.status == 2)
  }

  @Test func whatIsNotSimulatedSaysSo() {
    fixture.run("conntrack -L -o userspace")
    #expect(fixture.unsimulated == "conntrack -o userspace")
  }
}
