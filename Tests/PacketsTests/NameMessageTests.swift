import Packets
import Testing

@Suite struct DNSMessageTests {
  private func message() -> DNSMessage {
    var message = DNSMessage(identifier: 0x1234)
    message.isResponse = true
    message.isAuthoritative = true
    message.recursionAvailable = true
    message.questions = [DNSMessage.Question(name: "www.lan", type: .any)]
    message.answers = [
      .canonicalName("web.lan"), .address(IPv4Address(10, 0, 0, 80)),
      .mailExchange(preference: 10, "mail.lan"),
      .text([Bytes("v=spf1 -all".utf8), []]), .service(priority: 1, weight: 2, port: 80, "web.lan"),
      .longAddress(IPv6Address("fd00::80")!), .nameServer("ns.lan"),
      .other(DNSMessage.RecordType(99), [1, 2, 3]),
    ].map { DNSMessage.Record(name: "www.lan", timeToLive: 300, data: $0) }
    message.authorities = [
      DNSMessage.Record(
        name: "lan", timeToLive: 60,
        data: .authority(
          DNSMessage.StartOfAuthority(
            nameServer: "ns.lan", mailbox: "root.lan", serial: 7, refresh: 1, retry: 2, expire: 3, minimum: 4)
        ))
    ]
    message.extensions = DNSMessage.Extensions(payloadSize: 1232)
    message.extensions?.options = [DNSMessage.Extensions.Option(code: 15, value: [0, 14])]
    return message
  }

  @Test("A message with every type of record survives the wire", arguments: [true, false])
  func roundTrip(compressesData: Bool) {
    let bytes = message().encoded(compressesData: compressesData)
    #expect(DNSMessage(decoding: bytes[...]) == message())
  }

  @Test("A name that stood before is a pointer of two octets (RFC 1035, section 4.1.4)")
  func compression() {
    var message = DNSMessage(identifier: 1)
    message.questions = [DNSMessage.Question(name: "web.lan", type: .a)]
    #expect(message.encoded().count == 12 + 9 + 4)
    let record = DNSMessage.Record(
      name: "web.lan", timeToLive: 0, data: .address(IPv4Address(10, 0, 0, 80)))
    message.answers = [record]
    #expect(message.encoded().count == 25 + 2 + 10 + 4)
  }

  @Test("Half a message is none, wherever it is cut")
  func truncation() {
    let bytes = message().encoded()
    for length in 0..<bytes.count { #expect(DNSMessage(decoding: bytes[..<length]) == nil) }
  }

  @Test("A pointer that leads forward, or to itself, is refused")
  func loops() {
    let head: [UInt8] = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    #expect(DNSMessage(decoding: (head + [0xC0, 12, 0, 1, 0, 1])[...]) == nil)
    #expect(DNSMessage(decoding: (head + [0xC0, 14, 0, 1, 0, 1])[...]) == nil)
  }

  @Test("An address and its reverse name are each other's")
  func reverse() {
    let address = IPv4Address(10, 0, 1, 80)
    #expect(DNSMessage.reverseName(of: address) == "80.1.0.10.in-addr.arpa")
    #expect(DNSMessage.address(ofReverseName: "80.1.0.10.IN-ADDR.ARPA") == address)
    #expect(DNSMessage.address(ofReverseName: "1.0.10.in-addr.arpa") == nil)
    #expect(DNSMessage.address(ofReverseName: "web.lan") == nil)
  }
}

@Suite struct IPv6AddressTests {
  @Test(
    "Addresses are read in all their forms and written in the shortest (RFC 5952)",
    arguments: [
      ("fd00:0:0:0:0:0:0:80", "fd00::80"), ("::1", "::1"), ("::", "::"), ("1::", "1::"),
      ("2001:DB8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ])
  func text(_ text: String, _ shortest: String) {
    #expect(IPv6Address(text)?.description == shortest)
  }

  @Test(
    "What is no address is none",
    arguments: ["", "1", "1:2:3:4:5:6:7", "1::2::3", "g::", "1:2:3:4:5:6:7:8:9"])
  func wrong(_ text: String) { #expect(IPv6Address(text) == nil) }
}

@Suite struct DHCPMessageTests {
  private func message() -> DHCPMessage {
    var message = DHCPMessage(transaction: 0xCAFE_F00D, hardware: MACAddress(0x52, 0x54, 0, 0, 1, 1))
    message.isReply = true
    message.wantsBroadcast = true
    message.seconds = 3
    message.yourAddress = IPv4Address(10, 0, 0, 42)
    message.serverAddress = IPv4Address(10, 0, 0, 1)
    message.options = [
      DHCPMessage.Option(kind: .offer), DHCPMessage.Option(DHCPMessage.Option.leaseTime, number: 3600),
      DHCPMessage.Option(
        DHCPMessage.Option.nameServers, addresses: [IPv4Address(10, 0, 0, 1), IPv4Address(8, 8, 8, 8)]),
      DHCPMessage.Option(DHCPMessage.Option.domainName, text: "lan"),
    ]
    return message
  }

  @Test("A message survives the wire, and is as long as BOOTP wants it")
  func roundTrip() {
    #expect(message().encoded().count == 300)
    #expect(DHCPMessage(decoding: message().encoded()[...]) == message())
  }

  @Test("Options are read by their meaning")
  func options() {
    let message = message()
    #expect(message.kind == .offer)
    #expect(message.number(DHCPMessage.Option.leaseTime) == 3600)
    #expect(message.addresses(DHCPMessage.Option.nameServers).map { "\($0)" } == ["10.0.0.1", "8.8.8.8"])
    #expect(message.text(DHCPMessage.Option.domainName) == "lan")
    #expect(message[DHCPMessage.Option.router] == nil)
  }

  @Test("Without the magic cookie, or cut inside an option, it is no message")
  func wrong() {
    var bytes = message().encoded()
    #expect(DHCPMessage(decoding: bytes[..<245]) == nil)
    bytes[236] = 0
    #expect(DHCPMessage(decoding: bytes[...]) == nil)
  }
}
