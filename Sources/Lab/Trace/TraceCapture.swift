import Packets
package import Simulation

/// A trace as a capture file: every frame where an interface sent or received it, for Wireshark and tshark.
package enum TraceCapture {
  /// Moments of virtual time count from 2024-01-01 00:00 UTC, in nanoseconds since 1970.
  private static let beginning: Int64 = 1_704_067_200_000_000_000

  /// A pcapng file with an interface `NODE:INTERFACE` for each that a packet crossed. A packet's comment says its
  /// number in the run and what connection tracking thought of it.
  package static func pcapng(of steps: [TraceStep], comment: String = "") -> [UInt8] {
    var names: [String] = []
    var packets: [PcapNG.Packet] = []
    for step in steps {
      guard let (interface, direction) = crossing(step.event) else { continue }
      let name = "\(step.node):\(interface)"
      let index = names.firstIndex(of: name) ?? names.count
      if index == names.count { names.append(name) }
      packets.append(
        PcapNG.Packet(
          interface: index,
          packet: CapturedPacket(time: beginning + step.time.count, bytes: step.after.encoded()[...]),
          direction: direction, comment: words(step)))
    }
    return PcapNG.encode(
      interfaces: names.map { PcapNG.Interface(name: $0) }, packets: packets, comment: comment)
  }

  private static func crossing(_ event: TraceEvent) -> (interface: String, direction: PcapNG.Direction)? {
    switch event {
    case .received(let interface): (interface, .incoming)
    case .transmitted(let interface): (interface, .outgoing)
    default: nil
    }
  }

  private static func words(_ step: TraceStep) -> String {
    let cause = step.cause.map { ", because of packet \($0.number)" } ?? ""
    let state = step.state.map { ", \($0.name)" } ?? ""
    return "packet \(step.packet.number) at \(step.node)\(state)\(cause)"
  }
}
