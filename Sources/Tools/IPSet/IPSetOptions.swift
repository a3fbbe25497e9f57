import Linux
import Packets

/// The options behind `create` and behind an element.
struct IPSetOptionReader {
  private var words: ArraySlice<String>

  init(_ words: ArraySlice<String>) { self.words = words }

  // MARK: - create

  mutating func create(_ kind: SetKind) throws(IPSetFailure) -> IPSet.Options {
    var options = IPSet.Options()
    while let word = words.popFirst() {
      guard Self.names(for: kind).contains(word) else { throw .usage("Unknown argument: `\(word)'") }
      switch word {
      case "counters": options.hasCounters = true
      case "comment": options.hasComments = true
      case "forceadd", "-4": break
      case "skbinfo", "-6": throw .unsimulated("ipset create \(word)")
      default: try set(word, value(word), kind, &options)
      }
    }
    if kind.isBitmap, options.ports == nil, options.addresses == nil {
      throw .usage("Mandatory option `range' is missing")
    }
    return options
  }

  private mutating func value(_ option: String) throws(IPSetFailure) -> String {
    guard let word = words.popFirst() else {
      throw .usage("Missing mandatory argument of option `\(option)'")
    }
    return word
  }

  private static func names(for kind: SetKind) -> [String] {
    let common = ["timeout", "counters", "comment", "skbinfo"]
    if kind == .list { return common + ["size"] }
    if kind == .bitmapAddress { return common + ["range", "netmask"] }
    if kind.isBitmap { return common + ["range"] }
    let hash = common + ["hashsize", "maxelem", "forceadd", "bucketsize", "initval"]
    if kind == .hardware { return hash }
    return hash + ["family", "-4", "-6"] + (kind == .address ? ["netmask"] : [])
  }

  private func set(
    _ option: String, _ text: String, _ kind: SetKind, _ options: inout IPSet.Options
  ) throws(IPSetFailure) {
    switch option {
    case "timeout": options.timeout = Int(try Self.number(text, in: Self.timeouts))
    case "hashsize":
      // A power of two, 64 at least.
      var size: UInt32 = 64
      let wanted = try Self.number(text, in: 0...0x7FFF_FFFF)
      while UInt64(size) < wanted { size *= 2 }
      options.hashSize = size
    case "maxelem": options.maximum = UInt32(try Self.number(text, in: 0...0xFFFF_FFFF))
    case "bucketsize":
      // Even, from 2 to 12 (AHASH_INIT_SIZE, AHASH_MAX_SIZE).
      let size = try Self.number(text, in: 0...255)
      options.bucketSize = UInt32(min(12, max(2, (size + 1) / 2 * 2)))
    case "initval": options.initialValue = UInt32(try Self.number(text, in: 0...0xFFFF_FFFF))
    case "netmask": options.netmask = Int(try Self.number(text, in: 1...32))
    case "size": options.size = UInt32(try Self.number(text, in: 0...0xFFFF_FFFF))
    case "family":
      switch text {
      case "inet", "ipv4", "-4": break
      case "inet6", "ipv6", "-6": throw .unsimulated("ipset create family \(text), since it has no IPv6")
      default: throw .syntax("unknown INET family \(text)")
      }
    default: try setRange(text, kind, &options)
    }
  }

  private func setRange(
    _ text: String, _ kind: SetKind, _ options: inout IPSet.Options
  ) throws(IPSetFailure) {
    if kind == .bitmapPort {
      let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      guard ends.count == 2 else { throw .syntax("Missing range separator '-' in \(text)") }
      let low = try IPSetElementReader.port(String(ends[0]), .tcp)
      let high = try IPSetElementReader.port(String(ends[1]), .tcp)
      options.ports = min(low, high)...max(low, high)
      return
    }
    let range = try IPSetElementReader.addresses(text)
    guard range.upperBound.bits - range.lowerBound.bits < 65_536 else {
      throw .kernel("The range you specified exceeds the size limit of the set type")
    }
    options.addresses = range
  }

  static let timeouts: ClosedRange<UInt64> = 0...2_147_483

  /// A number as strtoull(3) reads it, within a range.
  static func number(_ text: String, in range: ClosedRange<UInt64>) throws(IPSetFailure) -> UInt64 {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? String(text.dropFirst()) : text
    let hexadecimal = digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : nil
    guard let number = hexadecimal ?? UInt64(digits) else { throw .syntax("'\(text)' is invalid as number") }
    guard !isNegative, range.contains(number) else {
      throw .syntax("'\(text)' is out of range \(range.lowerBound)-\(range.upperBound)")
    }
    return number
  }

  // MARK: - add

  struct Beside {
    var timeout: Int?
    var isException = false
    var packets: UInt64?
    var bytes: UInt64?
    var comment: String?
    /// Of a list: the member before or after which this one goes.
    var neighbour: (name: String, isBefore: Bool)?
  }

  /// What is kept beside an element. A test and a deletion know fewer words.
  mutating func beside(_ set: IPSet, isAdding: Bool) throws(IPSetFailure) -> Beside {
    var beside = Beside()
    while let word = words.popFirst() {
      switch word {
      case "timeout" where isAdding: beside.timeout = Int(try Self.number(value(word), in: Self.timeouts))
      case "nomatch" where set.kind.hasNetworks: beside.isException = true
      case "packets" where isAdding: beside.packets = try Self.number(value(word), in: 0...UInt64.max)
      case "bytes" where isAdding: beside.bytes = try Self.number(value(word), in: 0...UInt64.max)
      case "comment" where isAdding:
        let text = try value(word)
        guard !text.contains("\"") else { throw .syntax("\" character is not permitted in comments") }
        beside.comment = text
      case "before" where set.kind == .list: beside.neighbour = (try value(word), true)
      case "after" where set.kind == .list: beside.neighbour = (try value(word), false)
      case "skbmark", "skbprio", "skbqueue": throw .unsimulated("ipset add \(word)")
      default: throw .usage("Unknown argument: `\(word)'")
      }
    }
    try check(beside, set)
    return beside
  }

  private func check(_ beside: Beside, _ set: IPSet) throws(IPSetFailure) {
    func refuse(_ what: String, _ support: String) -> IPSetFailure {
      .kernel("\(what) cannot be used: set was created without \(support) support")
    }
    if beside.timeout != nil, set.options.timeout == nil { throw refuse("Timeout", "timeout") }
    if beside.packets != nil || beside.bytes != nil, !set.options.hasCounters {
      throw refuse("Packet/byte counters", "counter")
    }
    if beside.comment != nil, !set.options.hasComments { throw refuse("Comment", "comment") }
  }
}
