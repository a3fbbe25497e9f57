import Packets
import Simulation

/// The search for addresses and ports that make a flow's answers unmistakable (nf_nat_core.c, get_unique_tuple).
extension ConnectionTracker {
  func uniqueTuple(
    _ original: Tuple, _ range: NATRange, _ manipulation: Translation.Manipulation, for connection: Connection
  ) -> Tuple {
    if manipulation == .source, !range.drawsPort {
      // Whatever this client's port is mapped to already, for other destinations too, is best.
      if isInside(original, range, manipulation) {
        if !isTaken(original, by: connection) { return original }
      } else if let known = knownMapping(of: original, range), !isTaken(known, by: connection) {
        return known
      }
    }
    var tuple = original
    choosePlace(&tuple, range, manipulation)
    if !range.drawsPort {
      if let ports = range.ports {
        if range.basePort == nil, ports.contains(Self.key(tuple, manipulation)),
          ports.count == 1 || !isTaken(tuple, by: connection)
        {
          return tuple
        }
      } else if !isTaken(tuple, by: connection) {
        return tuple
      }
    }
    searchPort(&tuple, range, manipulation, for: connection)
    return tuple
  }

  /// Another connection's answers would look the same.
  private func isTaken(_ tuple: Tuple, by connection: Connection) -> Bool {
    guard let answer = tuple.inverted, let found = find(answer) else { return false }
    // The same flow's first packets may race each other: confirmation sorts that out.
    return found.connection !== connection && found.connection.original != connection.original
  }

  private func isInside(_ tuple: Tuple, _ range: NATRange, _ manipulation: Translation.Manipulation) -> Bool {
    if let addresses = range.addresses, !addresses.contains(tuple.source) { return false }
    guard let ports = range.ports else { return true }
    return ports.contains(Self.key(tuple, manipulation))
  }

  /// Where the client's port was mapped to before (find_appropriate_src).
  private func knownMapping(of tuple: Tuple, _ range: NATRange) -> Tuple? {
    for other in table.connections where other.status.contains(.sourceNATDone) && other.expiry > now {
      guard other.original.source == tuple.source, other.original.sourceKey == tuple.sourceKey,
        other.proto == tuple.proto, var mapped = other.reply.inverted
      else { continue }
      mapped.destination = tuple.destination
      mapped.destinationKey = tuple.destinationKey
      if isInside(mapped, range, .source) { return mapped }
    }
    return nil
  }

  /// The part of a tuple that is searched: the port, or the identifier of ICMP whichever way it goes.
  private static func key(_ tuple: Tuple, _ manipulation: Translation.Manipulation) -> UInt16 {
    manipulation == .source || tuple.proto == .icmp ? tuple.sourceKey : tuple.destinationKey
  }

  /// One address of a range, by a hash of both addresses, so that a client keeps its own (find_best_ips_proto).
  private func choosePlace(_ tuple: inout Tuple, _ range: NATRange, _ manipulation: Translation.Manipulation)
  {
    guard let addresses = range.addresses else { return }
    var chosen = addresses.lowerBound
    if addresses.lowerBound != addresses.upperBound {
      let salt = range.flags.contains(.persistent) ? 0 : tuple.destination.bits.byteSwapped
      let hash = JenkinsHash.of([tuple.source.bits.byteSwapped, 0, 0, 0], salt: salt)
      let count = UInt64(addresses.upperBound.bits - addresses.lowerBound.bits) + 1
      chosen = IPv4Address(bits: chosen.bits + UInt32((UInt64(hash) * count) >> 32))
    }
    if manipulation == .source { tuple.source = chosen } else { tuple.destination = chosen }
  }

