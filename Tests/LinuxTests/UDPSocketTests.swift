import Linux
import Packets
import Simulation
import Testing

@Suite struct UDPSocketTests {
  let hosts: TwoHosts

  init() throws { hosts = try TwoHosts() }

  private func socket(_ host: NetworkNamespace) -> UDPSocket { UDPSocket(namespace: host, owner: tester) }

  @Test func `a datagram reaches the bound port with its sender's address`() throws {
    let server = socket(hosts.b)
    try server.bind(port: 53)
    var received: [UDPSocket.Datagram] = []
    server.onReceive = { received.append($0) }
    let client = socket(hosts.a)
    #expect(client.send(bytes("question"), to: TwoHosts.addressOfB, port: 53) == nil)
    hosts.run()
    try #require(received.count == 1)
    #expect(text(received[0].payload) == "question")
    #expect(received[0].source == TwoHosts.addressOfA)
    #expect(received[0].sourcePort == client.localPort)
    #expect(hosts.a.settings.localPorts.contains(client.localPort))
  }

  @Test func `a closed port refuses a connected socket`() throws {
    let client = socket(hosts.a)
    try client.connect(to: TwoHosts.addressOfB, port: 9)
    var errors: [KernelError] = []
    var reports: [ICMPError] = []
    client.onError = { errors.append($0) }
    client.onICMPError = { error, _, _ in reports.append(error) }
    client.send(bytes("anybody?"))
    hosts.run()
    #expect(errors == [.connectionRefused])
    #expect(reports == [.portUnreachable])
  }

  @Test func `an unconnected socket hears of errors only when it asks for them`() {
    let client = socket(hosts.a)
    client.onError = { _ in Issue.record("no error was expected") }
    var reporters: [IPv4Address] = []
    client.onICMPError = { _, _, from in reporters.append(from) }
    client.send(bytes("x"), to: TwoHosts.addressOfB, port: 9)
    hosts.run()
    #expect(reporters == [TwoHosts.addressOfB])
  }

  @Test func `a port is bound once`() throws {
    let first = socket(hosts.a)
    let second = socket(hosts.a)
    try first.bind(port: 53)
    #expect(throws: KernelError.addressInUse) { try second.bind(TwoHosts.addressOfA, port: 53) }
    first.close()
    try second.bind(TwoHosts.addressOfA, port: 53)
    #expect(hosts.a.sockets.all.map { $0.localPort } == [53])
  }

  @Test func `a foreign address cannot be bound`() {
    let client = socket(hosts.a)
    #expect(throws: KernelError.addressNotAvailable) { try client.bind(TwoHosts.addressOfB) }
  }

  @Test func `without a route the network is unreachable`() {
    let client = socket(hosts.a)
    #expect(client.send(bytes("x"), to: IPv4Address(192, 0, 2, 1), port: 1) == .networkUnreachable)
  }

  @Test func `a large datagram is cut unless fragments are forbidden`() throws {
    let server = socket(hosts.b)
    try server.bind(port: 53)
    var sizes: [Int] = []
    server.onReceive = { sizes.append($0.payload.count) }
    let client = socket(hosts.a)
    client.send(Bytes(repeating: 7, count: 4000), to: TwoHosts.addressOfB, port: 53)
    hosts.run()
    #expect(sizes == [4000])
    #expect(hosts.frames.filter { $0.isFragment }.count == 3)
    client.pathMTUDiscovery = .do
    let error = client.send(Bytes(repeating: 7, count: 4000), to: TwoHosts.addressOfB, port: 53)
    #expect(error == .messageTooLong)
    #expect(client.pathMTU(to: TwoHosts.addressOfB) == 1500)
  }
}
