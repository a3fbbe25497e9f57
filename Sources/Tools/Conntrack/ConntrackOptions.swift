import Linux
import Packets
import Simulation

/// The command line of conntrack(8), as conntrack-tools 1.4.7 reads it.
struct ConntrackOptions {
  enum Command: Character, Hashable {
    case list = "L"
    case create = "I"
    case add = "A"
    case update = "U"
    case delete = "D"
    case get = "G"
    case flush = "F"
    case events = "E"
    case count = "C"
    case statistics = "S"
    case version = "V"
    case help = "h"

    /// The letters of the options that may stand with the command.
    var allowed: String {
      switch self {
      case .list: "sdrqpuz{}mfongjcwl()"
      case .create, .add: "sdrqptumongcwl<()"
      case .update: "sdrqptumicongwl<>{}f"
      case .delete: "sdrqptumicongjwl{}f()"
      case .get: "sdrqpofw"
      case .flush: "f"
      case .events: "sdrqpem{}ofngjbcwl()"
      case .count, .statistics, .version, .help: ""
      }
    }
  }

  /// What is wrong with the command line.
  enum Failure: Error {
    /// The text behind the program's name; exit status 2, with the hint at the help.
    case usage(String)
    case unsimulated(Unsimulated)
  }

  /// `-n`, `-g`, `-j`, each with or without an address and a port.
  struct Translation: Hashable {
    var address: IPv4Address?
    var port: UInt16?
  }

  struct Format: Hashable {
    enum Style: Hashable { case plain, save, xml }
    var style = Style.plain
    var isExtended = false
    var hasIdentifiers = false
    var hasTimestamps = false
    var hasLabels = false
  }

  var command: Command?
  var isAboutExpectations = false
  /// `dying` and `unconfirmed`, which are empty whenever a command runs.
  var isAboutTransients = false
  /// The letters of all options that were given, in order.
  var given: [Character] = []

  var source: IPv4Prefix?
  var destination: IPv4Prefix?
  var replySource: IPv4Address?
  var replyDestination: IPv4Address?
  var proto: IPProtocol?
  var ports = Ports()
  var icmpType: UInt8?
  var icmpCode: UInt8?
  var icmpIdentifier: UInt16?
  var tcpState: TCPTracking.State?
  var timeout: Int?
  var status: Status?
  var mark: (value: UInt32, mask: UInt32)?
  var sourceNAT: Translation?
  var destinationNAT: Translation?
  var anyNAT: Translation?
  var format = Format()
  var events: Set<ConnectionEvent> = [.new, .update, .destroy]
  var isIPv6 = false
  var zone: UInt16?

  struct Ports: Hashable {
    var source: UInt16?
    var destination: UInt16?
    var replySource: UInt16?
    var replyDestination: UInt16?
  }

  /// `-u`: the bits that are set, and those that are looked at.
  struct Status: Hashable {
    var bits: ConnectionStatus = []
    var mask: ConnectionStatus = []
    /// `UNSET`, which only changes can use.
    var isUnset = false
    var warnings: [String] = []
  }

  func has(_ letter: Character) -> Bool { given.contains(letter) }

  // MARK: - Words

  private var words: ArraySlice<String>
  /// The word that was read last, for complaints.
  private var lastWord = ""

  init(_ arguments: [String]) throws(Failure) {
    words = arguments[...]
    while let word = words.popFirst() {
      lastWord = word
      if word == "--" { break }
      if word.hasPrefix("--") {
        try readLong(word.dropFirst(2))
      } else if word.hasPrefix("-"), word.utf8.count > 1 {
        try readLetters(word.dropFirst())
      }
    }
    try check()
  }

  private mutating func readLetters(_ word: Substring) throws(Failure) {
    var letters = word
    while let letter = letters.popFirst() {
      if let command = Command(rawValue: letter) {
        try choose(command)
      } else if "ngj".contains(letter) {
        let joined = letters.isEmpty ? nil : String(letters)
        letters = ""
        try set(letter, joined ?? optionalValue())
      } else if "z".contains(letter) {
        try set(letter, nil)
      } else if "sdrqptuemifocbawl".contains(letter) {
        let joined = letters.isEmpty ? nil : String(letters)
        letters = ""
        try set(letter, value(joined))
      } else {
        throw .usage("unknown option `\(lastWord)'")
      }
    }
  }

