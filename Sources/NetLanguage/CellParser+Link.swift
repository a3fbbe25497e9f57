extension CellParser {
  private static let linkForm =
    "write `link HOST:INTERFACE [ADDRESS/PREFIX] -- HOST:INTERFACE [ADDRESS/PREFIX]`"

  mutating func readLink(_ words: [LogicalLine.Word]) {
    guard let dashes = words.firstIndex(where: { $0.text == "--" || (mendedDash && $0.text == "-") }) else {
      let wrong = words.dropFirst().first { ["-", "---", "->", "-->", "<->", "<-->"].contains($0.text) }
      return report(
        "malformed-link", wrong?.range ?? end, "a link needs ` -- ` between its two ends",
        suggestion: Self.linkForm)
    }
    var options = LinkOptions()
    let left = linkEnd(words[1..<dashes], before: words[dashes], options: &options)
    let right = linkEnd(words[(dashes + 1)...], before: nil, options: &options)
    guard let left, let right else { return }
    checkEnds(left, right, at: words[dashes + 1])
    register(left, right)
    var link = LinkDeclaration(left: left, right: right)
    link.mtu = options.mtu
    link.delayNanoseconds = options.delay
    link.loss = options.loss
    link.rate = options.rate
    add(.link(link))
  }

  struct LinkOptions {
    var mtu: Located<Int>?
    var delay: Located<Int64>?
    var loss: Located<Int>?
    var rate: Located<Int64>?
    var seen: [String] = []
  }

  private mutating func linkEnd(
    _ words: ArraySlice<LogicalLine.Word>, before dashes: LogicalLine.Word?, options: inout LinkOptions
  ) -> LinkEnd? {
    var rest = words
    guard let first = rest.popFirst() else {
      report(
        "malformed-link", dashes?.range ?? end,
        "the link's \(dashes == nil ? "right" : "left") end is missing",
        suggestion: Self.linkForm)
      return nil
    }
    let head = endHead(first)
    var addresses: [Located<AddressText>] = []
    for word in rest {
      if word.text.contains("=") {
        readLinkOption(word, into: &options)
      } else if let kind = head.map({ names[$0.node.value] }), kind == .networkSwitch {
        report("switch-address", word.range, "a switch has no address: it works on Ethernet frames alone")
      } else if let address = address(word.range) {
        addresses.append(address)
      }
    }
    guard var end = head else { return nil }
    end.addresses = addresses
    return end
  }

  /// `HOST:INTERFACE` or `SWITCH`.
  private mutating func endHead(_ word: LogicalLine.Word) -> LinkEnd? {
    let colon = line.characters[word.range].firstIndex(of: ":")
    let nodeRange = word.range.lowerBound..<(colon ?? word.range.upperBound)
    let name = line.text(nodeRange)
    let node = Located(name, at: line.source(nodeRange))
    let interfaceRange = colon.map { $0 + 1..<word.range.upperBound }
    switch names[name] {
    case nil:
      let candidates = names.entries.filter { $0.kind != .container }.map { $0.name }
      report(
        "unknown-node", nodeRange, "there is no host or switch `\(name)`",
        suggestion: didYouMean(name, among: candidates)
          ?? "declare it first: `\(colon == nil ? "switch" : "host") \(name)`")
      return nil
    case .container:
      report(
        "unknown-node", nodeRange, "`\(name)` is a container: a cable can not be plugged into it",
        suggestion: "Docker connects containers: `docker network connect`")
      return nil
    case .networkSwitch:
      if let interfaceRange {
        report(
          "switch-interface", nodeRange.upperBound..<interfaceRange.upperBound,
          "a switch's ports have no names", suggestion: "write `\(name)`")
      }
      return LinkEnd(node: node, interface: nil)
    case .host(let host):
      guard let interfaceRange else {
        report(
          "missing-interface", word.range, "the end at host `\(name)` names no interface",
          suggestion: "write `\(name):eth\(host.interfaces.count)`")
        return nil
      }
      guard checkInterface(interfaceRange, of: name, host) else { return nil }
      return LinkEnd(
        node: node, interface: Located(line.text(interfaceRange), at: line.source(interfaceRange)))
    }
  }

  /// `dev_valid_name` of the kernel's net/core/dev.c, and names that are taken.
  private mutating func checkInterface(_ range: Range<Int>, of name: String, _ host: KnownNames.Host) -> Bool
  {
    let text = line.text(range)
    if text.isEmpty || text == "." || text == ".." || text.contains("/") || text.contains(":") {
      report(
        "invalid-interface", range,
        text.isEmpty ? "the interface has no name" : "`\(text)` is no interface name",
        suggestion: "interface names are up to 15 characters without space, `/` and `:`")
      return false
    }
    if text.utf8.count > 15 {
      report(
        "invalid-interface", range, "the interface name `\(text)` is longer than 15 characters",
        suggestion: "Linux allows 15 (IFNAMSIZ)")
      return false
    }
    if text == "lo" || (text == "docker0" && host.hasDocker) || host.interfaces.contains(text) {
      report(
        "duplicate-interface", range, "host `\(name)` has an interface `\(text)` already",
        suggestion: "a cable makes a new interface: choose another name")
      return false
    }
    names.addInterface(text, to: name)
    return true
  }

  private mutating func checkEnds(_ left: LinkEnd, _ right: LinkEnd, at word: LogicalLine.Word) {
    guard left.interface == nil, right.interface == nil, left.node.value == right.node.value else { return }
    report(
      "same-ends", word.range, "both ends of the link are the switch `\(left.node.value)`",
      suggestion: "a cable joins two places")
  }

  /// Remembers who is on which wire, and warns of an address that two nodes of one wire share.
  private mutating func register(_ left: LinkEnd, _ right: LinkEnd) {
    if left.interface == nil, right.interface == nil {
      names.switchLinks.append([left.node.value, right.node.value])
    }
    let cable = "\(left.node.value):\(left.interface?.value ?? "")--\(right.node.value)"
    let wire = left.interface == nil ? left.node.value : right.interface == nil ? right.node.value : cable
    let reached = names.switchesReached(from: wire)
    for end in [left, right] {
      for address in end.addresses {
        let bits = address.value.bits
        if let other = names.sharer(of: bits, beside: end.node.value, on: reached) {
          diagnostics.append(
            Diagnostic(
              .warning, "duplicate-address", at: address.range,
              "`\(other)` has this address on the same wire"))
        }
        names.plug(bits, of: end.node.value, into: wire)
      }
    }
  }
}
