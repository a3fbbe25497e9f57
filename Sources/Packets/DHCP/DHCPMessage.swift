/// A message of the Dynamic Host Configuration Protocol (RFC 2131, section 2), in BOOTP's form (RFC 951).
package struct DHCPMessage: Hashable, Sendable {
  package enum Kind: UInt8, Hashable, Sendable {
    case discover = 1
    case offer, request, decline, acknowledgement, refusal, release, inform
  }

  /// A reply; else a request.
  package var isReply = false
  package var transaction: UInt32
  /// Since the client began.
  package var seconds: UInt16 = 0
  /// Replies are to be sent to everybody, since the client cannot take others yet.
  package var wantsBroadcast = false
  /// `ciaddr`: the address that the client has and uses.
  package var clientAddress = IPv4Address.any
  /// `yiaddr`: the address that it gets.
  package var yourAddress = IPv4Address.any
  /// `siaddr`: the server to boot from.
  package var serverAddress = IPv4Address.any
  /// `giaddr`: the relay that the request came by.
  package var relayAddress = IPv4Address.any
  package var hardware: MACAddress
  /// In their order (RFC 2132), without the end mark.
  package var options: [Option] = []

  package struct Option: Hashable, Sendable {
    package var code: UInt8
    package var value: Bytes
    package init(_ code: UInt8, _ value: Bytes) {
      self.code = code
      self.value = value
    }
  }

  package static let serverPort: UInt16 = 67
  package static let clientPort: UInt16 = 68
  package static let magicCookie: UInt32 = 0x6382_5363
  /// Octets before the options, the magic cookie not counted.
  package static let headerLength = 236
  /// The shortest message, which BOOTP asks for (RFC 1542, section 2.1).
  package static let shortestLength = 300

  package init(transaction: UInt32, hardware: MACAddress) {
    self.transaction = transaction
    self.hardware = hardware
  }

  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.uint8(isReply ? 2 : 1)
    writer.uint8(1)
    writer.uint8(6)
    writer.uint8(0)
    writer.uint32(transaction)
    writer.uint16(seconds)
    writer.uint16(wantsBroadcast ? 0x8000 : 0)
    for address in [clientAddress, yourAddress, serverAddress, relayAddress] { writer.address(address) }
    writer.address(hardware)
    // Ten octets for longer hardware addresses, a server's name and a file's: not used.
    writer.append([UInt8](repeating: 0, count: 10 + 64 + 128))
    writer.uint32(Self.magicCookie)
    for option in options {
      writer.uint8(option.code)
      writer.uint8(UInt8(truncatingIfNeeded: option.value.count))
      writer.append(option.value)
    }
    writer.uint8(Option.end)
    if writer.count < Self.shortestLength {
      writer.append([UInt8](repeating: 0, count: Self.shortestLength - writer.count))
    }
    return writer.bytes
  }

  /// Nil if the bytes are no whole DHCP message of an Ethernet client.
  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let operation = reader.uint8(), let type = reader.uint8(), let length = reader.uint8(),
      reader.uint8() != nil, let transaction = reader.uint32(), let seconds = reader.uint16(),
      let flags = reader.uint16(), let client = reader.ipv4Address(), let your = reader.ipv4Address(),
      let server = reader.ipv4Address(), let relay = reader.ipv4Address(), let hardware = reader.macAddress(),
      reader.bytes(10 + 64 + 128) != nil, reader.uint32() == Self.magicCookie, type == 1, length == 6
    else { return nil }
    self.init(transaction: transaction, hardware: hardware)
    isReply = operation == 2
    self.seconds = seconds
    wantsBroadcast = flags & 0x8000 != 0
    (clientAddress, yourAddress, serverAddress, relayAddress) = (client, your, server, relay)
    while let code = reader.uint8(), code != Option.end {
      guard code != 0 else { continue }
      guard let length = reader.uint8(), let value = reader.bytes(Int(length)) else { return nil }
      options.append(Option(code, value))
    }
  }
}

extension DHCPMessage {
  package subscript(code: UInt8) -> Bytes? { options.first { $0.code == code }?.value }

  /// What the message is for (option 53); nil for plain BOOTP.
  package var kind: Kind? { self[Option.messageType]?.first.flatMap { Kind(rawValue: $0) } }

  /// The addresses of an option.
  package func addresses(_ code: UInt8) -> [IPv4Address] {
    var reader = ByteReader(self[code] ?? [])
    var addresses: [IPv4Address] = []
    while let address = reader.ipv4Address() { addresses.append(address) }
    return addresses
  }

  package func number(_ code: UInt8) -> UInt32? {
    guard let value = self[code], (1...4).contains(value.count) else { return nil }
    return value.reduce(0) { $0 << 8 | UInt32($1) }
  }

  package func text(_ code: UInt8) -> String? { self[code].map { String(decoding: $0, as: UTF8.self) } }
}

extension DHCPMessage.Option {
  package static let end: UInt8 = 255
  package static let subnetMask: UInt8 = 1
  package static let router: UInt8 = 3
  package static let nameServers: UInt8 = 6
  package static let hostName: UInt8 = 12
  package static let domainName: UInt8 = 15
  package static let interfaceMTU: UInt8 = 26
  package static let broadcastAddress: UInt8 = 28
  package static let requestedAddress: UInt8 = 50
  /// Seconds.
  package static let leaseTime: UInt8 = 51
  package static let messageType: UInt8 = 53
  package static let serverIdentifier: UInt8 = 54
  package static let parameterRequest: UInt8 = 55
  package static let message: UInt8 = 56
  package static let maximumSize: UInt8 = 57
  package static let renewalTime: UInt8 = 58
  package static let rebindingTime: UInt8 = 59
  package static let vendorClass: UInt8 = 60
  package static let clientIdentifier: UInt8 = 61
  package static let domainSearch: UInt8 = 119
  package static let classlessRoutes: UInt8 = 121

  package init(_ code: UInt8, addresses: [IPv4Address]) {
    var writer = ByteWriter()
    for address in addresses { writer.address(address) }
    self.init(code, Bytes(writer.bytes))
  }

  package init(_ code: UInt8, number: UInt32) {
    var writer = ByteWriter()
    writer.uint32(number)
    self.init(code, Bytes(writer.bytes))
  }

  package init(_ code: UInt8, text: String) { self.init(code, Bytes(text.utf8)) }

  package init(kind: DHCPMessage.Kind) { self.init(Self.messageType, [kind.rawValue]) }
}
