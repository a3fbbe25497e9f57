import Packets
import Simulation

/// What `dig` has been told (dig(1)): one look-up for each name.
struct DigOptions {
  /// Switches that hold for a look-up; those before the first name hold for all.
  struct Settings {
    var type = DNSMessage.RecordType.a
    var isTypeSet = false
    var recordClass = DNSMessage.RecordClass.internet
    var isShort = false
    var showsCommand = true
    var showsStatistics = true
    var showsQuery = false
    var identifiesServer = false
    var isMultiline = false
    var showsLifetime = true
    var showsClass = true
    var printer = DNSMessagePrinter()
    /// Nil: TCP for what needs it.
    var usesStream: Bool?
    var recurses = true
    var authenticates = true
    var disablesChecking = false
    var usesExtensions = true
    var sendsCookie = true
    var wantsSignatures = false
    var payloadSize: UInt16 = 1232
    var setsAuthoritative = false
    var ignoresTruncation = false
    var leavesFailing = true
    var searches = false
    var dots: Int?
    var tries: Int?
    var timeout: Nanoseconds?
  }

  struct Lookup {
    var name: String
    var settings: Settings
    /// What stands above the first answer; empty where it is not wanted.
    var greeting = ""
  }

  enum Failure: Error {
    case unsimulated(Unsimulated)
    case usage(String)
    case version
    /// A line for standard error.
    case fatal(String)
  }

  private(set) var lookups: [Lookup] = []
  private(set) var server: String?
  private(set) var port: UInt16 = 53
  private(set) var source: IPv4Address?
  private(set) var sourcePort: UInt16 = 0
  /// Warnings on the way.
  private(set) var warnings = ""
  private let arguments: [String]
  private var defaults = Settings()

  static let version = "9.18.49-1~deb12u3-Debian"

