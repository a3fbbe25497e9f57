import Packets

/// tcpdump's command line (tcpdump(1), version 4.99.3).
struct TcpdumpOptions {
  enum Timestamps { case timeOfDay, none, seconds, sincePrevious, date, sinceFirst }
  enum Dump { case none, hexadecimal, hexadecimalWithLink, both, bothWithLink, ascii, asciiWithLink }
  enum Directions { case both, incoming, outgoing }

  var interface: String?
  var isNumeric = false
  var hidesDomains = false
  var showsLinkHeader = false
  var verbosity = 0
  var isQuiet = false
  var timestamps = Timestamps.timeOfDay
  var count: Int?
  var isLineBuffered = false
  var snapshotLength = 262_144
  var showsAbsoluteSequence = false
  var dump = Dump.none
  var printsNumbers = false
  var listsInterfaces = false
  var directions = Directions.both
  var output: String?
  var input: String?
  var filterFile: String?
  var printsAlthoughWriting = false
  /// `--count`: no packets are printed, only how many there were.
  var onlyCounts = false
  /// `--immediate-mode`: packets are handed over one by one.
  var isImmediate = false
  /// The words of the filter, joined by spaces.
  var filter = ""

  var dumpsAnything: Bool { dump != .none }

  enum Failure: Error {
    case problem(String, status: Int)
    case unsimulated(Unsimulated)
  }

  static let version = """
    tcpdump version 4.99.3
    libpcap version 1.10.3 (with TPACKET_V3)
    OpenSSL 3.0.19 27 Jan 2026

    """

  static let usage =
    version + """
      Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
      \t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
      \t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
      \t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
      \t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
      \t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
      \t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
      \t\t[ -z postrotate-command ] [ -Z user ] [ expression ]

      """

  init(_ arguments: [String]) throws(Failure) {
    onlyCounts = arguments.contains("--count")
    isImmediate = arguments.contains("--immediate-mode")
    let words = Self.expanded(arguments.filter { $0 != "--count" && $0 != "--immediate-mode" })
    if words.contains("--version") { throw .problem(Self.version, status: 0) }
    var scanner = GetOpt(words, "AbB:c:C:dDeE:fF:G:hHi:IjJ:KlLm:M:nNOpP:qQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#")
    var operands: [String] = []
    while let item = scanner.next() {
      switch item {
      case .operand(let word): operands.append(word)
      case .problem(let text): throw .problem("tcpdump: \(text)\n" + Self.usage, status: 1)
      case .option(let letter, let value): try set(letter, value ?? "")
      }
    }
    filter = operands.joined(separator: " ")
  }

  /// Long options as their letters; `--version` stays. Options may stand behind words of the filter, too.
  private static func expanded(_ arguments: [String]) -> [String] {
    let letters: [(String, String)] = [
      ("--interface", "-i"), ("--direction", "-Q"), ("--snapshot-length", "-s"), ("--number", "-#"),
      ("--list-interfaces", "-D"), ("--absolute-tcp-sequence-numbers", "-S"), ("--packet-buffered", "-U"),
      ("--no-promiscuous-mode", "-p"), ("--no-optimize", "-O"), ("--micro", "-U"),
      ("--help", "-h"), ("--dont-verify-checksums", "-K"),
    ]
    var words: [String] = []
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      index += 1
      if word == "--" { return words + arguments[(index - 1)...] }
      guard word.hasPrefix("-"), word.count > 1 else {
        words.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1).map { String($0) }
      if let known = letters.first(where: { $0.0 == parts[0] }) {
        words.append(known.1)
        words += parts.dropFirst()
        if parts.count == 1, ["-i", "-Q", "-s"].contains(known.1), index < arguments.count {
          words.append(arguments[index])
          index += 1
        }
        continue
      }
      words.append(word)
      // A cluster whose last letter takes a value takes the next word with it.
      if !word.hasPrefix("--"), takesNextWord(word), index < arguments.count {
        words.append(arguments[index])
        index += 1
      }
    }
    return words
  }

  private static func takesNextWord(_ word: String) -> Bool {
    let valued: Set<Character> = [
      "B", "c", "C", "E", "F", "G", "i", "j", "m", "M", "P", "Q", "r", "s", "T", "V", "w", "W", "y", "z", "Z",
    ]
    guard let place = word.dropFirst().firstIndex(where: { valued.contains($0) }) else { return false }
    return word.index(after: place) == word.endIndex
  }

  private mutating func set(_ letter: Character, _ value: String) throws(Failure) {
    switch letter {
    case "i": interface = value
    case "n": isNumeric = true
    case "N": hidesDomains = true
    case "e": showsLinkHeader = true
    case "v": verbosity += 1
    case "q": isQuiet = true
    case "t": nextTimestamps()
    case "c":
      guard let number = Int(value), number > 0 else {
        throw .problem("tcpdump: invalid packet count \(value)\n", status: 1)
      }
      count = number
    case "l", "U": isLineBuffered = true
    case "s":
      guard let number = Int(value), (0...262_144).contains(number) else {
        throw .problem("tcpdump: invalid snaplen \(value) (must be >= 0 and <= 262144)\n", status: 1)
      }
      snapshotLength = number == 0 ? 262_144 : number
    case "S": showsAbsoluteSequence = true
    case "x": dump = dump == .hexadecimal ? .hexadecimalWithLink : dump == .none ? .hexadecimal : dump
    case "X": dump = dump == .both || dump == .bothWithLink ? .bothWithLink : .both
    case "A": dump = dump == .ascii || dump == .asciiWithLink ? .asciiWithLink : .ascii
    case "#": printsNumbers = true
    case "D": listsInterfaces = true
    case "Q", "P": try setDirections(value)
    case "w": output = value
    case "r": input = value
    case "F": filterFile = value
    case "h": throw .problem(Self.usage, status: 0)
    case "p", "O", "f", "B", "Z", "b", "K", "u": break
    default: throw .unsimulated(Unsimulated("tcpdump -\(letter)"))
    }
  }

  private mutating func nextTimestamps() {
    switch timestamps {
    case .timeOfDay: timestamps = .none
    case .none: timestamps = .seconds
    case .seconds: timestamps = .sincePrevious
    case .sincePrevious: timestamps = .date
    case .date, .sinceFirst: timestamps = .sinceFirst
    }
  }

  private mutating func setDirections(_ value: String) throws(Failure) {
    switch value {
    case "in": directions = .incoming
    case "out": directions = .outgoing
    case "inout": directions = .both
    default: throw .problem("tcpdump: unknown capture direction `\(value)'\n", status: 1)
    }
  }
}
