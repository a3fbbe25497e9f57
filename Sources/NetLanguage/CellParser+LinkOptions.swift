extension CellParser {
  private static let linkKeys = ["mtu", "delay", "loss", "rate"]
  private static let delayUnits: [(String, Int64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
  ]
  /// As tc has them: powers of ten.
  private static let rateUnits: [(String, Int64)] = [
    ("kbit", 1000), ("mbit", 1_000_000), ("gbit", 1_000_000_000), ("bit", 1),
  ]

  mutating func readLinkOption(_ word: LogicalLine.Word, into options: inout LinkOptions) {
    let equals = line.characters[word.range].firstIndex(of: "=")!
    let key = word.range.lowerBound..<equals
    let value = equals + 1..<word.range.upperBound
    let name = line.text(key)
    if options.seen.contains(name) {
      report("duplicate-option", word.range, "the link's `\(name)` was already given")
    }
    options.seen.append(name)
    let place = line.source(word.range)
    switch name {
    case "mtu":
      if let mtu = decimal(line.text(value)), (68...65535).contains(mtu) {
        options.mtu = Located(mtu, at: place)
      } else {
        report(
          "invalid-mtu", value, "`\(line.text(value))` is not an MTU",
          suggestion: "an MTU is 68 to 65535 bytes")
      }
    case "delay":
      options.delay = quantity(
        value, Self.delayUnits, "delay", "a delay is a number with ns, us, ms or s, such as `10ms`"
      ).map { Located($0, at: place) }
    case "rate":
      options.rate = quantity(
        value, Self.rateUnits, "rate", "a rate is a number with bit, kbit, mbit or gbit, such as `10mbit`"
      ).map { Located($0, at: place) }
      if let rate = options.rate, rate.value == 0 { report("invalid-rate", value, "a rate can not be 0") }
    case "loss":
      let form = "a loss is a percentage, such as `5%`"
      guard let loss = quantity(value, [("%", 10_000)], "loss", form) else { return }
      if loss > 1_000_000 { return report("invalid-loss", value, "a loss is at most 100%") }
      options.loss = Located(Int(loss), at: place)
    default:
      report(
        "unknown-option", key, "a link has no option `\(name)`",
        suggestion: didYouMean(name, among: Self.linkKeys)
          ?? "options of a link are mtu, delay, loss and rate")
    }
  }

  /// A number, perhaps with a decimal point, and one of the units, in the smallest unit.
  private mutating func quantity(
    _ range: Range<Int>, _ units: [(String, Int64)], _ what: String, _ form: String
  ) -> Int64? {
    let text = line.text(range)
    for (unit, factor) in units where text.hasSuffix(unit) {
      let parts = text.dropLast(unit.count).split(separator: ".", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), let whole = decimal(String(parts[0])) else { break }
      guard parts.count == 2 else { return Int64(whole) * factor }
      guard let fraction = decimal(String(parts[1])) else { break }
      var divisor: Int64 = 1
      for _ in 0..<parts[1].count { divisor *= 10 }
      return Int64(whole) * factor + Int64(fraction) * factor / divisor
    }
    let isBare = decimal(text) != nil
    report(
      "invalid-\(what)", range, isBare ? "the \(what) \(text) has no unit" : "`\(text)` is not a \(what)",
      suggestion: form)
    return nil
  }
}
