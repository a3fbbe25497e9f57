import Packets

/// TCP's header with its options (RFC 9293, sections 3.1 and 3.2).
enum TCPLayer {
  static func fields(_ bytes: Bytes) -> (fields: [HeaderField], payload: Bytes) {
    var reader = FieldReader(bytes)
    reader.number("Source port", bits: 16)
    reader.number("Destination port", bits: 16)
    reader.number("Sequence number", bits: 32)
    reader.number("Acknowledgment number", bits: 32)
    let words = Int(reader.number("Data offset", bits: 4) { "\($0) (\($0 * 4) bytes)" })
    reader.number("Reserved", bits: 4)
    reader.number("Control bits", bits: 8, flags)
    reader.number("Window", bits: 16)
    reader.hexadecimal("Checksum", bits: 16)
    reader.number("Urgent pointer", bits: 16)
    let end = max(0, words * 4 - TCPSegment.headerLength)
    let payload = reader.rest.dropFirst(end)
    while !reader.rest.isEmpty, reader.rest.count > payload.count, option(&reader) {}
    return (reader.fields, payload)
  }

  private static func flags(_ value: UInt64) -> String {
    let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]
    let set = names.indices.filter { value >> UInt64($0) & 1 == 1 }.map { names[$0] }
    return set.isEmpty ? "none" : set.joined(separator: ", ")
  }

  /// One option as a field of its own; false at one that cannot be read.
  private static func option(_ reader: inout FieldReader) -> Bool {
    let rest = reader.rest
    guard let kind = rest.octet(0) else { return false }
    if kind <= 1 {
      reader.octets("Option", 1) { _ in kind == 0 ? "end of options" : "no-operation" }
      return true
    }
    guard let length = rest.octet(1), length >= 2 else { return false }
    reader.octets("Option", Int(length)) { meaning(kind, $0) }
    return true
  }

  private static func meaning(_ kind: UInt8, _ bytes: Bytes) -> String {
    switch kind {
    case 2: return "maximum segment size \(bytes.number(2, octets: 2) ?? 0)"
    case 3: return "window scale \(bytes.number(2, octets: 1) ?? 0)"
    case 4: return "SACK permitted"
    case 5:
      let edges = stride(from: 2, to: bytes.count - 7, by: 8).map { offset in
        "\(bytes.number(offset, octets: 4) ?? 0)–\(bytes.number(offset + 4, octets: 4) ?? 0)"
      }
      return "SACK " + edges.joined(separator: " ")
    case 8:
      return "timestamps \(bytes.number(2, octets: 4) ?? 0), echo \(bytes.number(6, octets: 4) ?? 0)"
    default: return "kind \(kind), \(bytes.count) bytes"
    }
  }
}
