import Linux
import Packets
import Simulation
import Testing

@Suite struct PingSocketTests {
  let hosts: TwoHosts

  init() throws { hosts = try TwoHosts() }

  @Test func `an echo request is answered with its payload`() throws {
    let ping = PingSocket(namespace: hosts.a, owner: tester)
    var replies: [PingSocket.Reply] = []
    ping.onReply = { replies.append($0) }
    #expect(ping.send(sequence: 1, payload: bytes("data"), to: TwoHosts.addressOfB) == nil)
    hosts.run()
    try #require(replies.count == 1)
    #expect(replies[0].sequence == 1)
    #expect(replies[0].timeToLive == 64)
    #expect(text(replies[0].payload) == "data")
  }

  @Test func `two sockets get their own replies only`() {
    let sockets = [1, 2].map { _ in PingSocket(namespace: hosts.a, owner: tester) }
    var counts = [0, 0]
    for (number, socket) in sockets.enumerated() { socket.onReply = { _ in counts[number] += 1 } }
    sockets[1].send(sequence: 1, payload: [], to: TwoHosts.addressOfB)
    hosts.run()
    #expect(counts == [0, 1])
  }

  @Test func `an absent host is reported by the host itself`() {
    let ping = PingSocket(namespace: hosts.a, owner: tester)
    var reports: [(ICMPError, UInt16, IPv4Address)] = []
    ping.onICMPError = { reports.append(($0, $1, $2)) }
    ping.send(sequence: 3, payload: [], to: TwoHosts.absent)
    hosts.run(.seconds(4))
    #expect(reports.count == 1)
    #expect(reports.first?.0 == .hostUnreachable)
    #expect(reports.first?.1 == 3)
    #expect(reports.first?.2 == TwoHosts.addressOfA)
  }

  @Test func `a broadcast needs permission`() {
    let ping = PingSocket(namespace: hosts.a, owner: tester)
    #expect(ping.send(sequence: 1, payload: [], to: IPv4Address(10, 0, 0, 255)) == .accessDenied)
    ping.allowsBroadcast = true
    #expect(ping.send(sequence: 1, payload: [], to: IPv4Address(10, 0, 0, 255)) == nil)
  }

  @Test func `a raw socket sees the packets of its protocol`() {
    let raw = RawSocket(namespace: hosts.b, owner: tester, proto: .icmp)
    var types: [UInt8] = []
    raw.onReceive = { packet, _ in types.append(packet.icmp?.type ?? 255) }
    let ping = PingSocket(namespace: hosts.a, owner: tester)
    ping.send(sequence: 1, payload: [], to: TwoHosts.addressOfB)
    hosts.run()
    #expect(types == [8])
  }
}
