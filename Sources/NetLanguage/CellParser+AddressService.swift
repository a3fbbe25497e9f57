/// `serve NODE dhcp FIRST-LAST …`.
extension CellParser {
  private static let addressServiceForm =
    "write `serve NODE dhcp 10.0.0.100-10.0.0.200 [router=ADDRESS] [dns=ADDRESS] [domain=NAME] [lease=TIME]`"

  mutating func readAddressService(_ words: [LogicalLine.Word], _ isKnown: Bool) {
    guard words.count > 3 else {
      return report(
        "missing-range", end, "the addresses that are given out are missing",
        suggestion: Self.addressServiceForm)
    }
    guard let range = addressRange(words[3]) else { return }
    var declaration = AddressServiceDeclaration(
      node: line.located(words[1]), first: range.first, last: range.last)
    var isWhole = isKnown
    for word in words.dropFirst(4) where !read(word, into: &declaration) { isWhole = false }
    if isWhole { add(.serveAddresses(declaration)) }
  }

  private mutating func addressRange(_ word: LogicalLine.Word) -> (first: UInt32, last: UInt32)? {
    guard let dash = line.characters[word.range].firstIndex(of: "-") else {
      report(
        "malformed-range", word.range, "`\(word.text)` is not a range of addresses",
        suggestion: Self.addressServiceForm)
      return nil
    }
    guard let first = plainAddress(word.range.lowerBound..<dash),
      let last = plainAddress(dash + 1..<word.range.upperBound)
    else { return nil }
    guard first <= last else {
      report("malformed-range", word.range, "the range ends before it begins")
      return nil
    }
    return (first, last)
  }

  /// False, and reported, for an option that can not be read.
  private mutating func read(
    _ word: LogicalLine.Word, into declaration: inout AddressServiceDeclaration
  ) -> Bool {
    let name = String(word.text.prefix { $0 != "=" })
    let value =
      word.range.lowerBound + name.count
      + 1..<max(word.range.upperBound, word.range.lowerBound + name.count + 1)
    switch name {
    case "router" where word.text.contains("="):
      declaration.router = plainAddress(value)
      return declaration.router != nil
    case "dns":
      guard let servers = addresses(of: word, behind: "dns=") else { return false }
      declaration.nameServers = servers
    case "domain":
      guard let domain = domains(of: word, behind: "domain=") else { return false }
      declaration.domain = domain[0]
    case "lease" where word.text.contains("="):
      declaration.lease = leaseTime(value)
      return declaration.lease != nil
    default:
      report(
        "unknown-option", word.range, "a DHCP server has no option `\(word.text)`",
        suggestion: didYouMean(name, among: ["router", "dns", "domain", "lease"]).map { "\($0)" }
          ?? "options are router=ADDRESS, dns=ADDRESS, domain=NAME and lease=TIME")
      return false
    }
    return true
  }

  /// `12h`, `30m`, `600s`: dnsmasq gives leases of two minutes at least.
  private mutating func leaseTime(_ range: Range<Int>) -> Int? {
    let text = line.text(range)
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    if let last = text.last, let unit = units[last], let number = decimal(String(text.dropLast())),
      (120...31_536_000).contains(number * unit)
    {
      return number * unit
    }
    report(
      "invalid-lease", range.isEmpty ? range.lowerBound - 1..<range.lowerBound : range,
      "`\(text)` is not the time of a lease",
      suggestion: "a lease lasts two minutes at least: `lease=10m`, `lease=12h`, `lease=7d`")
    return nil
  }
}
