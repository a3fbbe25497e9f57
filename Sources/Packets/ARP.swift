/// An address resolution packet for IPv4 over Ethernet (RFC 826).
package struct ARPPacket: Hashable, Sendable {
  package enum Operation: UInt16, Sendable {
    case request = 1
    case reply = 2
  }

  package var operation: Operation
  package var senderHardware: MACAddress
  package var sender: IPv4Address
  package var targetHardware: MACAddress
  package var target: IPv4Address

  /// Octets on the wire.
  package static let length = 28

  package init(
    _ operation: Operation, senderHardware: MACAddress, sender: IPv4Address,
    targetHardware: MACAddress, target: IPv4Address
  ) {
    self.operation = operation
    self.senderHardware = senderHardware
    self.sender = sender
    self.targetHardware = targetHardware
    self.target = target
  }

  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.uint16(1)
    writer.uint16(EthernetPayload.ipv4Type)
    writer.uint8(6)
    writer.uint8(4)
    writer.uint16(operation.rawValue)
    writer.address(senderHardware)
    writer.address(sender)
    writer.address(targetHardware)
    writer.address(target)
    return writer.bytes
  }

  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard reader.uint16() == 1, reader.uint16() == EthernetPayload.ipv4Type, reader.uint8() == 6,
      reader.uint8() == 4, let operation = reader.uint16().flatMap(Operation.init(rawValue:)),
      let senderHardware = reader.macAddress(), let sender = reader.ipv4Address(),
      let targetHardware = reader.macAddress(), let target = reader.ipv4Address()
    else { return nil }
    self.init(
      operation, senderHardware: senderHardware, sender: sender, targetHardware: targetHardware,
      target: target)
  }
}
