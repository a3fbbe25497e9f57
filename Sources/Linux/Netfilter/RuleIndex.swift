import Packets

/// Finds the rules of a long chain that a packet may meet, without looking at the others.
///
/// Rules that compare the same things (say, the source under /32 and the destination port) form a group, and a
/// group keeps its rules by what they compare with. A packet is looked up once in every group, and meets the found
/// rules in their order. The index only leaves out rules that cannot hold: what it finds is compared in full, so
/// that counters and verdicts are what a walk through all rules gives. (The kernel walks; this is what nftables'
/// maps and ipset do by hand.)
final class RuleIndex {
  /// Shorter chains are walked.
  static let leastRules = 12
  /// With more kinds of rules than this, the rest are looked at for every packet.
  private static let mostGroups = 48

  /// Rules of one group with one key, by their places in the chain, in order.
  final class Bucket {
    fileprivate(set) var places: [Int] = []
  }

  private struct Group {
    let shape: RuleShape
    var buckets: [UInt64: Bucket] = [:]
  }

  private var groups: [Group] = []

  init(_ rules: [Rule]) {
    var numbers: [RuleShape: Int] = [:]
    for (place, rule) in rules.enumerated() {
      let key = RuleKey(rule.specification)
      var shape = key.shape
      if numbers[shape] == nil {
        if groups.count >= Self.mostGroups { shape = RuleShape() }
        if numbers[shape] == nil {
          numbers[shape] = groups.count
          groups.append(Group(shape: shape))
        }
      }
      let group = numbers[shape]!
      let value = key.value(in: shape)
      if groups[group].buckets[value] == nil { groups[group].buckets[value] = Bucket() }
      groups[group].buckets[value]!.places.append(place)
    }
  }

  func candidates(for context: HookContext) -> RuleCandidates {
    let key = RuleKey(context)
    var found: [RuleCandidates.List] = []
    for group in groups where group.shape.parts.isSubset(of: key.shape.parts) {
      if let bucket = group.buckets[key.value(in: group.shape)] {
        found.append(RuleCandidates.List(bucket: bucket))
      }
    }
    return RuleCandidates(found)
  }
}

/// The places of the rules that a packet is compared with, in order.
struct RuleCandidates {
  fileprivate struct List {
    let bucket: RuleIndex.Bucket
    var next = 0
  }

  /// For a chain that is walked from end to end.
  private var rest: Range<Int>
  private var lists: [List]

  init(all count: Int) { (rest, lists) = (0..<count, []) }
  fileprivate init(_ lists: [List]) { (rest, self.lists) = (0..<0, lists) }

  mutating func next() -> Int? {
    guard !lists.isEmpty else { return rest.popFirst() }
    var least: (place: Int, list: Int)?
    for index in lists.indices {
      let list = lists[index]
      guard list.next < list.bucket.places.count else { continue }
      let place = list.bucket.places[list.next]
      if place < least?.place ?? .max { least = (place, index) }
    }
    guard let least else { return nil }
    lists[least.list].next += 1
    return least.place
  }
}

/// What a rule compares, as far as an index can use it.
struct RuleShape: Hashable {
  struct Parts: OptionSet, Hashable {
    let rawValue: UInt8
    static let proto = Parts(rawValue: 1)
    static let sourcePort = Parts(rawValue: 2)
    static let destinationPort = Parts(rawValue: 4)
    static let icmpType = Parts(rawValue: 8)
    static let input = Parts(rawValue: 16)
    static let output = Parts(rawValue: 32)
    static let hardware = Parts(rawValue: 64)
  }
  var sourceMask: UInt32 = 0
  var destinationMask: UInt32 = 0
  var parts: Parts = []
}

/// The values that a rule compares with, or those of a packet.
struct RuleKey {
  /// Of a packet: the parts that it has at all.
  private(set) var shape = RuleShape()
  private var source: UInt32 = 0
  private var destination: UInt32 = 0
  private var proto: UInt8 = 0
  private var ports: (source: UInt16, destination: UInt16) = (0, 0)
  private var icmpType: UInt8 = 0
  private var interfaces: (input: UInt64, output: UInt64) = (0, 0)
  private var hardware: UInt64 = 0

