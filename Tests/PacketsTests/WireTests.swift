import Packets
import Testing

@Suite struct WireTests {
  private let source = IPv4Address(192, 168, 40, 1)
  private let destination = IPv4Address(172, 17, 0, 2)

  private func frame(_ payload: IPv4Payload) -> EthernetFrame {
    var packet = IPv4Packet(source: source, destination: destination, timeToLive: 64, payload: payload)
    packet.identification = 0x1C46
    packet.dontFragment = true
    return EthernetFrame(
      destination: MACAddress(0x52, 0x54, 0, 0, 2, 1), source: MACAddress(0x52, 0x54, 0, 0, 1, 1),
      payload: .ipv4(packet))
  }

  private func roundTrip(_ frame: EthernetFrame) -> EthernetFrame? {
    EthernetFrame(decoding: frame.encoded()[...])
  }

  @Test("A TCP segment with all of Linux's options survives the wire")
  func tcp() {
    var options = TCPOptions()
    options.maximumSegmentSize = 1460
    options.sackPermitted = true
    options.timestamps = TCPOptions.Timestamps(value: 1, echo: 2)
    options.windowScale = 10
    let segment = TCPSegment(
      sourcePort: 40000, destinationPort: 80, sequence: 7, flags: .syn, window: 64240, options: options)
    #expect(segment.length == 40)
    #expect(roundTrip(frame(.tcp(segment))) == frame(.tcp(segment)))
  }

  @Test("A UDP datagram, an echo request and an ICMP error survive the wire")
  func others() {
    let datagram = UDPDatagram(sourcePort: 5000, destinationPort: 53, payload: [1, 2, 3])
    let echo = ICMPEcho(identifier: 9, sequence: 1, payload: [0xAB])
    let quoted = QuotedPacket(frame(.udp(datagram)).ipv4!)
    for payload in [
      IPv4Payload.udp(datagram), .icmp(.echoRequest(echo)), .icmp(.echoReply(echo)),
    ] {
      #expect(roundTrip(frame(payload)) == frame(payload))
    }
    let error = frame(.icmp(.error(.portUnreachable, quoted: quoted)))
    let back = roundTrip(error)?.ipv4?.icmp
    #expect(back?.type == 3 && back?.code == 3)
    #expect(error.encoded().count == 14 + 20 + 8 + 20 + 8 + 3)
  }

  @Test("The checksum of a correct header is zero when summed with itself (RFC 1071)")
  func checksum() {
    let bytes = frame(.udp(UDPDatagram(sourcePort: 1, destinationPort: 2, payload: []))).encoded()
    #expect(InternetChecksum.of(bytes[14..<34]) == 0)
    // The example of RFC 1071, section 3.
    #expect(InternetChecksum.of([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]) == ~0xDDF2)
  }

  @Test("ARP is 28 octets behind 14 of Ethernet")
  func arp() {
    let packet = ARPPacket(
      .request, senderHardware: MACAddress(0x52, 0x54, 0, 0, 1, 1), sender: source, targetHardware: .zero,
      target: destination)
    let frame = EthernetFrame(
      destination: .broadcast, source: packet.senderHardware, vlan: VLANTag(10), payload: .arp(packet))
    #expect(frame.encoded().count == 14 + 4 + 28)
    #expect(roundTrip(frame) == frame)
  }

  @Test("Bytes that end too early are no packet", arguments: 0..<54)
  func truncated(length: Int) {
    let whole = frame(
      .tcp(TCPSegment(sourcePort: 1, destinationPort: 2, sequence: 0, flags: .ack, window: 1)))
    #expect(EthernetFrame(decoding: whole.encoded().prefix(length)) == nil)
  }
}
