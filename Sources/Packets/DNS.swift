/// A message of the Domain Name System (RFC 1035, section 4), with the record types that hosts ask for.
package struct DNSMessage: Hashable, Sendable {
  package var identifier: UInt16
  package var isResponse = false
  package var isAuthoritative = false
  package var isTruncated = false
  package var recursionDesired = true
  package var recursionAvailable = false
  package var responseCode = ResponseCode.noError
  package var questions: [Question] = []
  package var answers: [Record] = []
  package var authorities: [Record] = []

  package init(identifier: UInt16) { self.identifier = identifier }

  package struct ResponseCode: Hashable, Sendable {
    package var number: UInt8
    package init(_ number: UInt8) { self.number = number & 0xF }
    package static let noError = ResponseCode(0)
    package static let formatError = ResponseCode(1)
    package static let serverFailure = ResponseCode(2)
    /// The name does not exist (NXDOMAIN).
    package static let nameError = ResponseCode(3)
    package static let notImplemented = ResponseCode(4)
    package static let refused = ResponseCode(5)
  }

  package struct RecordType: Hashable, Sendable {
    package var number: UInt16
    package init(_ number: UInt16) { self.number = number }
    package static let a = RecordType(1)
    package static let ns = RecordType(2)
    package static let cname = RecordType(5)
    package static let soa = RecordType(6)
    package static let ptr = RecordType(12)
    package static let mx = RecordType(15)
    package static let txt = RecordType(16)
    package static let aaaa = RecordType(28)
  }

  package struct Question: Hashable, Sendable {
    /// Without the last dot.
    package var name: String
    package var type: RecordType
    package init(name: String, type: RecordType) {
      self.name = name
      self.type = type
    }
  }

  package struct Record: Hashable, Sendable {
    package var name: String
    /// Seconds.
    package var timeToLive: UInt32
    package var data: RecordData
    package init(name: String, timeToLive: UInt32, data: RecordData) {
      self.name = name
      self.timeToLive = timeToLive
      self.data = data
    }
  }

  package enum RecordData: Hashable, Sendable {
    case address(IPv4Address)
    case canonicalName(String)
    case pointer(String)
    case other(RecordType, Bytes)

    package var type: RecordType {
      switch self {
      case .address: .a
      case .canonicalName: .cname
      case .pointer: .ptr
      case .other(let type, _): type
      }
    }
  }

  /// The name that stands for an address in questions for PTR records (RFC 1035, section 3.5).
  package static func reverseName(of address: IPv4Address) -> String {
    let (a, b, c, d) = address.octets
    return "\(d).\(c).\(b).\(a).in-addr.arpa"
  }
}

