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

  enum Failure: Error {
    case problem(String, status: Int)
    case unsimulated(Unsimulated)
  }

  init(_ arguments: [String]) throws(Failure) {
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(arguments, "traceroute", Self.syntax)
    } catch {
      throw .unsimulated(error)
    }
    if parsed.problem != nil || parsed.operands.isEmpty {
      throw .unsimulated(Unsimulated("traceroute's usage text"))
    }
    for (letter, value) in parsed.options { try set(letter, value) }
    guard parsed.operands.count <= 2 else { throw .unsimulated(Unsimulated("traceroute's usage text")) }
    host = parsed.operands[0]
    if parsed.operands.count == 2 {
      packetLength = max(try number(parsed.operands[1], 0...65000, "packetlen"), method == .tcp ? 60 : 28)
    }
    if firstHop > maximumHops { throw .problem("first hop out of range\n", status: 2) }
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
      probesPerHop = try number(value, nil, "queries")
      guard (1...10).contains(probesPerHop) else {
        throw .problem("no more than 10 probes per hop\n", status: 2)
      }
    case "m":
      maximumHops = try number(value, nil, "max_ttl")
      guard maximumHops <= 255 else { throw .problem("max hops cannot be more than 255\n", status: 2) }
    case "f":
      firstHop = try number(value, nil, "first_ttl")
      guard firstHop > 0 else { throw .problem("first hop out of range\n", status: 2) }
    case "N": simultaneous = max(1, try number(value, nil, "squeries"))
    case "p": port = try number(value, 0...65535, "port")
    case "t": typeOfService = UInt8(try number(value, 0...255, "tos"))
    case "w":
      let first = value.split(separator: ",").first.map { String($0) } ?? value
      guard let span = Nanoseconds(seconds: first) else {
        throw .unsimulated(Unsimulated("traceroute -w \(value)"))
      }
      wait = span
    case "z":
      guard let span = Nanoseconds(seconds: value) else {
        throw .unsimulated(Unsimulated("traceroute -z \(value)"))
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

  private func number(_ text: String, _ range: ClosedRange<Int>?, _ what: String) throws(Failure) -> Int {
    guard let value = Int(text), range?.contains(value) ?? true else {
      throw .unsimulated(Unsimulated("traceroute's complaint about the \(what) `\(text)'"))
    }
    return value
  }
}
