import Packets

/// The first sequence numbers of a TCP conversation, by which the later ones are counted.
struct TCPConversation {
  /// The ends in a fixed order, so that both directions find the same entry.
  struct Key: Hashable {
    let low: UInt64
    let high: UInt64
  }
  /// Of the end that comes first in the key, and of the other.
  var sequence: UInt32
  var acknowledgement: UInt32
}

/// TCP (print-tcp.c).
extension PacketPrinter {
  func printTCP(_ packet: IPv4Header) throws(CutOff) {
    guard let header = TCPHeader(packet.payload) else {
      text += "\(name(of: packet.source)) > \(name(of: packet.destination)): "
      throw CutOff(proto: "tcp")
    }
    text += "\(endPoint(packet.source, header.sourcePort, .tcp)) > "
    text += "\(endPoint(packet.destination, header.destinationPort, .tcp)): "
    guard header.dataOffset >= TCPSegment.headerLength else {
      text += " [bad hdr length \(header.dataOffset) - too short, < 20]"
      return
    }
    let length = packet.payloadLength - header.dataOffset
    if options.isQuiet {
      text += "tcp \(length)"
      return
    }
    text += "Flags [\(Self.flags(header.flags))]"
    if isVerbose, isComplete(packet) { printChecksum(header, packet) }
    let relative = numbers(of: header, in: packet)
    if options.verbosity > 1 || length > 0 || !header.flags.isDisjoint(with: [.syn, .fin, .rst]) {
      text += ", seq \(relative.sequence)"
      if length > 0 { text += ":\(relative.sequence &+ UInt32(length))" }
    }
    if header.flags.contains(.ack) { text += ", ack \(relative.acknowledgement)" }
    text += ", win \(header.window)"
    if header.flags.contains(.urg) { text += ", urg \(header.urgentPointer)" }
    if header.dataOffset > TCPSegment.headerLength {
      try printOptions(header, base: relative.acknowledgementBase)
    }
    text += ", length \(length)"
    if length > 0, !header.flags.contains(.rst) { try printData(header) }
  }

  private static func flags(_ flags: TCPFlags) -> String {
    let letters: [(TCPFlags, String)] = [
      (.fin, "F"), (.syn, "S"), (.rst, "R"), (.psh, "P"), (.ack, "."), (.urg, "U"), (.ece, "E"), (.cwr, "W"),
    ]
    let text = letters.filter { flags.contains($0.0) }.map { $0.1 }.joined()
    return text.isEmpty ? "none" : text
  }

  private func printChecksum(_ header: TCPHeader, _ packet: IPv4Header) {
    let sum = InternetChecksum.transport(packet.payload, at: 16, in: packet)
    text += ", cksum \(hex(header.checksum, 4)) "
    text += sum == header.checksum ? "(correct)" : "(incorrect -> \(hex(sum, 4)))"
  }

  // MARK: - Sequence numbers

  private typealias Numbers = (sequence: UInt32, acknowledgement: UInt32, acknowledgementBase: UInt32)

  /// Counted from the conversation's first ones, except with `-S` and in segments without ACK.
  private func numbers(of header: TCPHeader, in packet: IPv4Header) -> Numbers {
    let absolute: Numbers = (header.sequence, header.acknowledgement, 0)
    guard !options.showsAbsoluteSequence, header.flags.contains(.ack) else { return absolute }
    let source = UInt64(header.sourcePort) << 32 | UInt64(packet.source.bits)
    let destination = UInt64(header.destinationPort) << 32 | UInt64(packet.destination.bits)
    let isReversed = source > destination
    let key = TCPConversation.Key(low: min(source, destination), high: max(source, destination))
    guard let known = conversations[key], !header.flags.contains(.syn) else {
      conversations[key] =
        isReversed
        ? TCPConversation(sequence: header.acknowledgement &- 1, acknowledgement: header.sequence)
        : TCPConversation(sequence: header.sequence, acknowledgement: header.acknowledgement &- 1)
      return (
        header.sequence, header.acknowledgement,
        isReversed ? conversations[key]!.sequence : conversations[key]!.acknowledgement
      )
    }
    return isReversed
      ? (header.sequence &- known.acknowledgement, header.acknowledgement &- known.sequence, known.sequence)
      : (
        header.sequence &- known.sequence, header.acknowledgement &- known.acknowledgement,
        known.acknowledgement
      )
  }

  // MARK: - Options

  private func printOptions(_ header: TCPHeader, base: UInt32) throws(CutOff) {
    guard header.options.count == header.dataOffset - TCPSegment.headerLength else {
      throw CutOff(proto: "tcp")
    }
    var reader = ByteReader(header.options)
    var words: [String] = []
    while let kind = reader.uint8() {
      if kind == 0 {
        words.append("eol")
        break
      }
      if kind == 1 {
        words.append("nop")
        continue
      }
      guard let length = reader.uint8(), let body = reader.bytes(Int(length) - 2) else {
        words.append("[bad opt]")
        break
      }
      words.append(option(kind, body, base: base))
    }
    text += ", options [" + words.joined(separator: ",") + "]"
  }

  private func option(_ kind: UInt8, _ body: Bytes, base: UInt32) -> String {
    switch (kind, body.count) {
    case (2, 2): return "mss \(body.number(0, octets: 2)!)"
    case (3, 1): return "wscale \(body.octet(0)!)"
    case (4, 0): return "sackOK"
    case (5, _):
      var text = "sack \(body.count / 8) "
      for block in stride(from: 0, to: body.count - 7, by: 8) {
        text += "{\(body.number(block, octets: 4)! &- base):\(body.number(block + 4, octets: 4)! &- base)}"
      }
      return text
    case (8, 8): return "TS val \(body.number(0, octets: 4)!) ecr \(body.number(4, octets: 4)!)"
    default: return "unknown-\(kind)" + (body.isEmpty ? "" : " 0x" + body.map { $0.hexadecimal }.joined())
    }
  }

  // MARK: - Data

  /// What the data of a well-known port says.
  private func printData(_ header: TCPHeader) throws(CutOff) {
    let ports = [header.sourcePort, header.destinationPort]
    func either(_ candidates: [UInt16]) -> Bool { ports.contains { candidates.contains($0) } }
    if either([80, 3128, 8080]) {
      text += ": "
      printLines(header.payload, .http)
    } else if either([554, 8554]) {
      text += ": "
      printLines(header.payload, .rtsp)
    } else if either([25]) {
      text += ": "
      printLines(header.payload, .smtp)
    } else if either([21]) {
      text += ": "
      printLines(header.payload, .ftp)
    } else if either([22]) {
      printSSH(header.payload)
    } else if either([53]) {
      try printTCPDNS(header.payload)
    } else if let port = ports.first(where: { Self.dissected.contains($0) }) {
      give(up: "TCP port \(port)")
    }
  }

  /// Ports of protocols that tcpdump has words for and this does not.
  private static let dissected: [UInt16] = [
    23, 111, 139, 179, 445, 639, 646, 1723, 2000, 2049, 5060, 6379, 6633, 6653,
  ]
}
