/// A TCP segment (RFC 9293, section 3.1) with the options of RFC 7323 and RFC 2018 that Linux uses.
package struct TCPSegment: Hashable, Sendable {
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var sequence: UInt32
  package var acknowledgement: UInt32
  package var flags: TCPFlags
  /// As on the wire, before scaling.
  package var window: UInt16
  package var options = TCPOptions()
  package var payload: Bytes

  package static let headerLength = 20

  package init(
    sourcePort: UInt16, destinationPort: UInt16, sequence: UInt32, acknowledgement: UInt32 = 0,
    flags: TCPFlags, window: UInt16, options: TCPOptions = TCPOptions(), payload: Bytes = []
  ) {
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.sequence = sequence
    self.acknowledgement = acknowledgement
    self.flags = flags
    self.window = window
    self.options = options
    self.payload = payload
  }

  package var dataOffset: Int { Self.headerLength + options.length }
  /// Octets on the wire, header included.
  package var length: Int { dataOffset + payload.count }
  /// Sequence numbers taken: data, SYN and FIN.
  package var sequenceLength: UInt32 {
    UInt32(payload.count) + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
  }

  package func encoded(source: IPv4Address, destination: IPv4Address) -> [UInt8] {
    var writer = ByteWriter()
    writer.uint16(sourcePort)
    writer.uint16(destinationPort)
    writer.uint32(sequence)
    writer.uint32(acknowledgement)
    writer.uint8(UInt8(dataOffset / 4) << 4)
    writer.uint8(flags.rawValue)
    writer.uint16(window)
    writer.uint16(0)
    writer.uint16(0)
    writer.append(options.encoded())
    writer.append(payload)
    var checksum = InternetChecksum()
    checksum.addPseudoHeader(source: source, destination: destination, proto: .tcp, length: length)
    checksum.add(writer.bytes)
    writer.patch(checksum.value, at: 16)
    return writer.bytes
  }

  package init?(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    guard let source = reader.uint16(), let destination = reader.uint16(), let sequence = reader.uint32(),
      let acknowledgement = reader.uint32(), let offset = reader.uint8(), let flags = reader.uint8(),
      let window = reader.uint16(), reader.uint32() != nil,
      let options = reader.bytes(Int(offset >> 4) * 4 - Self.headerLength)
    else { return nil }
    self.init(
      sourcePort: source, destinationPort: destination, sequence: sequence,
      acknowledgement: acknowledgement, flags: TCPFlags(rawValue: flags), window: window,
      options: TCPOptions(decoding: options), payload: reader.rest)
  }
}

/// The control bits of a TCP header.
package struct TCPFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let fin = TCPFlags(rawValue: 0x01)
  package static let syn = TCPFlags(rawValue: 0x02)
  package static let rst = TCPFlags(rawValue: 0x04)
  package static let psh = TCPFlags(rawValue: 0x08)
  package static let ack = TCPFlags(rawValue: 0x10)
  package static let urg = TCPFlags(rawValue: 0x20)
  package static let ece = TCPFlags(rawValue: 0x40)
  package static let cwr = TCPFlags(rawValue: 0x80)
}

package struct TCPOptions: Hashable, Sendable {
  /// On SYN only: the largest segment the sender takes (RFC 9293, section 3.7.1).
  package var maximumSegmentSize: UInt16?
  /// On SYN only (RFC 2018).
  package var sackPermitted = false
  /// On SYN only: the shift of the window (RFC 7323, section 2).
  package var windowScale: UInt8?
  /// Milliseconds of the sender's clock, and the one echoed (RFC 7323, section 3).
  package var timestamps: Timestamps?

  package struct Timestamps: Hashable, Sendable {
    package var value: UInt32
    package var echo: UInt32

    package init(value: UInt32, echo: UInt32) {
      self.value = value
      self.echo = echo
    }
  }

  package init() {}

  /// Laid out as Linux lays them out (net/ipv4/tcp_output.c, tcp_options_write).
  package var length: Int {
    var length = 0
    if maximumSegmentSize != nil { length += 4 }
    if timestamps != nil { length += 12 } else if sackPermitted { length += 4 }
    if windowScale != nil { length += 4 }
    return length
  }

  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    if let mss = maximumSegmentSize {
      writer.uint16(0x0204)
      writer.uint16(mss)
    }
    if let timestamps {
      writer.uint16(sackPermitted ? 0x0402 : 0x0101)
      writer.uint16(0x080A)
      writer.uint32(timestamps.value)
      writer.uint32(timestamps.echo)
    } else if sackPermitted {
      writer.uint32(0x0101_0402)
    }
    if let windowScale {
      writer.uint16(0x0103)
      writer.uint8(3)
      writer.uint8(windowScale)
    }
    return writer.bytes
  }

  /// Unknown options are skipped; a malformed one ends the reading.
  package init(decoding bytes: Bytes) {
    var reader = ByteReader(bytes)
    while let kind = reader.uint8(), kind != 0 {
      if kind == 1 { continue }
      guard let length = reader.uint8(), let body = reader.bytes(Int(length) - 2) else { return }
      var field = ByteReader(body)
      switch kind {
      case 2: maximumSegmentSize = field.uint16()
      case 3: windowScale = field.uint8()
      case 4: sackPermitted = true
      case 8:
        if let value = field.uint32(), let echo = field.uint32() {
          timestamps = Timestamps(value: value, echo: echo)
        }
      default: break
      }
    }
  }
}
