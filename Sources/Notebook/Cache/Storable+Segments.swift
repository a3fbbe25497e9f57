import Packets

extension TCPFlags: Storable {
  func store(in writer: inout StoredWriter) { writer(rawValue) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(rawValue: try reader()) }
}

extension TCPSegment: Storable {
  func store(in writer: inout StoredWriter) {
    writer(sourcePort)
    writer(destinationPort)
    writer(sequence)
    writer(acknowledgement)
    writer(flags)
    writer(window)
    writer(options)
    writer(payload)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      sourcePort: try reader(), destinationPort: try reader(), sequence: try reader(),
      acknowledgement: try reader(), flags: try reader(), window: try reader(), options: try reader(),
      payload: try reader())
  }
}

extension TCPOptions: Storable {
  func store(in writer: inout StoredWriter) {
    writer(maximumSegmentSize)
    writer(sackPermitted)
    writer(windowScale)
    writer(timestamps)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init()
    maximumSegmentSize = try reader()
    sackPermitted = try reader()
    windowScale = try reader()
    timestamps = try reader()
  }
}

extension TCPOptions.Timestamps: Storable {
  func store(in writer: inout StoredWriter) {
    writer(value)
    writer(echo)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(value: try reader(), echo: try reader())
  }
}

extension ICMPMessage: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .echoRequest(let echo):
      writer.byte(0)
      writer(echo)
    case .echoReply(let echo):
      writer.byte(1)
      writer(echo)
    case .error(let error, let quoted):
      writer.byte(2)
      writer(error)
      writer(quoted)
    case .other(let type, let code, let rest, let bytes):
      writer.byte(3)
      writer(type)
      writer(code)
      writer(rest)
      writer(bytes)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .echoRequest(try reader())
    case 1: self = .echoReply(try reader())
    case 2: self = .error(try reader(), quoted: try reader())
    case 3: self = .other(type: try reader(), code: try reader(), rest: try reader(), try reader())
    default: throw StoredDamage()
    }
  }
}

extension ICMPEcho: Storable {
  func store(in writer: inout StoredWriter) {
    writer(identifier)
    writer(sequence)
    writer(payload)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(identifier: try reader(), sequence: try reader(), payload: try reader())
  }
}

/// By the fields that it has on the wire.
extension ICMPError: Storable {
  func store(in writer: inout StoredWriter) {
    writer(type)
    writer(code)
    writer(rest)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    guard let error = ICMPError(type: try reader(), code: try reader(), rest: try reader()) else {
      throw StoredDamage()
    }
    self = error
  }
}

extension QuotedPacket: Storable {
  func store(in writer: inout StoredWriter) {
    writer(packet)
    writer(length)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(try reader())
    length = try reader()
  }
}