  /// One number of all parts of a shape. Two keys may share it: a rule too many is compared, never one too few.
  func value(in shape: RuleShape) -> UInt64 {
    let addresses = UInt64(source & shape.sourceMask) << 32 | UInt64(destination & shape.destinationMask)
    var small: UInt64 = 0
    if shape.parts.contains(.proto) { small |= UInt64(proto) }
    if shape.parts.contains(.icmpType) { small |= UInt64(icmpType) << 8 }
    if shape.parts.contains(.sourcePort) { small |= UInt64(ports.source) << 16 }
    if shape.parts.contains(.destinationPort) { small |= UInt64(ports.destination) << 32 }
    if shape.parts.contains(.hardware) { small ^= hardware &* 0xD6E8_FEB8_6659_FD93 }
    if shape.parts.contains(.input) { small ^= interfaces.input }
    if shape.parts.contains(.output) { small ^= interfaces.output &* 3 }
    return addresses ^ small &* 0x9E37_79B9_7F4A_7C15
  }
}

extension RuleKey {
  /// Of a rule: only conditions that name one value, and that nothing remembering comes before. Conditions with an
  /// exclamation mark, ranges and everything else stay for the comparison in full.
  init(_ rule: RuleSpecification) {
    if let condition = rule.source, !condition.isInverted {
      (shape.sourceMask, source) = (condition.mask, condition.address.bits)
    }
    if let condition = rule.destination, !condition.isInverted {
      (shape.destinationMask, destination) = (condition.mask, condition.address.bits)
    }
    if let condition = rule.proto, !condition.isInverted {
      shape.parts.insert(.proto)
      proto = condition.proto.number
    }
    if let condition = rule.input, condition.isExact {
      shape.parts.insert(.input)
      interfaces.input = Self.digest(condition.name)
    }
    if let condition = rule.output, condition.isExact {
      shape.parts.insert(.output)
      interfaces.output = Self.digest(condition.name)
    }
    for match in rule.matches {
      switch match {
      case .limit, .statistic, .recent: return
      default: take(match)
      }
    }
  }

  private mutating func take(_ match: Match) {
    switch match {
    case .tcp(let match): take(match.source, match.destination)
    case .udp(let source, let destination): take(source, destination)
    case .icmp(let match) where match.type != 255 && !match.isInverted:
      shape.parts.insert(.icmpType)
      icmpType = match.type
    case .mac(let address, isInverted: false):
      shape.parts.insert(.hardware)
      hardware = address.bits
    default: break
    }
  }

  private mutating func take(_ source: PortCondition?, _ destination: PortCondition?) {
    if let port = source?.single {
      shape.parts.insert(.sourcePort)
      ports.source = port
    }
    if let port = destination?.single {
      shape.parts.insert(.destinationPort)
      ports.destination = port
    }
  }

  /// Of a packet.
  init(_ context: HookContext) {
    (source, destination) = (context.source.bits, context.destination.bits)
    (proto, hardware) = (context.proto.number, context.buffer.sourceHardware.bits)
    shape.parts = [.proto, .hardware, .input, .output]
    interfaces = (Self.digest(context.input?.name ?? ""), Self.digest(context.output?.name ?? ""))
    switch context.buffer.ip.payload {
    case .tcp(let segment):
      ports = (segment.sourcePort, segment.destinationPort)
      shape.parts.formUnion([.sourcePort, .destinationPort])
    case .udp(let datagram):
      ports = (datagram.sourcePort, datagram.destinationPort)
      shape.parts.formUnion([.sourcePort, .destinationPort])
    case .icmp(let message):
      icmpType = message.type
      shape.parts.insert(.icmpType)
    case .raw: break
    }
  }

  /// A number for a name (FNV-1a).
  private static func digest(_ name: String) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return digest
  }
}

extension InterfaceCondition {
  fileprivate var isExact: Bool { !isPrefix && !isInverted }
}

extension PortCondition {
  /// The one port that meets the condition, if it is only one.
  fileprivate var single: UInt16? {
    !isInverted && ports.lowerBound == ports.upperBound ? ports.lowerBound : nil
  }
}
