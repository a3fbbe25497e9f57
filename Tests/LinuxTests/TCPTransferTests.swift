import Linux
import Packets
import Simulation
import Testing

@Suite struct TCPTransferTests {
  @Test func `a question and its answer look as on Linux`() throws {
    let hosts = try TwoHosts()
    let talk = try Conversation(hosts)
    talk.onAccepted = { server in
      server.onReceive = { _ in
        server.send(bytes("answer"))
        server.close()
      }
    }
    talk.client.onConnected = { talk.client.send(bytes("question")) }
    talk.client.onEnd = { talk.client.close() }
    try talk.connect()
    hosts.run()
    #expect(text(talk.heardByClient) == "answer")
    #expect(
      hosts.frames.map { $0.sketch } == [
        "> S 0", "< S. 0", "> . 0", "> P. 8", "< . 0", "< P. 6", "> . 0", "< F. 0", "> F. 0", "< . 0",
      ])
  }

  @Test func `only the end of a write is pushed`() throws {
    let hosts = try TwoHosts()
    let talk = try Conversation(hosts)
    try talk.connect()
    hosts.forgetFrames()
    talk.client.send(Bytes(pattern(3000)))
    hosts.run()
    let data = hosts.frames.filter { !$0.tcp!.payload.isEmpty }
    #expect(data.map { $0.sketch } == ["> . 1448", "> . 1448", "> P. 104"])
    #expect(talk.heardByServer == pattern(3000))
  }

  @Test(arguments: [0, 1, 10]) func `content arrives whole over a cable that loses frames`(
    percent: Int
  ) throws {
    let hosts = try TwoHosts(loss: percent, delay: .milliseconds(1))
    let talk = try Conversation(hosts)
    hosts.knowEachOther()
    talk.onServerEnd = { $0.close() }
    try talk.client.connect(to: TwoHosts.addressOfB, port: 80)
    let content = pattern(300_000)
    talk.client.send(Bytes(content))
    talk.client.shutdown()
    hosts.run(.seconds(600))
    let isWhole = talk.heardByServer == content
    #expect(isWhole)
    #expect(talk.clientErrors == [])
    #expect(talk.client.state != .established)
  }

  @Test func `three duplicate acknowledgements bring a lost segment again, long before the timeout`() throws {
    let hosts = try TwoHosts(delay: .milliseconds(10))
    let talk = try Conversation(hosts)
    try talk.connect()
    hosts.forgetFrames()
    // Only the first of ten is not heard.
    let deaf = hosts.b.device(named: "eth0")!
    talk.client.send(Bytes(pattern(1448)))
    hosts.run(.milliseconds(5))
    talk.client.send(Bytes(pattern(14480).dropFirst(1448)))
    deaf.isAdministrativelyUp = false
    hosts.run(.milliseconds(6))
    deaf.isAdministrativelyUp = true
    hosts.run(.milliseconds(60))
    let isWhole = talk.heardByServer == pattern(14480)
    #expect(isWhole)
    let sequences = hosts.frames.compactMap { $0.tcp }.filter { !$0.payload.isEmpty }.map { $0.sequence }
    #expect(sequences.count == 11)
    #expect(sequences.last == sequences.first)
  }

  @Test func `a reader that does not read closes the window, and is asked whether it still is`() throws {
    let hosts = try TwoHosts()
    let talk = try Conversation(hosts)
    talk.onAccepted = { $0.onReceive = nil }
    try talk.connect()
    let content = pattern(5_000_000)
    talk.client.send(Bytes(content))
    hosts.run(.seconds(10))
    let server = try #require(talk.server)
    #expect(hosts.frames.last { $0.source == TwoHosts.addressOfB }?.tcp?.window == 0)
    #expect(talk.client.pendingBytes > 0)
    var heard: [UInt8] = []
    server.onReceive = { heard += $0 }
    hosts.run(.seconds(30))
    let isWhole = heard == content
    #expect(isWhole)
  }

  @Test func `a smaller path makes the segments smaller`() throws {
    let hosts = try TwoHosts()
    let talk = try Conversation(hosts)
    try talk.connect()
    hosts.a.routing.exceptions.learn(1000, to: TwoHosts.addressOfB, now: hosts.network.clock.now)
    talk.client.send(Bytes(pattern(2000)))
    hosts.run()
    #expect(talk.heardByServer == pattern(2000))
    #expect(hosts.frames.allSatisfy { $0.totalLength <= 1000 })
  }

  @Test func `a small write waits while another small one is under way, unless Nagle's rule is off`() throws {
    for isOff in [false, true] {
      let hosts = try TwoHosts(delay: .milliseconds(5))
      let talk = try Conversation(hosts)
      talk.client.isNagleOff = isOff
      try talk.connect()
      hosts.forgetFrames()
      for letter in ["a", "b", "c"] { talk.client.send(bytes(letter)) }
      hosts.run()
      let sizes = hosts.frames.map { $0.tcp!.payload.count }.filter { $0 > 0 }
      #expect(sizes == (isOff ? [1, 1, 1] : [1, 2]))
      #expect(text(talk.heardByServer) == "abc")
    }
  }
}
