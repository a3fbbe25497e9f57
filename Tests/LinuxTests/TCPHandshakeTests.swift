import Linux
import Packets
import Simulation
import Testing

@Suite struct TCPHandshakeTests {
  let hosts: TwoHosts
  let talk: Conversation

  init() throws {
    hosts = try TwoHosts()
    talk = try Conversation(hosts)
  }

  @Test func `three segments open a connection`() throws {
    try talk.connect()
    #expect(hosts.frames.map { $0.sketch } == ["> S 0", "< S. 0", "> . 0"])
    #expect(talk.isConnected)
    #expect(talk.client.state == .established)
    #expect(talk.server?.state == .established)
  }

  @Test func `segments have Linux's options, lengths and windows`() throws {
    try talk.connect()
    #expect(hosts.frames.map { $0.totalLength } == [60, 60, 52])
    #expect(hosts.frames.allSatisfy { $0.dontFragment })
    let syn = try #require(hosts.frames[0].tcp)
    #expect(syn.options.maximumSegmentSize == 1460)
    #expect(syn.options.windowScale == 10)
    #expect(syn.options.sackPermitted)
    #expect(hosts.frames.map { $0.tcp!.window } == [64240, 65160, 63])
    #expect(hosts.frames[1].identification == 0)
    #expect(hosts.frames[2].tcp?.options.timestamps?.echo == hosts.frames[1].tcp?.options.timestamps?.value)
  }

  @Test func `a closed port answers with a reset`() throws {
    try talk.connect(port: 81)
    #expect(talk.clientErrors == [.connectionRefused])
    #expect(hosts.frames.map { $0.sketch } == ["> S 0", "< R. 0"])
    #expect(hosts.frames[1].totalLength == 40)
  }

  @Test func `an absent host is unreachable after three seconds`() throws {
    try talk.client.connect(to: TwoHosts.absent, port: 80)
    hosts.run(.milliseconds(2900))
    #expect(talk.clientErrors == [])
    hosts.run(.milliseconds(200))
    #expect(talk.clientErrors == [.hostUnreachable])
  }

  @Test func `without a route connecting fails at once`() {
    #expect(throws: KernelError.networkUnreachable) {
      try talk.client.connect(to: IPv4Address(192, 0, 2, 1), port: 80)
    }
  }

  @Test func `an unanswered SYN is repeated every second, then with doubled pauses, and given up`() throws {
    let silent = try TwoHosts(loss: 100)
    let client = TCPSocket(namespace: silent.a, owner: tester)
    silent.a.neighbours.set(
      TwoHosts.addressOfB, on: silent.a.device(named: "eth0")!, hardware: MACAddress(bits: 1),
      state: .permanent)
    var moments: [Int] = []
    silent.a.attach(PacketCapture { _, _, _ in moments.append(silent.network.clock.now.seconds) })
    var errors: [KernelError] = []
    client.onError = { errors.append($0) }
    try client.connect(to: TwoHosts.addressOfB, port: 80)
    silent.run(.seconds(130))
    // The kernel's timer wheel fires long timers late, by up to an eighth (kernel/time/timer.c).
    #expect(moments == [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 69])
    #expect(errors == [])
    silent.run(.seconds(8))
    #expect(errors == [.timedOut])
  }

  @Test func `a full backlog lets nobody in`() throws {
    let listener = TCPListener(namespace: hosts.b, owner: tester)
    try listener.bind(port: 90)
    try listener.listen(backlog: 0)
    let clients = (0..<2).map { _ in TCPSocket(namespace: hosts.a, owner: tester) }
    for client in clients {
      try client.connect(to: TwoHosts.addressOfB, port: 90)
      hosts.run()
    }
    #expect(clients.map { $0.state } == [.established, .synSent])
    #expect(listener.accept() != nil)
    hosts.run(.seconds(2))
    #expect(clients[1].state == .established)
  }

  @Test func `one listener per port, unless they listen on different addresses`() throws {
    let second = TCPListener(namespace: hosts.b, owner: tester)
    #expect(throws: KernelError.addressInUse) { try second.bind(port: 80) }
    second.reusesAddress = true
    #expect(throws: KernelError.addressInUse) { try second.bind(TwoHosts.addressOfB, port: 80) }
    try second.bind(TwoHosts.addressOfB, port: 81)
    let third = TCPListener(namespace: hosts.b, owner: tester)
    try third.bind(.loopback, port: 81)
  }

  @Test func `a host talks to itself over loopback`() throws {
    let client = TCPSocket(namespace: hosts.b, owner: tester)
    var heard: [UInt8] = []
    client.onReceive = { heard += $0 }
    talk.onAccepted = { $0.send(bytes("hello")) }
    try client.connect(to: .loopback, port: 80)
    hosts.run()
    #expect(text(heard) == "hello")
    #expect(client.localAddress == .loopback)
  }
}
