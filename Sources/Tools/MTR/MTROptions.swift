import Simulation

/// mtr's command line (mtr(8), version 0.95).
struct MTROptions {
  private(set) var isReport = false
  private(set) var isWide = false
  /// Values separated by commas (`-C`).
  private(set) var isTable = false
  private(set) var isNumeric = false
  private(set) var showsBoth = false
  private(set) var count = 10
  private(set) var interval = Nanoseconds.seconds(1)
  private(set) var firstHop = 1
  private(set) var maximumHops = 30
  private(set) var packetSize = 64
  private(set) var host = ""

  enum Failure: Error {
    case problem(String, status: Int)
    case unsimulated(Unsimulated)
  }

  private static let syntax = CommandOptions.Syntax(
    letters: "4rwnbCc:i:f:m:s:v",
    names: [
      ("report", "r"), ("report-wide", "w"), ("no-dns", "n"), ("show-ips", "b"), ("csv", "C"),
      ("report-cycles", "c"), ("interval", "i"), ("first-ttl", "f"), ("max-ttl", "m"), ("psize", "s"),
      ("version", "v"),
    ],
    missing: "6hFuTSPLZGIyzeoBQMUxjlapgtrd",
    missingNames: [
      "filename", "udp", "tcp", "sctp", "port", "localport", "timeout", "gracetime", "interface", "ipinfo",
      "aslookup", "mpls", "order", "bitpattern", "tos", "mark", "max-unknown", "xml", "json", "raw", "split",
      "address", "displaymode", "curses", "gtk",
    ])

  init(_ arguments: [String]) throws(Failure) {
    let parsed: CommandOptions
    do throws(Unsimulated) {
      parsed = try CommandOptions(arguments, "mtr", Self.syntax)
    } catch {
      throw .unsimulated(error)
    }
    if parsed.problem != nil { throw .unsimulated(Unsimulated("mtr's usage text")) }
    for (letter, value) in parsed.options {
      switch letter {
      case "r": isReport = true
      case "w": (isReport, isWide) = (true, true)
      case "C": (isReport, isTable) = (true, true)
      case "n": isNumeric = true
      case "b": showsBoth = true
      case "c": count = try number(value, 1...1_000_000)
      case "f": firstHop = try number(value, 1...255)
      case "m": maximumHops = try number(value, 1...255)
      case "s": packetSize = try number(value, 28...4470)
      case "i":
        guard let span = Nanoseconds(seconds: value), span > .zero else { throw unknown("-i \(value)") }
        interval = span
      case "v": throw .problem("mtr 0.95\n", status: 0)
      default: break
      }
    }
    guard isReport else { throw .unsimulated(Unsimulated("mtr's screen; give it -r and a count with -c")) }
    guard let first = parsed.operands.first else { throw .unsimulated(Unsimulated("mtr without a host")) }
    host = first
  }

  private func number(_ text: String, _ range: ClosedRange<Int>) throws(Failure) -> Int {
    guard let number = Int(text), range.contains(number) else { throw unknown("with the number \(text)") }
    return number
  }

  private func unknown(_ what: String) -> Failure { .unsimulated(Unsimulated("mtr \(what)")) }
}
