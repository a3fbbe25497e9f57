import Packets

/// Talk between bridges, as tcpdump says it (print-llc.c, print-stp.c).
extension PacketPrinter {
  /// What a header of IEEE 802.2 is in front of.
  func printLogicalLink(_ bytes: Bytes) {
    guard let unit = BridgeProtocolUnit(decoding: bytes) else {
      give(up: "IEEE 802.2 frames that are none of a spanning tree")
      return
    }
    if options.showsLinkHeader {
      text += "LLC, dsap STP (0x42) Individual, ssap STP (0x42) Command, ctrl 0x03: "
    }
    text += "STP 802.1d, "
    switch unit {
    case .topologyChange: text += "Topology Change"
    case .configuration(let configuration):
      text += "Config"
      print(configuration, length: bytes.count - 3)
    }
  }

  private func print(_ unit: BridgeProtocolUnit.Configuration, length: Int) {
    var flags: [String] = []
    if unit.isTopologyChange { flags.append("Topology change") }
    if unit.acknowledgesChange { flags.append("Topology change ACK") }
    text += ", Flags [\(flags.isEmpty ? "none" : flags.joined(separator: ", "))]"
    text += ", bridge-id \(named(unit.bridge)).\(fourDigits(unit.port)), length \(length)"
    guard isVerbose else { return }
    text += "\n\tmessage-age \(seconds(unit.messageAge)), max-age \(seconds(unit.maximumAge))"
    text += ", hello-time \(seconds(unit.helloTime)), forwarding-delay \(seconds(unit.forwardDelay))"
    text += "\n\troot-id \(named(unit.root)), root-pathcost \(unit.rootPathCost)"
  }

  private func named(_ bridge: BridgeIdentifier) -> String {
    "\(fourDigits(bridge.priority)).\(bridge.address)"
  }

  private func fourDigits(_ number: Int) -> String { String(number, radix: 16).zeroPadded(to: 4) }

  /// From 1/256 seconds, rounded to hundredths.
  private func seconds(_ ticks: Int) -> String {
    let hundredths = (ticks * 100 + 128) / 256
    return "\(hundredths / 100).\(String(hundredths % 100).zeroPadded(to: 2))s"
  }
}