  /// Tries ports one after the other from a random place on, some 128 of them, then half as many from another
  /// place, and so on (nf_nat_l4proto_unique_tuple). If all are taken the last one stays.
  private func searchPort(
    _ tuple: inout Tuple, _ range: NATRange, _ manipulation: Translation.Manipulation,
    for connection: Connection
  ) {
    guard tuple.hasPorts || tuple.proto == .icmp else { return }
    let current = Self.key(tuple, manipulation)
    guard let ports = range.ports ?? Self.portClass(of: current, tuple.proto, manipulation) else { return }
    let least = Int(ports.lowerBound)
    var offset = 0
    if let base = range.basePort {
      offset = Int(current &- base)
    } else if range.drawsPort || manipulation == .source || tuple.proto == .icmp {
      offset = namespace.network.random.number(below: 65_536)
    }
    var attempts = min(ports.count, 128)
    while true {
      for attempt in 0..<attempts {
        let port = UInt16(least + offset % ports.count)
        offset += 1
        if manipulation == .source || tuple.proto == .icmp {
          tuple.sourceKey = port
        } else {
          tuple.destinationKey = port
        }
        if !isTakenForGood(tuple, by: connection, attemptsLeft: attempts - attempt) { return }
      }
      guard attempts < ports.count, attempts >= 16 else { return }
      attempts /= 2
      offset = namespace.network.random.number(below: 65_536)
    }
  }

  /// Where there is little left to try, a TCP connection that is over gives its place up
  /// (nf_nat_used_tuple_harder).
  private func isTakenForGood(_ tuple: Tuple, by connection: Connection, attemptsLeft: Int) -> Bool {
    guard isTaken(tuple, by: connection) else { return false }
    guard tuple.proto == .tcp, attemptsLeft <= 64, let answer = tuple.inverted, let found = find(answer),
      found.direction == .reply, let state = found.connection.tcp?.state,
      state == .timeWait || state == .close
    else { return true }
    kill(found.connection)
    return false
  }

  /// The ports among which one is searched where the rule says none: low ports stay low. A destination port is
  /// never changed without being told.
  private static func portClass(
    of port: UInt16, _ proto: IPProtocol, _ manipulation: Translation.Manipulation
  ) -> ClosedRange<UInt16>? {
    if proto == .icmp { return 0...65_535 }
    guard manipulation == .source else { return nil }
    return switch port {
    case ..<512: 1...511
    case ..<1024: 600...1023
    default: 1024...65_535
    }
  }
}

extension NATRange {
  /// Since Linux 3.13 `--random` and `--random-fully` do the same (NF_NAT_RANGE_PROTO_RANDOM_ALL).
  var drawsPort: Bool { !flags.isDisjoint(with: [.random, .fullyRandom]) }
}

/// Bob Jenkins' lookup3 over 32-bit words, as the kernel has it (include/linux/jhash.h, jhash2).
enum JenkinsHash {
  static func of(_ words: [UInt32], salt: UInt32) -> UInt32 {
    let start = 0xDEAD_BEEF &+ UInt32(words.count) << 2 &+ salt
    var (a, b, c) = (start, start, start)
    var rest = words[...]
    while rest.count > 3 {
      a &+= rest.removeFirst()
      b &+= rest.removeFirst()
      c &+= rest.removeFirst()
      mix(&a, &b, &c)
    }
    guard let first = rest.popFirst() else { return c }
    a &+= first
    if let second = rest.popFirst() { b &+= second }
    if let third = rest.popFirst() { c &+= third }
    finish(&a, &b, &c)
    return c
  }

  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    for (i, shift) in [4, 6, 8, 16, 19, 4].enumerated() {
      switch i % 3 {
      case 0:
        a = (a &- c) ^ rotate(c, shift)
        c &+= b
      case 1:
        b = (b &- a) ^ rotate(a, shift)
        a &+= c
      default:
        c = (c &- b) ^ rotate(b, shift)
        b &+= a
      }
    }
  }

  private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    c = (c ^ b) &- rotate(b, 14)
    a = (a ^ c) &- rotate(c, 11)
    b = (b ^ a) &- rotate(a, 25)
    c = (c ^ b) &- rotate(b, 16)
    a = (a ^ c) &- rotate(c, 4)
    b = (b ^ a) &- rotate(a, 14)
    c = (c ^ b) &- rotate(b, 24)
  }

  private static func rotate(_ word: UInt32, _ shift: Int) -> UInt32 {
    word << UInt32(shift) | word >> UInt32(32 - shift)
  }
}