extension DNSMessage {
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.uint16(identifier)
    writer.uint8(
      (isResponse ? 0x80 : 0) | (isAuthoritative ? 0x04 : 0) | (isTruncated ? 0x02 : 0)
        | (recursionDesired ? 0x01 : 0))
    writer.uint8((recursionAvailable ? 0x80 : 0) | responseCode.number)
    for count in [questions.count, answers.count, authorities.count, 0] { writer.uint16(UInt16(count)) }
    var places: [String: Int] = [:]
    for question in questions {
      Self.write(question.name, &writer, &places)
      writer.uint16(question.type.number)
      writer.uint16(1)
    }
    for record in answers + authorities {
      Self.write(record.name, &writer, &places)
      writer.uint16(record.data.type.number)
      writer.uint16(1)
      writer.uint32(record.timeToLive)
      let place = writer.count
      writer.uint16(0)
      switch record.data {
      case .address(let address): writer.address(address)
      case .canonicalName(let name), .pointer(let name): Self.write(name, &writer, &places)
      case .other(_, let bytes): writer.append(bytes)
      }
      writer.patch(UInt16(writer.count - place - 2), at: place)
    }
    return writer.bytes
  }

  /// Labels, or a pointer to where the same name stood before (RFC 1035, section 4.1.4).
  private static func write(_ name: String, _ writer: inout ByteWriter, _ places: inout [String: Int]) {
    var rest = Substring(name)
    while !rest.isEmpty {
      if let place = places[String(rest)] {
        writer.uint16(0xC000 | UInt16(place))
        return
      }
      places[String(rest)] = writer.count
      let label = rest.prefix { $0 != "." }
      writer.uint8(UInt8(min(label.utf8.count, 63)))
      writer.append(label.utf8.prefix(63))
      rest = rest.dropFirst(label.count + 1)
    }
    writer.uint8(0)
  }

  /// Nil if the bytes are no whole message.
  package init?(decoding bytes: Bytes) {
    var parser = Parser(whole: bytes, offset: bytes.startIndex)
    guard let identifier = parser.uint16(), let flags = parser.uint16(), let questionCount = parser.uint16(),
      let answerCount = parser.uint16(), let authorityCount = parser.uint16(), parser.uint16() != nil
    else { return nil }
    self.init(identifier: identifier)
    isResponse = flags & 0x8000 != 0
    isAuthoritative = flags & 0x0400 != 0
    isTruncated = flags & 0x0200 != 0
    recursionDesired = flags & 0x0100 != 0
    recursionAvailable = flags & 0x0080 != 0
    responseCode = ResponseCode(UInt8(flags & 0xF))
    for _ in 0..<questionCount {
      guard let name = parser.name(), let type = parser.uint16(), parser.uint16() != nil else { return nil }
      questions.append(Question(name: name, type: RecordType(type)))
    }
    for _ in 0..<answerCount {
      guard let record = parser.record() else { return nil }
      answers.append(record)
    }
    for _ in 0..<authorityCount {
      guard let record = parser.record() else { return nil }
      authorities.append(record)
    }
  }

  private struct Parser {
    let whole: Bytes
    var offset: Int

    mutating func uint16() -> UInt16? {
      guard offset + 2 <= whole.endIndex else { return nil }
      defer { offset += 2 }
      return UInt16(whole[offset]) << 8 | UInt16(whole[offset + 1])
    }

    mutating func uint32() -> UInt32? {
      guard let high = uint16(), let low = uint16() else { return nil }
      return UInt32(high) << 16 | UInt32(low)
    }

    mutating func name() -> String? {
      var labels: [String] = []
      var place = offset
      var hasJumped = false
      // A pointer must lead back, so that a name ends.
      var limit = whole.endIndex
      while place < whole.endIndex {
        let length = Int(whole[place])
        if length == 0 {
          if !hasJumped { offset = place + 1 }
          return labels.joined(separator: ".")
        }
        if length & 0xC0 == 0xC0 {
          guard place + 1 < whole.endIndex else { return nil }
          let target = whole.startIndex + (length & 0x3F) << 8 + Int(whole[place + 1])
          guard target < min(place, limit) else { return nil }
          if !hasJumped { offset = place + 2 }
          (hasJumped, limit, place) = (true, target, target)
          continue
        }
        guard length < 64, place + 1 + length <= whole.endIndex else { return nil }
        labels.append(String(decoding: whole[(place + 1)..<(place + 1 + length)], as: UTF8.self))
        place += 1 + length
      }
      return nil
    }

    mutating func record() -> Record? {
      guard let name = name(), let type = uint16(), uint16() != nil, let timeToLive = uint32(),
        let length = uint16(), offset + Int(length) <= whole.endIndex
      else { return nil }
      let end = offset + Int(length)
      defer { offset = end }
      let bytes = whole[offset..<end]
      let data: RecordData
      switch RecordType(type) {
      case .a where length == 4:
        guard let bits = uint32() else { return nil }
        data = .address(IPv4Address(bits: bits))
      case .cname, .ptr:
        guard let target = self.name() else { return nil }
        data = RecordType(type) == .cname ? .canonicalName(target) : .pointer(target)
      default: data = .other(RecordType(type), bytes)
      }
      return Record(name: name, timeToLive: timeToLive, data: data)
    }
  }
}
