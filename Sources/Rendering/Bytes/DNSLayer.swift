import Packets

/// A DNS message (RFC 1035, section 4): its header's fields, then each question and record as one.
enum DNSLayer {
  static func fields(_ bytes: Bytes) -> [HeaderField] {
    var reader = FieldReader(bytes)
    reader.number("Identifier", bits: 16)
    reader.number("Flags", bits: 16, flags)
    let questions = reader.number("Questions", bits: 16)
    let records = ["Answers", "Authorities", "Additional"].map { reader.number($0, bits: 16) }
    for _ in 0..<questions {
      guard let end = nameEnd(reader.rest) else { break }
      reader.octets("Question", end + 4) { "\(name($0, in: bytes)) \(type($0.dropFirst(end)))" }
    }
    for (kind, count) in zip(["Answer", "Authority", "Additional"], records) {
      for _ in 0..<count {
        guard let end = nameEnd(reader.rest), let length = reader.rest.number(end + 8, octets: 2) else {
          return reader.fields
        }
        reader.octets(kind, end + 10 + Int(length)) { record($0, nameEnd: end, in: bytes) }
      }
    }
    return reader.fields
  }

  private static func flags(_ value: UInt64) -> String {
    var words = [value & 0x8000 != 0 ? "response" : "query"]
    for (bit, word) in [(0x0400, "authoritative"), (0x0200, "truncated"), (0x0100, "RD"), (0x0080, "RA")]
    where value & UInt64(bit) != 0 { words.append(word) }
    let codes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]
    let code = Int(value & 0xF)
    if value & 0x8000 != 0 { words.append(code < codes.count ? codes[code] : "code \(code)") }
    return words.joined(separator: ", ")
  }

  private static func record(_ bytes: Bytes, nameEnd: Int, in message: Bytes) -> String {
    let data = bytes.dropFirst(nameEnd + 10)
    let number = bytes.number(nameEnd, octets: 2) ?? 0
    let value: String =
      switch number {
      case 1: data.number(0, octets: 4).map { IPv4Address(bits: $0).description } ?? ""
      case 2, 5, 12: name(data, in: message)
      default: "\(data.count) bytes"
      }
    return "\(name(bytes, in: message)) \(type(bytes.dropFirst(nameEnd))) \(value)"
  }

  private static func type(_ bytes: Bytes) -> String {
    let names: [UInt32: String] = [
      1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 41: "OPT",
    ]
    let number = bytes.number(0, octets: 2) ?? 0
    return names[number] ?? "TYPE\(number)"
  }

  /// Where a name that begins the bytes ends, by its length octets (section 4.1.2) or its pointer (4.1.4).
  private static func nameEnd(_ bytes: Bytes) -> Int? {
    var offset = 0
    while let length = bytes.octet(offset) {
      if length >= 0xC0 { return offset + 2 }
      offset += 1 + Int(length)
      if length == 0 { return offset }
    }
    return nil
  }

  private static func name(_ bytes: Bytes, in message: Bytes) -> String {
    var labels: [String] = []
    var (here, offset, jumps) = (bytes, 0, 0)
    while let length = here.octet(offset), length > 0 {
      if length >= 0xC0 {
        // Pointers may form a ring.
        guard jumps < 10, let low = here.octet(offset + 1) else { break }
        (here, offset, jumps) = (message, Int(length & 0x3F) << 8 | Int(low), jumps + 1)
        continue
      }
      labels.append(String(decoding: here.dropFirst(offset + 1).prefix(Int(length)), as: UTF8.self))
      offset += 1 + Int(length)
    }
    return labels.isEmpty ? "." : labels.joined(separator: ".")
  }
}
