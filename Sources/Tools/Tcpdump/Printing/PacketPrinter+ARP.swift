import Packets

/// ARP (print-arp.c).
extension PacketPrinter {
  func printARP(_ bytes: Bytes, length: Int) throws(CutOff) {
    var reader = ByteReader(bytes)
    guard let hardware = reader.uint16(), let proto = reader.uint16(), let hardwareLength = reader.uint8(),
      let protoLength = reader.uint8(), let operation = reader.uint16()
    else { throw CutOff(proto: "arp") }
    guard hardware == 1, proto == EthernetPayload.ipv4Type, hardwareLength == 6, protoLength == 4 else {
      return give(up: "ARP for other networks than IPv4 over Ethernet")
    }
    guard let senderHardware = reader.macAddress(), let sender = reader.ipv4Address(),
      let targetHardware = reader.macAddress(), let target = reader.ipv4Address()
    else { throw CutOff(proto: "arp") }
    if isVerbose { text += "Ethernet (len 6), IPv4 (len 4), " }
    switch operation {
    case 1:
      text += "Request who-has \(name(of: target))"
      if targetHardware != .zero { text += " (\(name(of: targetHardware)))" }
      text += " tell \(name(of: sender))"
    case 2: text += "Reply \(name(of: sender)) is-at \(name(of: senderHardware))"
    default: give(up: "ARP operation \(operation)")
    }
    text += ", length \(length)"
  }
}
