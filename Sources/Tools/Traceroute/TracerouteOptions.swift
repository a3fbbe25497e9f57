import Simulation

/// traceroute's command line (traceroute(8), version 2.1.2).
struct TracerouteOptions {
  enum Method { case udpPorts, udp, icmp, tcp }

  var method = Method.udpPorts
  var isNumeric = false
  var probesPerHop = 3
  var maximumHops = 30
  var firstHop = 1
  var simultaneous = 16
  var wait = Nanoseconds.seconds(5)
  var pause = Nanoseconds.zero
  var port: Int?
  var source: String?
  var interface: String?
  var sourcePort: UInt16?
  var typeOfService: UInt8 = 0
  var mark: UInt32 = 0
  var dontFragment = false
  /// Octets of the whole packet.
  var packetLength = 60
  private(set) var host = ""
  private let arguments: [String]

  enum Failure: Error {
    case problem(String, status: Int)
    case unsimulated(Unsimulated)
  }

  init(_ arguments: [String]) throws(Failure) {
    self.arguments = arguments
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(arguments, "traceroute", Self.syntax)
    } catch {
      throw .unsimulated(error)
    }
    if arguments.isEmpty || arguments.contains("--help") { throw .problem(TracerouteUsage.text, status: 0) }
    if let problem = parsed.problem { throw Self.failure(problem, arguments) }
    for (letter, value) in parsed.options { try set(letter, value) }
    guard let first = parsed.operands.first else {
      throw .problem("Specify \"host\" missing argument.\n", status: 2)
    }
    host = first
    if parsed.operands.count >= 2 {
      let word = parsed.operands[1]
      guard let length = Int(word), (0...65000).contains(length) else {
        let place = (arguments.lastIndex(of: word) ?? 0) + 1
        throw .problem(Self.cannotHandle("packetlen", word, position: 2, argument: place), status: 2)
      }
      packetLength = max(length, method == .tcp ? 60 : 28)
    }
    if parsed.operands.count > 2 {
      let word = parsed.operands[2]
      let place = (arguments.lastIndex(of: word) ?? 0) + 1
      throw .problem("Extra arg `\(word)' (position 3, argc \(place))\n", status: 2)
    }
    if firstHop > maximumHops { throw .problem("first hop out of range\n", status: 2) }
  }

  /// The words of its own option parser for what the common one finds wrong.
  private static func failure(_ problem: String, _ arguments: [String]) -> Failure {
    let quoted = problem.split(separator: "'").dropFirst().first.map { String($0) } ?? ""
    let isLong = quoted.hasPrefix("--")
    let name = isLong ? quoted : "-" + quoted
    let place =
      arguments.firstIndex { word in
        if isLong { return word == name }
        return word.hasPrefix("-") && !word.hasPrefix("--") && word.contains { quoted.first == $0 }
      } ?? 0
    guard problem.hasPrefix("option requires") || problem.hasSuffix("requires an argument") else {
      return .problem("Bad option `\(name)' (argc \(place + 1))\n", status: 2)
    }
    let letter = isLong ? syntax.names.first { "--" + $0.name == name }?.letter : quoted.first
    let value = letter.flatMap { TracerouteUsage.values[$0] } ?? "arg"
    let form = isLong ? "\(name)=\(value)" : "\(name) \(value)"
    return .problem("Option `\(name)' (argc \(place + 1)) requires an argument: `\(form)'\n", status: 2)
  }

  /// Positions are counted among the operands, `argc` among all words.
  static func cannotHandle(_ name: String, _ word: String, position: Int, argument: Int) -> String {
    "Cannot handle \"\(name)\" cmdline arg `\(word)' on position \(position) (argc \(argument))\n"
  }

  private static let syntax = CommandOptions.Syntax(
    letters: "nITUq:m:f:w:z:p:N:s:i:t:F4V",
    names: [
      ("icmp", "I"), ("tcp", "T"), ("udp", "U"), ("queries", "q"), ("max-hops", "m"), ("first", "f"),
      ("wait", "w"),
      ("sendwait", "z"), ("port", "p"), ("sim-queries", "N"), ("source", "s"), ("interface", "i"),
      ("tos", "t"),
      ("dont-fragment", "F"), ("version", "V"),
    ],
    missing: "6degrAlMODP",
    missingNames: [
      "debug", "gateway", "extensions", "as-path-lookups", "module", "options", "sport", "fwmark", "dccp",
      "protocol", "mtu", "back", "flowlabel",
    ])

  private mutating func set(_ letter: Character, _ value: String) throws(Failure) {
    switch letter {
    case "n": isNumeric = true
    case "I": method = .icmp
    case "T": method = .tcp
    case "U": method = .udp
    case "q":
      probesPerHop = try number(value, nil, "q")
      guard (1...10).contains(probesPerHop) else {
        throw .problem("no more than 10 probes per hop\n", status: 2)
      }
    case "m":
      maximumHops = try number(value, nil, "m")
      guard maximumHops <= 255 else { throw .problem("max hops cannot be more than 255\n", status: 2) }
    case "f":
      firstHop = try number(value, nil, "f")
      guard firstHop > 0 else { throw .problem("first hop out of range\n", status: 2) }
    case "N": simultaneous = max(1, try number(value, nil, "N"))
    case "p": port = try number(value, 0...65535, "p")
    case "t": typeOfService = UInt8(try number(value, 0...255, "t"))
    case "w":
      let first = value.split(separator: ",").first.map { String($0) } ?? value
      guard let span = Nanoseconds(seconds: first) else {
        throw cannotHandle("w", value)
      }
      wait = span
    case "z":
      guard let span = Nanoseconds(seconds: value) else {
        throw cannotHandle("z", value)
      }
      // More than ten are milliseconds.
      pause = span > .seconds(10) ? span / 1000 : span
    case "s": source = value
    case "i": interface = value
    case "F": dontFragment = true
    case "V":
      throw .problem(
        "Modern traceroute for Linux, version 2.1.2\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n",
        status: 0)
    default: break
    }
  }

  private func number(_ text: String, _ range: ClosedRange<Int>?, _ option: Character) throws(Failure) -> Int
  {
    guard let value = Int(text) else { throw cannotHandle(option, text) }
    guard range?.contains(value) ?? true else {
      throw .unsimulated(Unsimulated("traceroute's complaint about -\(option) \(text)"))
    }
    return value
  }

  private func cannotHandle(_ option: Character, _ text: String) -> Failure {
    let place = (arguments.firstIndex { $0 == text || $0 == "-\(option)\(text)" } ?? 0) + 1
    return .problem("Cannot handle `-\(option)' option with arg `\(text)' (argc \(place))\n", status: 2)
  }
}
