import Linux
import Packets
import Simulation
import Testing

@Suite struct TCPCloseTests {
  let hosts: TwoHosts
  let talk: Conversation

  init() throws {
    hosts = try TwoHosts()
    talk = try Conversation(hosts)
  }

  @Test func `who closes first waits a minute`() throws {
    talk.onServerEnd = { $0.close() }
    try talk.connect()
    hosts.forgetFrames()
    talk.client.close()
    hosts.run()
    #expect(hosts.frames.map { $0.sketch } == ["> F. 0", "< F. 0", "> . 0"])
    #expect(hosts.a.sockets.all.map { $0.state } == [.timeWait])
    #expect(hosts.b.sockets.all.map { $0.state } == [.listen])
    hosts.run(.seconds(60))
    #expect(hosts.a.sockets.all.isEmpty)
  }

  @Test func `a half-closed connection still carries the answer`() throws {
    talk.onServerEnd = { server in
      server.send(bytes("late answer"))
      server.close()
    }
    try talk.connect()
    talk.client.shutdown()
    #expect(talk.client.send(bytes("more")) == .brokenPipe)
    hosts.run()
    #expect(text(talk.heardByClient) == "late answer")
    #expect(talk.client.state == .timeWait)
  }

  @Test func `one side may stay half open`() throws {
    try talk.connect()
    talk.client.shutdown()
    hosts.run()
    #expect(talk.client.state == .finWait2)
    #expect(talk.server?.state == .closeWait)
  }

  @Test func `both may close at once`() throws {
    try talk.connect()
    talk.client.close()
    talk.server?.close()
    hosts.run()
    #expect(hosts.a.sockets.all.map { $0.state } == [.timeWait])
    #expect(hosts.b.sockets.all.map { $0.state } == [.listen, .timeWait])
  }

  @Test func `data for a program that is gone is answered with a reset`() throws {
    try talk.connect()
    talk.client.close()
    hosts.run()
    hosts.forgetFrames()
    talk.server?.send(bytes("anybody there?"))
    hosts.run()
    #expect(hosts.frames.map { $0.sketch } == ["< P. 14", "> R 0"])
    #expect(talk.serverErrors == [.brokenPipe])
    #expect(hosts.a.sockets.all.isEmpty)
  }

  @Test func `unread data turns a close into a reset`() throws {
    talk.onAccepted = { $0.onReceive = nil }
    try talk.connect()
    talk.client.send(bytes("read me"))
    hosts.run()
    talk.server?.close()
    hosts.run()
    #expect(talk.clientErrors == [.connectionReset])
  }

  @Test func `a listener that goes resets who was not accepted`() throws {
    talk.listener.onAcceptable = nil
    try talk.connect()
    #expect(talk.isConnected)
    talk.listener.close()
    hosts.run()
    #expect(talk.clientErrors == [.connectionReset])
  }

  @Test func `a peer that vanished is given up after fifteen tries`() throws {
    try talk.connect()
    hosts.network.remove(hosts.b)
    talk.client.send(bytes("still there?"))
    hosts.run(.seconds(600))
    #expect(talk.clientErrors == [])
    hosts.run(.seconds(900))
    #expect(talk.clientErrors.count == 1)
  }

  @Test func `a port in use is not given out`() throws {
    var ports: Set<UInt16> = []
    hosts.a.settings.localPorts = 40000...40009
    for _ in 0..<10 {
      let client = TCPSocket(namespace: hosts.a, owner: tester)
      try client.connect(to: TwoHosts.addressOfB, port: 80)
      ports.insert(client.localPort)
    }
    #expect(ports.count == 10)
    #expect(throws: KernelError.self) { try talk.connect() }
  }
}
