import Testing

@testable import Packets

/// The blocks of a pcapng file: their types, and whether both of their lengths agree.
private func blocks(of bytes: [UInt8]) -> [UInt32]? {
  func word(_ offset: Int) -> UInt32? {
    guard offset + 4 <= bytes.count else { return nil }
    return bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
  var types: [UInt32] = []
  var offset = 0
  while offset < bytes.count {
    guard let type = word(offset), let length = word(offset + 4), length % 4 == 0, length >= 12,
      word(offset + Int(length) - 4) == length
    else { return nil }
    types.append(type)
    offset += Int(length)
  }
  return types
}

@Test func aPcapngFileIsASectionItsInterfacesAndItsPackets() {
  let packet = CapturedPacket(time: 1, bytes: [1, 2, 3, 4, 5])
  let bytes = PcapNG.encode(
    interfaces: [PcapNG.Interface(name: "a:eth0"), PcapNG.Interface(name: "b:eth0")],
    packets: [PcapNG.Packet(interface: 1, packet: packet, direction: .incoming, comment: "hello")])
  #expect(blocks(of: bytes) == [0x0A0D_0D0A, 1, 1, 6])
}

@Test func aHeaderKeepsWhatWasSentAndKnowsWhatItShouldBe() throws {
  let sent = IPv4Packet(
    source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), timeToLive: 64,
    payload: .udp(UDPDatagram(sourcePort: 1, destinationPort: 2, payload: [7])))
  var bytes = sent.encoded()
  #expect(try #require(IPv4Header(bytes[...])).checksum == IPv4Header(bytes[...])?.computedChecksum)
  bytes[10] ^= 1
  let header = try #require(IPv4Header(bytes[...]))
  #expect(header.checksum != header.computedChecksum)
  #expect(UDPHeader(header.payload)?.destinationPort == 2)
}
