import Linux
import Packets
import Simulation

/// Two hosts on one cable, 10.0.0.1 and 10.0.0.2, and what was seen on it at the first.
final class TwoHosts {
  let network = Network()
  let a: NetworkNamespace
  let b: NetworkNamespace
  private(set) var frames: [IPv4Packet] = []

  init(loss percent: Int = 0, delay: Nanoseconds = .zero) throws {
    a = network.makeNamespace(name: "a")
    b = network.makeNamespace(name: "b")
    var properties = Cable.Properties()
    properties.loss = percent * 10_000
    properties.delay = delay
    let ends = [a, b].enumerated().map { number, host in
      host.bringUp(host.loopback)
      return host.addDevice(
        name: "eth0", kind: .ethernet, hardware: MACAddress(bits: 0x5254_0000_0001 + UInt64(number) << 8))
    }
    _ = network.connect(ends[0], ends[1], properties: properties)
    for (number, end) in ends.enumerated() {
      end.namespace.bringUp(end)
      let address = IPv4Prefix(IPv4Address(10, 0, 0, UInt8(number + 1)), length: 24)
      try end.namespace.add(InterfaceAddress(address, label: "eth0"), to: end)
    }
    ends[0].attach(
      PacketCapture { [unowned self] buffer, _, _ in if buffer.kind == .ipv4 { frames.append(buffer.ip) } })
  }

  static let addressOfA = IPv4Address(10, 0, 0, 1)
  static let addressOfB = IPv4Address(10, 0, 0, 2)
  static let absent = IPv4Address(10, 0, 0, 99)

  func run(_ span: Nanoseconds = .seconds(1)) { network.clock.run(until: network.clock.now + span) }

  /// Sets both neighbour entries by hand, so that losses cannot hit ARP.
  func knowEachOther() {
    let (left, right) = (a.device(named: "eth0")!, b.device(named: "eth0")!)
    a.neighbours.set(Self.addressOfB, on: left, hardware: right.hardware, state: .permanent)
    b.neighbours.set(Self.addressOfA, on: right, hardware: left.hardware, state: .permanent)
  }

  func forgetFrames() { frames = [] }
}

let tester = SocketOwner(name: "tester", processIdentifier: 1)

func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
