import Packets

/// Reads a DNS message piece by piece into tcpdump's words.
struct DNSText {
  /// The message ends too early; what could be said before that.
  struct CutOff: Error { var text = "" }

  struct Header {
    var identifier: UInt16
    var flags: UInt16
    var questions: Int
    var answers: Int
    var authorities: Int
    var additionals: Int

    var isResponse: Bool { flags & 0x8000 != 0 }
    var operation: Int { Int(flags >> 11 & 0xF) }
    var isAuthoritative: Bool { flags & 0x0400 != 0 }
    var isTruncated: Bool { flags & 0x0200 != 0 }
    var recursionDesired: Bool { flags & 0x0100 != 0 }
    var recursionAvailable: Bool { flags & 0x0080 != 0 }
    var isAuthentic: Bool { flags & 0x0020 != 0 }
    var checkingDisabled: Bool { flags & 0x0010 != 0 }
    var responseCode: Int { Int(flags & 0xF) }
  }

  private let message: Bytes
  private var offset = 12

  init(_ bytes: Bytes) { message = bytes }

  var header: Header? {
    var reader = ByteReader(message)
    guard let identifier = reader.uint16(), let flags = reader.uint16(), let questions = reader.uint16(),
      let answers = reader.uint16(), let authorities = reader.uint16(), let additionals = reader.uint16()
    else { return nil }
    return Header(
      identifier: identifier, flags: flags, questions: Int(questions), answers: Int(answers),
      authorities: Int(authorities), additionals: Int(additionals))
  }

  static func operation(_ number: Int) -> String {
    let names = ["", " inv_q", " stat", " op3", " notify", " update"]
    return number < names.count ? names[number] : " op\(number)"
  }

  static func responseCode(_ number: Int) -> String {
    let names = [
      "", " FormErr", " ServFail", " NXDomain", " NotImp", " Refused", " YXDomain", " YXRRSet", " NXRRSet",
      " NotAuth", " NotZone",
    ]
    return number < names.count ? names[number] : " Resp\(number)"
  }

  static func typeName(_ number: Int) -> String {
    switch number {
    case 1: "A"
    case 2: "NS"
    case 5: "CNAME"
    case 6: "SOA"
    case 12: "PTR"
    case 13: "HINFO"
    case 15: "MX"
    case 16: "TXT"
    case 28: "AAAA"
    case 33: "SRV"
    case 35: "NAPTR"
    case 41: "OPT"
    case 252: "AXFR"
    case 255: "ANY"
    default: "Type\(number)"
    }
  }

  private static func className(_ number: Int) -> String {
    switch number {
    case 1: ""
    case 3: " CHAOS"
    case 4: " HS"
    case 255: " ANY"
    default: " Class\(number)"
    }
  }

  // MARK: - Pieces

  private mutating func number(_ octets: Int) throws(CutOff) -> Int {
    guard let value = message.number(offset, octets: octets) else { throw CutOff() }
    offset += octets
    return Int(value)
  }

  /// A name with its final dot, pointers followed (RFC 1035, section 4.1.4).
  private mutating func name() throws(CutOff) -> String {
    let (text, end) = try name(at: offset)
    offset = end
    return text
  }

  private func name(at start: Int) throws(CutOff) -> (text: String, end: Int) {
    var (place, end, jumps) = (start, start, 0)
    var text = ""
    while true {
      guard let length = message.octet(place) else { throw CutOff() }
      if length & 0xC0 == 0xC0 {
        guard let pointer = message.number(place, octets: 2), jumps < 128 else { throw CutOff() }
        if jumps == 0 { end = place + 2 }
        (place, jumps) = (Int(pointer & 0x3FFF), jumps + 1)
      } else if length == 0 {
        if jumps == 0 { end = place + 1 }
        return (text.isEmpty ? "." : text, end)
      } else {
        let label = message.dropFirst(place + 1).prefix(Int(length))
        guard label.count == Int(length) else { throw CutOff() }
        text += String(decoding: label, as: UTF8.self) + "."
        place += 1 + Int(length)
      }
    }
  }

  mutating func question() throws(CutOff) -> String {
    let name = try name()
    let type = Self.typeName(try number(2))
    let kind = Self.className(try number(2))
    return " \(type)\(kind)? \(name)"
  }

  /// A resource record, with its name in front where tcpdump is verbose.
  mutating func record(withName: Bool) throws(CutOff) -> String {
    let owner = try name()
    let type = try number(2)
    let kind = try number(2)
    let lifetime = try number(4)
    let length = try number(2)
    let end = offset + length
    guard end <= message.count else { throw CutOff() }
    var text = withName ? " \(owner)" : ""
    if type != 41 { text += Self.className(kind & 0x7FFF) }
    text += " " + Self.typeName(type)
    text += try data(type, kind, lifetime, end)
    offset = end
    return text
  }

  private mutating func data(_ type: Int, _ kind: Int, _ lifetime: Int, _ end: Int) throws(CutOff) -> String {
    switch type {
    case 1: return " \(IPv4Address(bits: UInt32(try number(4))))"
    case 2, 5, 12: return " " + (try name())
    case 6:
      var text = " \(try name()) \(try name())"
      for _ in 0..<5 { text += " \(try number(4))" }
      return text
    case 15:
      let preference = try number(2)
      return " \(try name()) \(preference)"
    case 16: return try strings(end)
    case 28:
      guard let address = IPv6Address(bytes: Array(message.dropFirst(offset).prefix(16))) else {
        throw CutOff()
      }
      return " \(address)"
    case 33:
      let (priority, weight, port) = (try number(2), try number(2), try number(2))
      return " \(try name()):\(port) \(priority) \(weight)"
    case 41: return try extensions(size: kind, flags: lifetime, end)
    default: return ""
    }
  }

  private mutating func strings(_ end: Int) throws(CutOff) -> String {
    var text = ""
    while offset < end {
      let length = try number(1)
      text += " \"" + String(decoding: message.dropFirst(offset).prefix(length), as: UTF8.self) + "\""
      offset += length
    }
    return text
  }

  /// EDNS (RFC 6891): the class is the size of the sender's buffer, the lifetime holds flags.
  private mutating func extensions(size: Int, flags: Int, _ end: Int) throws(CutOff) -> String {
    var text = " UDPsize=\(size)"
    if flags & 0x8000 != 0 { text += " DO" }
    guard offset < end else { return text }
    var options: [String] = []
    while offset < end {
      let code = try number(2)
      let length = try number(2)
      let value = message.dropFirst(offset).prefix(length)
      offset += length
      let content = value.map { $0.hexadecimal }.joined()
      options.append((code == 10 ? "COOKIE" : "Opt\(code)") + (content.isEmpty ? "" : " " + content))
    }
    return text + " [" + options.joined(separator: ",") + "]"
  }
}
