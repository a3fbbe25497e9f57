extension DNSMessage {
  /// Nil if the bytes are no whole message.
  package init?(decoding bytes: Bytes) {
    var parser = Parser(whole: bytes, offset: bytes.startIndex)
    guard let identifier = parser.uint16(), let flags = parser.uint16(), let questionCount = parser.uint16(),
      let answerCount = parser.uint16(), let authorityCount = parser.uint16(),
      let additionalCount = parser.uint16()
    else { return nil }
    self.init(identifier: identifier)
    isResponse = flags & 0x8000 != 0
    operation = UInt8(flags >> 11 & 0xF)
    isAuthoritative = flags & 0x0400 != 0
    isTruncated = flags & 0x0200 != 0
    recursionDesired = flags & 0x0100 != 0
    recursionAvailable = flags & 0x0080 != 0
    isAuthentic = flags & 0x0020 != 0
    checkingDisabled = flags & 0x0010 != 0
    responseCode = ResponseCode(UInt8(flags & 0xF))
    for _ in 0..<questionCount {
      guard let name = parser.name(), let type = parser.uint16(), let recordClass = parser.uint16() else {
        return nil
      }
      questions.append(
        Question(name: name, type: RecordType(type), recordClass: RecordClass(recordClass)))
    }
    guard let answers = parser.records(answerCount), let authorities = parser.records(authorityCount),
      let additionals = parser.records(additionalCount)
    else { return nil }
    (self.answers, self.authorities, self.additionals) = (answers, authorities, additionals)
    extensions = parser.extensions
  }

  private struct Parser {
    let whole: Bytes
    var offset: Int
    /// The OPT record that was among the records.
    var extensions: Extensions?

    init(whole: Bytes, offset: Int) {
      self.whole = whole
      self.offset = offset
    }

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

    mutating func records(_ count: UInt16) -> [Record]? {
      var records: [Record] = []
      for _ in 0..<count {
        guard let name = name(), let type = uint16(), let recordClass = uint16(), let timeToLive = uint32(),
          let length = uint16(), offset + Int(length) <= whole.endIndex
        else { return nil }
        let end = offset + Int(length)
        if RecordType(type) == .opt {
          guard readExtensions(size: recordClass, flags: timeToLive, end) else { return nil }
        } else {
          guard let data = data(RecordType(type), end) else { return nil }
          var record = Record(name: name, timeToLive: timeToLive, data: data)
          record.recordClass = RecordClass(recordClass)
          records.append(record)
        }
        offset = end
      }
      return records
    }

    private mutating func readExtensions(size: UInt16, flags: UInt32, _ end: Int) -> Bool {
      var read = Extensions(payloadSize: size)
      read.version = UInt8(truncatingIfNeeded: flags >> 16)
      read.wantsSignatures = flags & 0x8000 != 0
      while offset < end {
        guard let code = uint16(), let length = uint16(), offset + Int(length) <= end else { return false }
        read.options.append(
          Extensions.Option(code: code, value: Bytes(Array(whole[offset..<(offset + Int(length))]))))
        offset += Int(length)
      }
      extensions = read
      return true
    }

    /// Nil when the bytes are cut off.
    private mutating func data(_ type: RecordType, _ end: Int) -> RecordData? {
      let bytes = whole[offset..<end]
      switch type {
      case .a where bytes.count == 4: return uint32().map { .address(IPv4Address(bits: $0)) }
      case .aaaa: return IPv6Address(bytes: Array(bytes)).map { .longAddress($0) }
      case .ns: return name().map { .nameServer($0) }
      case .cname: return name().map { .canonicalName($0) }
      case .ptr: return name().map { .pointer($0) }
      case .mx:
        guard let preference = uint16(), let name = name() else { return nil }
        return .mailExchange(preference: preference, name)
      case .txt: return texts(end)
      case .srv:
        guard let priority = uint16(), let weight = uint16(), let port = uint16(), let target = name() else {
          return nil
        }
        return .service(priority: priority, weight: weight, port: port, target)
      case .soa: return startOfAuthority()
      default: return .other(type, bytes)
      }
    }

    private mutating func texts(_ end: Int) -> RecordData? {
      var strings: [Bytes] = []
      while offset < end {
        let next = offset + 1 + Int(whole[offset])
        guard next <= end else { return nil }
        strings.append(Bytes(Array(whole[(offset + 1)..<next])))
        offset = next
      }
      return .text(strings)
    }

    private mutating func startOfAuthority() -> RecordData? {
      guard let nameServer = name(), let mailbox = name(), let serial = uint32(), let refresh = uint32(),
        let retry = uint32(), let expire = uint32(), let minimum = uint32()
      else { return nil }
      return .authority(
        StartOfAuthority(
          nameServer: nameServer, mailbox: mailbox, serial: serial, refresh: refresh, retry: retry,
          expire: expire, minimum: minimum))
    }
  }
}
