import Simulation

/// arping's command line (arping(8), iputils 20221126).
struct ArpingOptions {
  enum Problem: Error {
    case message(String, status: Int)
    /// The version, on standard output.
    case version
    case unsimulated(Unsimulated)
  }

  var count: Int?
  var deadline: Nanoseconds?
  var interval = Nanoseconds.seconds(1)
  var device: String?
  var source: String?
  var target = ""
  var quitsOnReply = false
  var isQuiet = false
  var broadcastsOnly = false
  /// `-D`: is the address taken (RFC 5227)?
  var detectsDuplicates = false
  /// `-U` and `-A`: tells the address to everybody, as a request or as a reply.
  var announces = false
  var announcesByReply = false

  init(_ arguments: [String]) throws(Problem) {
    var scanner = GetOpt(arguments, "h?bfDUAqc:w:i:s:I:V")
    var operands: [String] = []
    while let item = scanner.next() {
      switch item {
      case .operand(let word): operands.append(word)
      case .problem(let text): throw .message("arping: \(text)\n" + Self.usage, status: 2)
      case .option(let letter, let value): try set(letter, value ?? "")
      }
    }
    guard operands.count == 1 else { throw .message(Self.usage, status: 2) }
    target = operands[0]
  }

  private mutating func set(_ letter: Character, _ value: String) throws(Problem) {
    switch letter {
    case "b": broadcastsOnly = true
    case "f": quitsOnReply = true
    case "q": isQuiet = true
    case "D": (detectsDuplicates, quitsOnReply) = (true, true)
    case "U": announces = true
    case "A": (announces, announcesByReply) = (true, true)
    case "c": count = try number(value)
    case "w": deadline = .seconds(try number(value))
    case "i": interval = .seconds(try number(value))
    case "I": device = value
    case "s": source = value
    case "V": throw .version
    default: throw .message(Self.usage, status: 2)
    }
  }

  private func number(_ text: String) throws(Problem) -> Int {
    guard let number = Int(text) else {
      throw .message("arping: invalid argument: '\(text)'\n", status: 1)
    }
    guard number > 0 else {
      throw .message(
        "arping: invalid argument: '\(text)': out of range: 1 <= value <= 2147483647\n", status: 1)
    }
    return number
  }

  static let version = """
    arping from iputils 20221126
    libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes

    """

  private static let usage = """

    Usage:
      arping [options] <destination>

    Options:
      -f            quit on first reply
      -q            be quiet
      -b            keep on broadcasting, do not unicast
      -D            duplicate address detection mode
      -U            unsolicited ARP mode, update your neighbours
      -A            ARP answer mode, update your neighbours
      -V            print version and exit
      -c <count>    how many packets to send
      -w <timeout>  how long to wait for a reply
      -i <interval> set interval between packets (default: 1 second)
      -I <device>   which ethernet device to use
      -s <source>   source ip address
      <destination> dns name or ip address

    For more details see arping(8).

    """
}