  private static let names: [(String, Character)] = [
    ("dump", "L"), ("create", "I"), ("add", "A"), ("delete", "D"), ("update", "U"), ("get", "G"),
    ("flush", "F"),
    ("event", "E"), ("counter", "C"), ("stats", "S"), ("version", "V"), ("help", "h"), ("orig-src", "s"),
    ("src", "s"), ("orig-dst", "d"), ("dst", "d"), ("reply-src", "r"), ("reply-dst", "q"), ("protonum", "p"),
    ("timeout", "t"), ("status", "u"), ("zero", "z"), ("event-mask", "e"), ("tuple-src", "["),
    ("tuple-dst", "]"), ("mask-src", "{"), ("mask-dst", "}"), ("nat-range", "a"), ("mark", "m"),
    ("secmark", "c"), ("id", "i"), ("family", "f"), ("output", "o"), ("buffer-size", "b"), ("src-nat", "n"),
    ("dst-nat", "g"), ("any-nat", "j"), ("zone", "w"), ("label", "l"), ("label-add", "<"), ("label-del", ">"),
    ("orig-zone", "("), ("reply-zone", ")"),
  ]

  /// The option's name in complaints.
  static func name(of letter: Character) -> String { names.first { $0.1 == letter }?.0 ?? String(letter) }

  private mutating func readLong(_ word: Substring) throws(Failure) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let (name, joined) = (parts[0], parts.count == 2 ? String(parts[1]) : nil)
    if proto != nil, protocolOptions.contains(String(name)) {
      try setProtocolOption(String(name), value(joined))
      return
    }
    let exact = Self.names.filter { $0.0 == name }
    let found = exact.isEmpty ? Self.names.filter { $0.0.hasPrefix(name) } : exact
    guard let letter = found.first?.1, found.allSatisfy({ $0.1 == letter }) else {
      throw .usage("unknown option `\(lastWord)'")
    }
    if let command = Command(rawValue: letter) {
      try choose(command)
    } else if "ngj".contains(letter) {
      try set(letter, joined ?? optionalValue())
    } else if letter == "z" {
      try set(letter, nil)
    } else {
      try set(letter, value(joined))
    }
  }

  /// What is joined to the option, or else the next word.
  private mutating func value(_ joined: String?) throws(Failure) -> String {
    if let joined { return joined }
    guard let word = words.popFirst() else { throw .usage("option `\(lastWord)' requires an argument") }
    lastWord = word
    return word
  }

  private mutating func optionalValue() -> String? {
    guard let word = words.first, !word.hasPrefix("-") else { return nil }
    return words.popFirst()
  }

  private mutating func choose(_ chosen: Command) throws(Failure) {
    guard command == nil else { throw .usage("Invalid commands combination") }
    command = chosen
    guard let word = optionalValue() else { return }
    switch word {
    case "conntrack": break
    case "expect": isAboutExpectations = true
    case "dying" where chosen == .list, "unconfirmed" where chosen == .list: isAboutTransients = true
    default: throw .usage("unknown type `\(word)'")
    }
  }

  // MARK: - Sense

  private func check() throws(Failure) {
    guard let command else {
      if let letter = given.first {
        throw .usage("Illegal option `--\(Self.name(of: letter))' with this command")
      }
      return
    }
    for letter in given where !command.allowed.contains(letter) {
      throw .usage("Illegal option `--\(Self.name(of: letter))' with this command")
    }
    if isAboutExpectations { return }
    if format.style != .plain, command != .list, command != .delete {
      throw .unsimulated(Unsimulated("conntrack -\(command.rawValue) -o save or xml"))
    }
    if [.create, .add, .get].contains(command), proto == nil {
      throw .usage("You need to supply the `--protonum' option for this command")
    }
    if [.create, .add].contains(command), timeout == nil {
      throw .usage("You need to supply the `--timeout' option for this command")
    }
    guard [.create, .add, .get].contains(command) else { return }
    let isWhole = source != nil && destination != nil || replySource != nil && replyDestination != nil
    guard isWhole else { throw .usage("you have to specify `--src' and `--dst'") }
    try checkProtocol(command)
  }

  private func checkProtocol(_ command: Command) throws(Failure) {
    switch proto {
    case .tcp, .udp, .sctp, .udplite:
      let isWhole =
        ports.source != nil && ports.destination != nil
        || ports.replySource != nil && ports.replyDestination != nil
      if proto == .tcp, command != .get, tcpState == nil {
        throw .usage("You need to supply the `--state' option for this command")
      }
      guard isWhole else { throw .usage("you have to specify `--sport' and `--dport'") }
    case .icmp:
      for (name, isThere) in [
        ("icmp-type", icmpType != nil), ("icmp-code", icmpCode != nil), ("icmp-id", icmpIdentifier != nil),
      ] where !isThere {
        throw .usage("You need to supply the `--\(name)' option for this command")
      }
    default: break
    }
  }
}