  init(_ arguments: [String]) throws(Failure) {
    self.arguments = arguments
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.hasPrefix("@") {
        server = String(word.dropFirst())
      } else if word.hasPrefix("+") {
        try change { (settings: inout Settings) throws(Failure) in
          try settings.apply(String(word.dropFirst()))
        }
        shareShortForm()
      } else if word.hasPrefix("-"), word.count > 1 {
        try readOption(word, &rest)
      } else {
        try readPlain(word)
      }
    }
    if lookups.isEmpty {
      if !defaults.isTypeSet { defaults.type = .ns }
      addLookup("")
    }
  }

  /// An option belongs to the name before it, or to all that follow.
  private mutating func change(_ body: (inout Settings) throws(Failure) -> Void) throws(Failure) {
    if lookups.isEmpty {
      try body(&defaults)
    } else {
      try body(&lookups[lookups.count - 1].settings)
    }
  }

  /// `+short` and `+cmd` hold for all names, wherever they stand.
  private mutating func shareShortForm() {
    let last = lookups.last?.settings ?? defaults
    (defaults.isShort, defaults.showsCommand) = (last.isShort, last.showsCommand)
    for index in lookups.indices {
      lookups[index].settings.isShort = last.isShort
      lookups[index].settings.showsCommand = last.showsCommand
    }
  }

  private mutating func addLookup(_ name: String) {
    var lookup = Lookup(name: name.hasSuffix(".") ? String(name.dropLast()) : name, settings: defaults)
    if lookups.isEmpty, lookup.settings.showsCommand, !lookup.settings.isShort { lookup.greeting = greeting }
    lookups.append(lookup)
  }

  private var greeting: String {
    "\n; <<>> DiG \(Self.version) <<>> \(arguments.joined(separator: " "))\n"
      + (server == nil ? "" : "; (1 server found)\n") + ";; global options: +cmd\n"
  }

  // MARK: - Words

  private mutating func readPlain(_ word: String) throws(Failure) {
    let known: Settings? = lookups.last?.settings ?? defaults
    if let type = DNSMessage.RecordType(named: word), known?.isTypeSet == false {
      return try change { (settings: inout Settings) throws(Failure) in try settings.set(type) }
    }
    if let recordClass = Self.classes.first(where: { $0.0 == word.uppercased() }) {
      return try change { (settings: inout Settings) throws(Failure) in settings.recordClass = recordClass.1 }
    }
    addLookup(word)
  }

  private static let classes: [(String, DNSMessage.RecordClass)] = [
    ("IN", .internet), ("CH", .chaos), ("CHAOS", .chaos), ("HS", DNSMessage.RecordClass(4)),
  ]

  private mutating func readOption(_ word: String, _ rest: inout ArraySlice<String>) throws(Failure) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      switch letter {
      case "4", "u", "r", "m": continue
      case "v": throw .version
      case "6": throw .unsimulated(Unsimulated("IPv6 (dig -6)"))
      case "h", "f", "k", "y", "i": throw .unsimulated(Unsimulated("dig -\(letter)"))
      case "b", "c", "p", "q", "t", "x":
        guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
          throw .usage("Invalid option: -\(letter)\n")
        }
        letters = ""
        try readValue(letter, value)
      default: throw .usage("Invalid option: \(word)\n")
      }
    }
  }

  private mutating func readValue(_ letter: Character, _ value: String) throws(Failure) {
    switch letter {
    case "b":
      let parts = value.split(separator: "#")
      guard let address = parts.first.flatMap({ IPv4Address($0) }) else {
        throw .fatal("dig: invalid address \(value)\n")
      }
      source = address
      sourcePort = parts.count > 1 ? UInt16(parts[1]) ?? 0 : 0
    case "p":
      guard let number = UInt16(value) else { throw .fatal("dig: Couldn't parse port number\n") }
      port = number
    case "q": addLookup(value)
    case "c":
      guard let known = Self.classes.first(where: { $0.0 == value.uppercased() }) else {
        warnings += ";; Warning, ignoring invalid class \(value)\n"
        return
      }
      try change { (settings: inout Settings) throws(Failure) in settings.recordClass = known.1 }
    case "t":
      guard let type = DNSMessage.RecordType(named: value) else {
        warnings += ";; Warning, ignoring invalid type \(value)\n"
        return
      }
      try change { (settings: inout Settings) throws(Failure) in try settings.set(type) }
    default:
      guard let address = IPv4Address(value) else {
        if IPv6Address(value) != nil { throw .unsimulated(Unsimulated("names of IPv6 addresses")) }
        throw .fatal("dig: Invalid IP address \(value)\n")
      }
      addLookup(DNSMessage.reverseName(of: address))
      if !lookups[lookups.count - 1].settings.isTypeSet { lookups[lookups.count - 1].settings.type = .ptr }
      lookups[lookups.count - 1].settings.isTypeSet = true
    }
  }

  static let usage = """
    Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
                {global-d-opt} host [@local-server] {local-d-opt}
                [ host [@local-server] {local-d-opt} [...]]

    Use "dig -h" (or "dig -h | more") for complete list of options

    """
}

extension DigOptions.Settings {
  mutating func set(_ type: DNSMessage.RecordType) throws(DigOptions.Failure) {
    if type == .axfr || type.name == "IXFR" {
      throw .unsimulated(Unsimulated("zone transfers (dig \(type.name))"))
    }
    self.type = type
    isTypeSet = true
  }

