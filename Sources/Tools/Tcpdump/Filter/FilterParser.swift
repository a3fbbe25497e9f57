import Packets

/// Reads filter expressions (pcap-filter(7), libpcap's grammar.y): `and` and `or` bind equally and to the left, `not`
/// binds tighter; an identifier without qualifiers has those of the one before.
struct FilterParser {
  typealias Test = PacketFilter.Test

  private var tokens: ArraySlice<FilterLexer.Token>
  let hosts: HostsFile
  /// The network of the interface, for `ip broadcast`.
  let network: IPv4Prefix?
  private var qualifiers = FilterQualifiers()
  /// The word `vlan` has been read: everything behind it looks behind the tag.
  private var isBehindTag = false

  /// Nil for an empty expression, which lets everything through.
  static func parse(_ text: String, hosts: HostsFile, network: IPv4Prefix?) throws(FilterProblem)
    -> PacketFilter?
  {
    let tokens = try FilterLexer.tokens(of: text)
    guard !tokens.isEmpty else { return nil }
    var parser = FilterParser(tokens: tokens[...], hosts: hosts, network: network)
    let test = try parser.expression()
    guard parser.tokens.isEmpty else { throw .syntax }
    return PacketFilter(accepts: test)
  }

  private init(tokens: ArraySlice<FilterLexer.Token>, hosts: HostsFile, network: IPv4Prefix?) {
    self.tokens = tokens
    self.hosts = hosts
    self.network = network
  }

  // MARK: - Tokens

  var next: FilterLexer.Token? { tokens.first }

  mutating func take() -> FilterLexer.Token? { tokens.popFirst() }

  mutating func take(symbol: String) -> Bool {
    guard next == .symbol(symbol) else { return false }
    tokens.removeFirst()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard next == .word(word) else { return false }
    tokens.removeFirst()
    return true
  }

  mutating func takeWord() throws(FilterProblem) -> String {
    guard case .word(let word)? = take() else { throw .syntax }
    return word
  }

  /// Tries a way of reading; nothing is consumed when it gives nil.
  mutating func attempt<Value>(_ read: (inout FilterParser) throws(FilterProblem) -> Value?)
    throws(FilterProblem) -> Value?
  {
    let before = self
    if let value = try read(&self) { return value }
    self = before
    return nil
  }

  // MARK: - Expressions

  private mutating func expression() throws(FilterProblem) -> Test {
    var left = try term()
    while true {
      if take(symbol: "&&") || take(word: "and") {
        let (first, second) = (left, try term())
        left = { first($0) && second($0) }
      } else if take(symbol: "||") || take(word: "or") {
        let (first, second) = (left, try term())
        left = { first($0) || second($0) }
      } else {
        return left
      }
    }
  }

  private mutating func term() throws(FilterProblem) -> Test {
    if take(symbol: "!") || take(word: "not") {
      let inner = try term()
      return { !inner($0) }
    }
    if let relation = try attempt({ (parser: inout FilterParser) throws(FilterProblem) in
      try parser.relation()
    }) {
      return isBehindTag ? { relation($0.behindTag) } : relation
    }
    if take(symbol: "(") {
      let inner = try expression()
      guard take(symbol: ")") else { throw .syntax }
      return inner
    }
    let wasBehindTag = isBehindTag
    let test = try primitive()
    return wasBehindTag ? { test($0.behindTag) } : test
  }

  // MARK: - Primitives

  private mutating func primitive() throws(FilterProblem) -> Test {
    guard case .word(let word)? = next else { throw .syntax }
    switch word {
    case "less", "greater":
      _ = take()
      let bound = try number()
      return word == "less" ? { $0.length <= bound } : { $0.length >= bound }
    case "broadcast", "multicast":
      _ = take()
      return word == "broadcast"
        ? { $0.hardware(source: false)?.isBroadcast ?? false }
        : { $0.hardware(source: false)?.isGroup ?? false }
    case "inbound", "outbound":
      _ = take()
      return { $0.isOutgoing == (word == "outbound") }
    case "vlan":
      _ = take()
      isBehindTag = true
      guard case .word(let text)? = next, let identifier = UInt16(text) else { return { $0.vlan != nil } }
      _ = take()
      return { $0.vlan == identifier }
    case "gateway", "protochain", "mpls", "pppoed", "pppoes", "geneve", "ifname", "on", "rnr", "type",
      "subtype",
      "decnet", "atalk", "stp", "ipx", "netbeui", "iso", "aarp", "lat", "moprc", "mopdl", "llc":
      throw .unsimulated(Unsimulated("tcpdump's filter word `\(word)'"))
    default: return try qualified()
    }
  }

  /// `[PROTO] [DIRECTION] [TYPE] ID`, or a protocol alone.
  private mutating func qualified() throws(FilterProblem) -> Test {
    var read = FilterQualifiers()
    var isAny = false
    if case .word(let word)? = next, let proto = FilterQualifiers.Proto(rawValue: word) {
      _ = take()
      read.proto = proto
      isAny = true
      if take(word: "broadcast") { return try broadcast(proto) }
      if take(word: "multicast") { return multicast(proto) }
    }
    if let direction = takeDirection() {
      read.direction = direction
      isAny = true
    }
    if case .word(let word)? = next, let kind = FilterQualifiers.Kind(rawValue: word) {
      _ = take()
      read.kind = kind
      isAny = true
    }
    if isAny {
      guard case .word(let word)? = next, !FilterQualifiers.isReserved(word) else {
        guard let proto = read.proto, read.kind == nil, read.direction == nil else { throw .syntax }
        qualifiers = FilterQualifiers()
        return FilterQualifiers.test(proto)
      }
      qualifiers = read
    } else if qualifiers.isEmpty {
      // A bare identifier means a host, but only where it can be one.
      guard case .word(let word)? = next,
        IPv4Address(word) != nil || !(hosts.resolution(of: word)?.addresses ?? []).isEmpty
      else {
        throw .syntax
      }
    }
    return try identified(qualifiers)
  }

  private mutating func takeDirection() -> FilterQualifiers.Direction? {
    guard case .word(let word)? = next, word == "src" || word == "dst" else { return nil }
    _ = take()
    let other = word == "src" ? "dst" : "src"
    let after = Array(tokens.prefix(2))
    guard after.count == 2, after[1] == .word(other) else { return word == "src" ? .source : .destination }
    let joint = after[0]
    guard [.word("or"), .symbol("||"), .word("and"), .symbol("&&")].contains(joint) else {
      return word == "src" ? .source : .destination
    }
    tokens = tokens.dropFirst(2)
    return joint == .word("or") || joint == .symbol("||") ? .either : .both
  }

  private func broadcast(_ proto: FilterQualifiers.Proto) throws(FilterProblem) -> Test {
    if proto == .ether { return { $0.hardware(source: false)?.isBroadcast ?? false } }
    guard proto == .ip, let network else {
      throw .wrong("netmask not known, so 'ip broadcast' not supported")
    }
    let hostBits = ~network.mask.bits
    return { subject in
      guard let bits = subject.ip?.destination.bits else { return false }
      return bits & hostBits == 0 || bits & hostBits == hostBits
    }
  }

  private func multicast(_ proto: FilterQualifiers.Proto) -> Test {
    if proto == .ip { return { $0.ip?.destination.bits ?? 0 >= 0xE000_0000 } }
    return { $0.hardware(source: false)?.isGroup ?? false }
  }
}
