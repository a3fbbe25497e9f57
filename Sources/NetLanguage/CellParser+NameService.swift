/// `serve NODE dns …`, and the options of hosts that are about names.
extension CellParser {
  private static let nameServiceForm = "write `serve NODE dns NAME=ADDRESS …`"

  mutating func readNameService(_ words: [LogicalLine.Word], _ isKnown: Bool) {
    guard words.count > 3 else {
      return report(
        "missing-names", end, "the name server knows no names", suggestion: Self.nameServiceForm)
    }
    var declaration = NameServiceDeclaration(node: line.located(words[1]))
    var isWhole = isKnown
    for word in words.dropFirst(3) {
      if let entry = nameEntry(word) { declaration.entries.append(entry) } else { isWhole = false }
    }
    if isWhole { add(.serveNames(declaration)) }
  }

  private mutating func nameEntry(_ word: LogicalLine.Word) -> NameServiceDeclaration.Entry? {
    guard let equals = word.text.firstIndex(of: "=") else {
      report(
        "malformed-entry", word.range, "`\(word.text)` says nothing about a name",
        suggestion: "an entry is NAME=ADDRESS, *.DOMAIN=ADDRESS, NAME=NAME or forward=ADDRESS")
      return nil
    }
    let offset = word.text.distance(from: word.text.startIndex, to: equals)
    let left = word.range.lowerBound..<(word.range.lowerBound + offset)
    let right = (left.upperBound + 1)..<word.range.upperBound
    let (name, value) = (line.text(left), line.text(right))
    if name == "forward" { return plainAddress(right).map { .forward(bits: $0) } }
    if name.hasPrefix("*.") {
      guard isDomainName(left.lowerBound + 2..<left.upperBound) else { return nil }
      return plainAddress(right).map { .domain(name: String(name.dropFirst(2)), bits: $0) }
    }
    guard isDomainName(left) else { return nil }
    if let bits = ipv4Bits(value) { return .address(name: name, bits: bits) }
    // What looks like an address is meant to be one.
    if value.allSatisfy({ $0.isNumber || $0 == "." }) {
      return plainAddress(right).map { .address(name: name, bits: $0) }
    }
    return isDomainName(right) ? .alias(name: name, target: value) : nil
  }

  /// Reports a text that is no name of a host (RFC 1123, section 2.1; underscores as in names of services).
  private mutating func isDomainName(_ range: Range<Int>) -> Bool {
    let labels = line.text(range).split(separator: ".", omittingEmptySubsequences: false)
    let isGood = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count)
        && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
    if isGood { return true }
    report(
      "invalid-domain", range.isEmpty ? range.lowerBound..<range.lowerBound + 1 : range,
      "`\(line.text(range))` is not a name that DNS could hold",
      suggestion: "names are letters, digits and `-`, with dots between, such as `web.lan`")
    return false
  }

  /// Four octets, or a report.
  mutating func plainAddress(_ range: Range<Int>) -> UInt32? {
    if let bits = ipv4Bits(line.text(range)) { return bits }
    let place = range.isEmpty ? range.lowerBound - 1..<range.lowerBound : range
    report(
      "invalid-address", place,
      range.isEmpty ? "the address is missing" : "`\(line.text(range))` is not an address",
      suggestion: "an address is four numbers up to 255, such as `10.0.0.53`")
    return nil
  }

  /// The parts between commas behind an option's `=`, each with its place; nil, and reported, when there are none.
  private mutating func values(of word: LogicalLine.Word, behind prefix: String) -> [Range<Int>]? {
    let start = word.range.lowerBound + prefix.count
    guard word.text.hasPrefix(prefix), start < word.range.upperBound else {
      report(
        "missing-value", word.range, "`\(word.text)` has no value",
        suggestion: "write `\(prefix)\(prefix == "search=" ? "lan" : "10.0.0.53")`")
      return nil
    }
    var ranges: [Range<Int>] = []
    var first = start
    for index in start...word.range.upperBound
    where index == word.range.upperBound || line.characters[index] == "," {
      ranges.append(first..<index)
      first = index + 1
    }
    return ranges
  }

  /// `dns=ADDRESS,…`
  mutating func addresses(of word: LogicalLine.Word, behind prefix: String) -> [UInt32]? {
    guard let ranges = values(of: word, behind: prefix) else { return nil }
    let addresses = ranges.map { plainAddress($0) }
    return addresses.contains(nil) ? nil : addresses.compactMap { $0 }
  }

  /// `search=DOMAIN,…`
  mutating func domains(of word: LogicalLine.Word, behind prefix: String) -> [String]? {
    guard let ranges = values(of: word, behind: prefix) else { return nil }
    return ranges.map { isDomainName($0) }.contains(false) ? nil : ranges.map { line.text($0) }
  }
}