  /// A query option, without its plus sign: a name or the beginning of one, `no` before it to unset, `=` and a value.
  mutating func apply(_ text: String) throws(DigOptions.Failure) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    let value = parts.count == 2 ? parts[1] : nil
    let isSet = !parts[0].hasPrefix("no") || Self.beginningWithNo.contains(parts[0])
    let typed = isSet ? parts[0] : String(parts[0].dropFirst(2))
    guard !typed.isEmpty, let name = Self.name(beginningWith: typed) else {
      throw .usage("Invalid option: +\(text)\n")
    }
    if try applyDisplay(name, isSet) { return }
    switch name {
    case "tcp", "vc": usesStream = isSet
    case "recurse", "rdflag": recurses = isSet
    case "adflag": authenticates = isSet
    case "cdflag": disablesChecking = isSet
    case "aaflag", "aaonly": setsAuthoritative = isSet
    case "edns": usesExtensions = isSet
    case "cookie": sendsCookie = isSet
    case "dnssec", "do": wantsSignatures = isSet
    case "ignore": ignoresTruncation = isSet
    case "fail": leavesFailing = isSet
    case "search", "defname": searches = isSet
    case "bufsize": payloadSize = UInt16(try number(value, text, 65535))
    case "ndots":
      dots = try number(value, text, 1000)
      searches = true
    case "time", "timeout": timeout = .seconds(max(1, try number(value, text, 3600)))
    case "tries": tries = max(1, try number(value, text, 1000))
    case "retry": tries = try number(value, text, 1000) + 1
    default: throw .unsimulated(Unsimulated("dig +\(text)"))
    }
  }

  /// False for an option that is not about what is shown.
  private mutating func applyDisplay(_ name: String, _ isSet: Bool) throws(DigOptions.Failure) -> Bool {
    switch name {
    case "all":
      (showsCommand, showsStatistics) = (isSet, isSet)
      printer.showsComments = isSet
      printer.showsQuestion = isSet
      printer.showsAnswer = isSet
      printer.showsAuthority = isSet
      printer.showsAdditional = isSet
    case "cmd": showsCommand = isSet
    case "comments": printer.showsComments = isSet
    case "question": printer.showsQuestion = isSet
    case "answer": printer.showsAnswer = isSet
    case "authority": printer.showsAuthority = isSet
    case "additional": printer.showsAdditional = isSet
    case "stats": showsStatistics = isSet
    case "short":
      isShort = isSet
      if isSet { showsCommand = false }
    case "identify": identifiesServer = isSet
    case "qr": showsQuery = isSet
    case "multiline": isMultiline = isSet
    case "ttlid": showsLifetime = isSet
    case "class": showsClass = isSet
    default: return false
    }
    return true
  }

  private func number(_ value: String?, _ text: String, _ greatest: Int) throws(DigOptions.Failure) -> Int {
    guard let value, let number = Int(value), (0...greatest).contains(number) else {
      throw .usage("Invalid option: +\(text)\n")
    }
    return number
  }

  private static let beginningWithNo: Set<String> = ["nsid", "nssearch"]

  /// Names may be cut short while they are not ambiguous; the shorter of two that fit is meant.
  private static func name(beginningWith typed: String) -> String? {
    if names.contains(typed) { return typed }
    let fitting = names.filter { $0.hasPrefix(typed) }
    return fitting.count == 1 || typed.count > 2 ? fitting.first : nil
  }

  private static let names = [
    "aaflag", "aaonly", "additional", "adflag", "all", "answer", "authority", "badcookie", "besteffort",
    "bufsize", "cdflag", "class", "cmd", "comments", "cookie", "crypto", "defname", "dns64prefix", "dnssec",
    "do", "domain", "dscp", "edns", "ednsflags", "ednsnegotiation", "ednsopt", "expandaaaa", "expire", "fail",
    "header-only", "https", "https-get", "https-post", "http-plain", "identify", "idn", "ignore", "keepalive",
    "keepopen", "mapped", "multiline", "ndots", "nsid", "nssearch", "onesoa", "opcode", "padding", "qid",
    "qr", "question", "raflag", "rdflag", "recurse", "retry", "rrcomments", "search", "short",
    "showbadcookie",
    "showbadvers", "showsearch", "split", "stats", "subnet", "tcflag", "tcp", "time", "timeout", "tls",
    "tls-ca", "tls-certfile", "tls-hostname", "tls-keyfile", "topdown", "trace", "tries", "ttlid", "ttlunits",
    "unexpected", "unknownformat", "vc", "yaml", "zflag",
  ]
}
