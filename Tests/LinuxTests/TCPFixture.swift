import Linux
import Packets
import Simulation

/// A client on `a` and a listener on `b`, and what each has heard.
final class Conversation {
  let hosts: TwoHosts
  let listener: TCPListener
  let client: TCPSocket
  private(set) var server: TCPSocket?
  private(set) var heardByServer: [UInt8] = []
  private(set) var heardByClient: [UInt8] = []
  private(set) var clientErrors: [KernelError] = []
  private(set) var serverErrors: [KernelError] = []
  private(set) var isConnected = false
  var onAccepted: ((TCPSocket) -> Void)?
  var onServerEnd: ((TCPSocket) -> Void)?

  init(_ hosts: TwoHosts, port: UInt16 = 80) throws {
    self.hosts = hosts
    listener = TCPListener(namespace: hosts.b, owner: tester)
    try listener.bind(port: port)
    try listener.listen(backlog: 128)
    client = TCPSocket(namespace: hosts.a, owner: tester)
    listener.onAcceptable = { [unowned self] in accept() }
    client.onConnected = { [unowned self] in isConnected = true }
    client.onReceive = { [unowned self] in heardByClient += $0 }
    client.onError = { [unowned self] in clientErrors.append($0) }
  }

  private func accept() {
    guard let accepted = listener.accept() else { return }
    server = accepted
    accepted.onReceive = { [unowned self] in heardByServer += $0 }
    accepted.onError = { [unowned self] in serverErrors.append($0) }
    accepted.onEnd = { [unowned self, unowned accepted] in onServerEnd?(accepted) }
    onAccepted?(accepted)
  }

  func connect(port: UInt16 = 80) throws {
    try client.connect(to: TwoHosts.addressOfB, port: port)
    hosts.run(.milliseconds(500))
  }
}

extension IPv4Packet {
  /// Who speaks, the flags as tcpdump prints them, and the length: `> S 0`.
  var sketch: String {
    guard let segment = tcp else { return "\(proto)" }
    var flags = ""
    if segment.flags.contains(.fin) { flags += "F" }
    if segment.flags.contains(.syn) { flags += "S" }
    if segment.flags.contains(.rst) { flags += "R" }
    if segment.flags.contains(.psh) { flags += "P" }
    if segment.flags.contains(.ack) { flags += "." }
    return "\(source == TwoHosts.addressOfA ? ">" : "<") \(flags) \(segment.payload.count)"
  }
}

/// A content whose every place is different.
func pattern(_ count: Int) -> [UInt8] {
  var random = SeededGenerator(seed: 7)
  return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
}
