import Packets
import Testing

@testable import Rendering

/// What a datagram is called on an arrow.
@Suite struct PacketLabelTests {
  private let client = IPv4Address(10, 0, 0, 1)
  private let server = IPv4Address(10, 0, 0, 53)

  private func label(
    _ payload: Bytes, from: (IPv4Address, UInt16), to: (IPv4Address, UInt16)
  ) -> PacketLabel {
    let datagram = UDPDatagram(sourcePort: from.1, destinationPort: to.1, payload: payload)
    let packet = IPv4Packet(source: from.0, destination: to.0, timeToLive: 64, payload: .udp(datagram))
    let frame = EthernetFrame(
      destination: MACAddress(0x52, 0x54, 0, 0, 2, 1), source: MACAddress(0x52, 0x54, 0, 0, 1, 1),
      payload: .ipv4(packet))
    return PacketLabel(of: frame)
  }

  private func query(_ name: String, _ type: DNSMessage.RecordType = .a) -> DNSMessage {
    var message = DNSMessage(identifier: 7)
    message.questions = [DNSMessage.Question(name: name, type: type)]
    return message
  }

  @Test func aQuestionForANameIsCalledByTheName() {
    let label = label(query("web.lan").encoded()[...], from: (client, 40000), to: (server, 53))
    #expect((label.short, label.proto) == ("A? web.lan", "DNS"))
  }

  @Test func anAnswerSaysTheAddress() {
    var message = query("web.lan")
    message.isResponse = true
    message.answers = [
      DNSMessage.Record(name: "web.lan", timeToLive: 60, data: .address(IPv4Address(10, 0, 0, 80)))
    ]
    let one = label(message.encoded()[...], from: (server, 53), to: (client, 40000))
    #expect(one.short == "web.lan: 10.0.0.80")
    message.answers.append(
      DNSMessage.Record(name: "web.lan", timeToLive: 60, data: .address(IPv4Address(10, 0, 0, 81))))
    let two = label(message.encoded()[...], from: (server, 53), to: (client, 40000))
    #expect(two.short == "web.lan: 10.0.0.80, …")
  }

  @Test func anAnswerWithoutAnAddressSaysWhy() {
    var message = query("nope.lan")
    message.isResponse = true
    message.responseCode = .nameError
    let missing = label(message.encoded()[...], from: (server, 53), to: (client, 40000))
    #expect(missing.short == "nope.lan: NXDOMAIN")
    message.responseCode = .noError
    let empty = label(message.encoded()[...], from: (server, 53), to: (client, 40000))
    #expect(empty.short == "nope.lan: no A")
  }

  @Test func theNameServerOfAContainerIsKnownByItsAddress() {
    let own = IPv4Address(127, 0, 0, 11)
    let label = label(query("db").encoded()[...], from: (IPv4Address.loopback, 40000), to: (own, 35577))
    #expect(label.short == "A? db")
  }

  @Test func otherDatagramsAreCalledByTheirTextOrTheirSize() {
    let text = label(Array("hello".utf8)[...], from: (client, 40000), to: (server, 5353))
    #expect((text.short, text.proto) == ("hello", "UDP"))
    let binary = label([0, 1, 2][...], from: (client, 40000), to: (server, 53))
    #expect((binary.short, binary.proto) == ("3 bytes", "UDP"))
  }
}
