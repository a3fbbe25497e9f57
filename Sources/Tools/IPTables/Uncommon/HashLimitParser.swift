import Linux
import Packets

final class HashLimitParser: MatchParser {
  private var rate: HashLimitMatch.Rate?
  private var isAbove = false
  private var burst: String?
  private var tableName: String?
  private var match = HashLimitMatch(name: "", rate: .bytes(0, burst: nil), isAbove: false)

  init() {
    super.init(
      "hashlimit",
      [
        ExtensionOption("hashlimit-upto", inverts: true),
        ExtensionOption("hashlimit", as: "hashlimit-upto", inverts: true),
        ExtensionOption("hashlimit-above", inverts: true), ExtensionOption("hashlimit-srcmask"),
        ExtensionOption("hashlimit-dstmask"), ExtensionOption("hashlimit-burst"),
        ExtensionOption("hashlimit-htable-size"), ExtensionOption("hashlimit-htable-max"),
        ExtensionOption("hashlimit-htable-gcinterval"), ExtensionOption("hashlimit-htable-expire"),
        ExtensionOption("hashlimit-mode"), ExtensionOption("hashlimit-name"),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    func word() throws(IPTablesFailure) -> UInt32 {
      UInt32(try number(option, values[0], in: 0...4_294_967_295))
    }
    switch option {
    case "hashlimit-upto", "hashlimit-above":
      guard let rate = try Self.rate(values[0]) else { throw .badValue(name, option, values[0]) }
      (self.rate, isAbove) = (rate, (option == "hashlimit-above") != isInverted)
    case "hashlimit-srcmask": match.sourceLength = Int(try number(option, values[0], in: 0...32))
    case "hashlimit-dstmask": match.destinationLength = Int(try number(option, values[0], in: 0...32))
    case "hashlimit-burst": burst = values[0]
    case "hashlimit-htable-size": match.size = try word()
    case "hashlimit-htable-max": match.most = try word()
    case "hashlimit-htable-gcinterval":
      let span = try word()
      match.collectionInterval = span == 1000 ? nil : span
    case "hashlimit-htable-expire": match.expiry = try word()
    case "hashlimit-name": tableName = values[0]
    default: try readMode(values[0])
    }
  }

  private func readMode(_ list: String) throws(IPTablesFailure) {
    for word in list.split(separator: ",") {
      guard let mode = HashLimitMatch.Mode.names.first(where: { $0.1 == word })?.0 else {
        throw .badValue(name, "hashlimit-mode", list)
      }
      match.mode.insert(mode)
    }
  }

  /// `10/sec`, or octets: `512kb/s`.
  private static func rate(_ text: String) throws(IPTablesFailure) -> HashLimitMatch.Rate? {
    if text.hasSuffix("b/s") {
      return octets(String(text.dropLast(3))).map { .bytes($0, burst: nil) }
    }
    guard let (rate, unit) = LimitMatchParser.rate(text, scale: 1_000_000) else { return nil }
    return .packets(LimitMatch(rate: rate, unit: unit, burst: LimitMatch.defaultBurst))
  }

  private static func octets(_ text: String) -> UInt64? {
    switch text.last {
    case "k": UInt64(text.dropLast()).map { $0 << 10 }
    case "m": UInt64(text.dropLast()).map { $0 << 20 }
    default: UInt64(text)
    }
  }

  override var exclusive: [String] { ["hashlimit-upto", "hashlimit-above"] }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let tableName else { throw .required("hashlimit-name", of: name) }
    guard var rate else { throw .syntax("You have to specify --hashlimit") }
    switch rate {
    case .packets(var limit):
      if let burst { limit.burst = Int64(try number("hashlimit-burst", burst, in: 1...1_000_000)) }
      rate = .packets(limit)
      if match.expiry == UInt32(limit.unit.seconds) * 1000 { match.expiry = nil }
    case .bytes(let octets, _):
      guard let burst else { break }
      guard burst.hasSuffix("b"), let most = Self.octets(String(burst.dropLast())) else {
        throw .badValue(name, "hashlimit-burst", burst)
      }
      rate = .bytes(octets, burst: most)
    }
    (match.name, match.rate, match.isAbove) = (tableName, rate, isAbove)
    return .uncommon(.hashLimit(match))
  }
}
