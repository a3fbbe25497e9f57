import Packets

extension IPv4Address: Storable {
  func store(in writer: inout StoredWriter) { writer(bits) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(bits: try reader()) }
}

extension MACAddress: Storable {
  func store(in writer: inout StoredWriter) { writer(bits) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(bits: try reader()) }
}

extension IPProtocol: Storable {
  func store(in writer: inout StoredWriter) { writer(number) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self.init(try reader()) }
}

extension ArraySlice<UInt8>: Storable {
  func store(in writer: inout StoredWriter) {
    writer.number(count)
    for octet in self { writer.byte(octet) }
  }

  /// A slice of its own: what is read does not keep the whole entry in memory.
  init(from reader: inout StoredReader) throws(StoredDamage) { self = Array(try reader.octets())[...] }
}

extension EthernetFrame: Storable {
  func store(in writer: inout StoredWriter) { writer.frame(self) }
  init(from reader: inout StoredReader) throws(StoredDamage) { self = try reader.frame() }

  func storeFields(in writer: inout StoredWriter) {
    writer(destination)
    writer(source)
    writer(vlan)
    writer(payload)
  }

  init(fields reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      destination: try reader(), source: try reader(), vlan: try reader(), payload: try reader())
  }
}

extension VLANTag: Storable {
  func store(in writer: inout StoredWriter) {
    writer(identifier)
    writer(priority)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(try reader(), priority: try reader())
  }
}

extension EthernetPayload: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .arp(let packet):
      writer.byte(0)
      writer(packet)
    case .ipv4(let packet):
      writer.byte(1)
      writer(packet)
    case .other(let type, let bytes):
      writer.byte(2)
      writer(type)
      writer(bytes)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .arp(try reader())
    case 1: self = .ipv4(try reader())
    case 2: self = .other(etherType: try reader(), try reader())
    default: throw StoredDamage()
    }
  }
}

extension ARPPacket.Operation: Storable {}

extension ARPPacket: Storable {
  func store(in writer: inout StoredWriter) {
    writer(operation)
    writer(senderHardware)
    writer(sender)
    writer(targetHardware)
    writer(target)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      try reader(), senderHardware: try reader(), sender: try reader(), targetHardware: try reader(),
      target: try reader())
  }
}

extension IPv4Packet: Storable {
  func store(in writer: inout StoredWriter) {
    writer(source)
    writer(destination)
    writer(timeToLive)
    writer(payload)
    writer(typeOfService)
    writer(identification)
    writer(dontFragment)
    writer(moreFragments)
    writer(fragmentOffset)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(
      source: try reader(), destination: try reader(), timeToLive: try reader(), payload: try reader())
    typeOfService = try reader()
    identification = try reader()
    dontFragment = try reader()
    moreFragments = try reader()
    fragmentOffset = try reader()
  }
}

extension IPv4Payload: Storable {
  func store(in writer: inout StoredWriter) {
    switch self {
    case .icmp(let message):
      writer.byte(0)
      writer(message)
    case .udp(let datagram):
      writer.byte(1)
      writer(datagram)
    case .tcp(let segment):
      writer.byte(2)
      writer(segment)
    case .raw(let proto, let bytes):
      writer.byte(3)
      writer(proto)
      writer(bytes)
    }
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    switch try reader.byte() {
    case 0: self = .icmp(try reader())
    case 1: self = .udp(try reader())
    case 2: self = .tcp(try reader())
    case 3: self = .raw(try reader(), try reader())
    default: throw StoredDamage()
    }
  }
}

extension UDPDatagram: Storable {
  func store(in writer: inout StoredWriter) {
    writer(sourcePort)
    writer(destinationPort)
    writer(payload)
  }

  init(from reader: inout StoredReader) throws(StoredDamage) {
    self.init(sourcePort: try reader(), destinationPort: try reader(), payload: try reader())
  }
}
