import Packets
import Testing

@testable import Rendering

@Suite struct BytesTests {
  private func frame(_ payload: EthernetPayload) -> EthernetFrame {
    EthernetFrame(
      destination: MACAddress(bits: 0x5254_0000_0201), source: MACAddress(bits: 0x5254_0000_0101),
      payload: payload)
  }

  private func packet(_ payload: IPv4Payload) -> EthernetFrame {
    frame(
      .ipv4(
        IPv4Packet(
          source: IPv4Address(bits: 0x0A00_0001), destination: IPv4Address(bits: 0x0A00_0002), timeToLive: 64,
          payload: payload)))
  }

  private func value(_ name: String, in layer: HeaderLayer?) -> String? {
    layer?.fields.first { $0.name == name }?.value
  }

  @Test func everyOctetBelongsToOneField() {
    let segment = TCPSegment(
      sourcePort: 40_000, destinationPort: 80, sequence: 7, acknowledgement: 0, flags: .syn, window: 64_240,
      payload: [])
    let frame = packet(.tcp(segment))
    let dissection = Dissection(frame)
    let digits = dissection.layers.flatMap(\.fields).map(\.digits).joined()
    let encoded = frame.encoded().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(digits == encoded)
    #expect(dissection.length == frame.length)
    #expect(dissection.layers.map(\.name) == ["Ethernet II", "IPv4", "TCP"])
  }

  @Test func fieldsHaveTheirValues() {
    let segment = TCPSegment(
      sourcePort: 40_000, destinationPort: 80, sequence: 7, acknowledgement: 9, flags: [.psh, .ack],
      window: 501, payload: Array("GET / HTTP/1.1\r\n".utf8)[...])
    let layers = Dissection(packet(.tcp(segment))).layers
    #expect(value("EtherType", in: layers[0]) == "0x0800 IPv4")
    #expect(value("Time to live", in: layers[1]) == "64")
    #expect(value("Protocol", in: layers[1]) == "6 TCP")
    #expect(value("Source", in: layers[1]) == "10.0.0.1")
    #expect(value("Control bits", in: layers[2]) == "PSH, ACK")
    #expect(value("Data offset", in: layers[2]) == "5 (20 bytes)")
    #expect(layers[3].name == "HTTP")
    #expect(value("Data", in: layers[3]) == "GET / HTTP/1.1␍↵")
  }

  @Test func anARPQuestionHasNoTargetMAC() {
    let arp = ARPPacket(
      .request, senderHardware: MACAddress(bits: 0x5254_0000_0101),
      sender: IPv4Address(bits: 0x0A00_0001), targetHardware: MACAddress(bits: 0),
      target: IPv4Address(bits: 0x0A00_0002))
    let layer = Dissection(frame(.arp(arp))).layers.last
    #expect(value("Operation", in: layer) == "1 request")
    #expect(value("Target MAC", in: layer) == "00:00:00:00:00:00")
    #expect(value("Target IP", in: layer) == "10.0.0.2")
  }

  @Test func anICMPErrorQuotesThePacket() {
    let datagram = UDPDatagram(sourcePort: 5_000, destinationPort: 9, payload: [1, 2, 3])
    guard case .ipv4(let lost) = packet(.udp(datagram)).payload else { return }
    let error = ICMPMessage.error(.portUnreachable, quoted: QuotedPacket(lost))
    let layers = Dissection(packet(.icmp(error))).layers
    #expect(
      layers.map(\.name) == ["Ethernet II", "IPv4", "ICMP", "quoted IPv4", "quoted UDP", "quoted data"])
    #expect(value("Type", in: layers[2]) == "3 destination unreachable")
    #expect(value("Destination port", in: layers[4]) == "9")
  }

  @Test func namesOfADNSMessageAreSpelledOut() {
    var message = DNSMessage(identifier: 0x1234)
    message.isResponse = true
    message.questions = [.init(name: "web.lan", type: .a)]
    message.answers = [.init(name: "web.lan", timeToLive: 60, data: .address(IPv4Address(bits: 0x0A00_0009)))]
    let datagram = UDPDatagram(sourcePort: 53, destinationPort: 40_000, payload: message.encoded()[...])
    let layer = Dissection(packet(.udp(datagram))).layers.last
    #expect(layer?.name == "DNS")
    #expect(value("Question", in: layer) == "web.lan A")
    #expect(value("Answer", in: layer) == "web.lan A 10.0.0.9")
    #expect(value("Flags", in: layer)?.hasPrefix("response") == true)
  }

  @Test func dataThatIsCutOffStopsTheReader() {
    var reader = FieldReader([0x12, 0x34])
    reader.number("a", bits: 16)
    #expect(reader.number("b", bits: 16) == 0)
    reader.octets("c", 4) { "\($0.count)" }
    #expect(reader.fields.map(\.name) == ["a"])
  }

  @Test func whatWasRewrittenShowsBothValues() {
    let html = BytesForm(Journey(SeedStory.steps(), in: SeedStory.topology), language: .english).html.source
    #expect(html.contains("<del>192.168.40.180</del> <ins>172.17.0.2</ins>"))
    #expect(html.contains("Destination port <b><del>80</del> <ins>8080</ins></b>"))
  }
}
