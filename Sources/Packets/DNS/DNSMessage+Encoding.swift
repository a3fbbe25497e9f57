extension DNSMessage {
  /// The message's bytes. Owners of records are compressed (RFC 1035, section 4.1.4); the names that records hold
  /// too, unless the server leaves them whole, as dnsmasq does.
  package func encoded(compressesData: Bool = true) -> [UInt8] {
    var encoder = Encoder(compressesData: compressesData)
    encoder.header(of: self)
    for question in questions {
      encoder.name(question.name)
      encoder.writer.uint16(question.type.number)
      encoder.writer.uint16(question.recordClass.number)
    }
    for record in answers + authorities + additionals { encoder.record(record) }
    if let extensions { encoder.extensions(extensions) }
    return encoder.writer.bytes
  }

  private struct Encoder {
    var writer = ByteWriter()
    private var places: [String: Int] = [:]
    private let compressesData: Bool

    init(compressesData: Bool) { self.compressesData = compressesData }

    mutating func header(of message: DNSMessage) {
      writer.uint16(message.identifier)
      writer.uint8(
        (message.isResponse ? 0x80 : 0) | (message.operation & 0xF) << 3
          | (message.isAuthoritative ? 0x04 : 0) | (message.isTruncated ? 0x02 : 0)
          | (message.recursionDesired ? 0x01 : 0))
      writer.uint8(
        (message.recursionAvailable ? 0x80 : 0) | (message.isAuthentic ? 0x20 : 0)
          | (message.checkingDisabled ? 0x10 : 0) | message.responseCode.number)
      let additionals = message.additionals.count + (message.extensions == nil ? 0 : 1)
      for count in [message.questions.count, message.answers.count, message.authorities.count, additionals] {
        writer.uint16(UInt16(truncatingIfNeeded: count))
      }
    }

    /// Labels, or a pointer to where the same name stood before.
    mutating func name(_ name: String, isCompressed: Bool = true) {
      var rest = Substring(name)
      while !rest.isEmpty {
        if isCompressed, let place = places[String(rest)] {
          writer.uint16(0xC000 | UInt16(place))
          return
        }
        // A pointer has fourteen bits.
        if places[String(rest)] == nil, writer.count < 0x4000 { places[String(rest)] = writer.count }
        let label = rest.prefix { $0 != "." }
        writer.uint8(UInt8(min(label.utf8.count, 63)))
        writer.append(label.utf8.prefix(63))
        rest = rest.dropFirst(label.count + 1)
      }
      writer.uint8(0)
    }

    mutating func record(_ record: Record) {
      name(record.name)
      writer.uint16(record.data.type.number)
      writer.uint16(record.recordClass.number)
      writer.uint32(record.timeToLive)
      let place = writer.count
      writer.uint16(0)
      data(record.data)
      writer.patch(UInt16(truncatingIfNeeded: writer.count - place - 2), at: place)
    }

    private mutating func data(_ data: RecordData) {
      switch data {
      case .address(let address): writer.address(address)
      case .longAddress(let address): writer.append(address.bytes)
      case .nameServer(let name), .canonicalName(let name), .pointer(let name):
        self.name(name, isCompressed: compressesData)
      case .mailExchange(let preference, let name):
        writer.uint16(preference)
        self.name(name, isCompressed: compressesData)
      case .text(let strings):
        for string in strings {
          writer.uint8(UInt8(min(string.count, 255)))
          writer.append(string.prefix(255))
        }
      // A service's target is never compressed (RFC 2782).
      case .service(let priority, let weight, let port, let target):
        for number in [priority, weight, port] { writer.uint16(number) }
        name(target, isCompressed: false)
      case .authority(let authority):
        name(authority.nameServer, isCompressed: compressesData)
        name(authority.mailbox, isCompressed: compressesData)
        for number in [
          authority.serial, authority.refresh, authority.retry, authority.expire, authority.minimum,
        ] { writer.uint32(number) }
      case .other(_, let bytes): writer.append(bytes)
      }
    }

    mutating func extensions(_ extensions: Extensions) {
      writer.uint8(0)
      writer.uint16(RecordType.opt.number)
      writer.uint16(extensions.payloadSize)
      writer.uint8(0)
      writer.uint8(extensions.version)
      writer.uint16(extensions.wantsSignatures ? 0x8000 : 0)
      writer.uint16(UInt16(truncatingIfNeeded: extensions.options.reduce(0) { $0 + 4 + $1.value.count }))
      for option in extensions.options {
        writer.uint16(option.code)
        writer.uint16(UInt16(truncatingIfNeeded: option.value.count))
        writer.append(option.value)
      }
    }
  }
}
