import Linux
import Packets
import Simulation

/// The command line of OpenBSD's netcat (nc(1), Debian 1.219).
struct NetcatOptions {
  enum Problem: Error {
    /// `nc: MESSAGE`, exit status 1.
    case message(String)
    /// Text for standard error as it is, with the exit status.
    case usage(String, Int)
    case unsimulated(Unsimulated)
  }

  var listens = false
  var keepsListening = false
  var isUDP = false
  var scans = false
  var isVerbose = false
  var isNumeric = false
  var shutsDown = false
  var ignoresInput = false
  var allowsBroadcast = false
  var timeout: Nanoseconds?
  /// `-q`: how long to go on after the end of standard input.
  var quitDelay: Nanoseconds?
  var sourcePort: UInt16 = 0
  var sourceAddress: String?
  var host: String?
  var ports: [UInt16] = []

  var protocolName: String { isUDP ? "udp" : "tcp" }

  private static let letters = "46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz"

  init(_ arguments: [String]) throws(Problem) {
    var getOpt = GetOpt(arguments, Self.letters)
    var operands: [String] = []
    var sourcePortText: String?
    while let item = getOpt.next() {
      switch item {
      case .operand(let word): operands.append(word)
      case .problem(let text): throw .usage("nc: \(text)\n" + Self.usage, 1)
      case .option("p", let value): sourcePortText = value
      case .option(let letter, let value): try set(letter, value ?? "")
      }
    }
    try setPlace(operands, sourcePortText)
  }

  private mutating func set(_ letter: Character, _ value: String) throws(Problem) {
    switch letter {
    case "4", "D", "t": break
    case "b": allowsBroadcast = true
    case "d": ignoresInput = true
    case "k": keepsListening = true
    case "l": listens = true
    case "N": shutsDown = true
    case "n": isNumeric = true
    case "u": isUDP = true
    case "v": isVerbose = true
    case "z": scans = true
    case "s": sourceAddress = value
    case "h": throw .usage("OpenBSD netcat (Debian patchlevel 1.219-1)\n" + Self.usage + Self.help, 0)
    case "w":
      guard let seconds = Int(value), seconds >= 0 else { throw .message("timeout invalid: \(value)") }
      timeout = .seconds(seconds)
    case "q":
      guard let seconds = Int(value) else { throw .message("quit timer invalid: \(value)") }
      if seconds >= 0 { (quitDelay, shutsDown) = (.seconds(seconds), true) }
    default: throw .unsimulated(Unsimulated("nc -\(letter)"))
    }
  }

  private mutating func setPlace(_ operands: [String], _ sourcePortText: String?) throws(Problem) {
    if let sourcePortText { sourcePort = try Self.port(sourcePortText, isUDP: isUDP, isNumeric: isNumeric) }
    if listens {
      guard operands.count <= 2 else { throw .usage(Self.usage, 1) }
      let portText = operands.last ?? sourcePortText
      guard let portText else { throw .message("missing port number") }
      if operands.count == 2 { host = operands[0] }
      if operands.count == 1, sourcePortText != nil {
        host = operands[0]
        ports = [sourcePort]
      } else {
        ports = [try Self.port(portText, isUDP: isUDP, isNumeric: isNumeric)]
      }
      if scans { throw .message("cannot use -z and -l") }
      return
    }
    if keepsListening { throw .message("must use -l with -k") }
    guard !operands.isEmpty else { throw .usage(Self.usage, 1) }
    guard operands.count >= 2 else { throw .message("missing port number") }
    host = operands[0]
    for text in operands.dropFirst() {
      ports += try Self.range(text, isUDP: isUDP, isNumeric: isNumeric)
    }
  }

  private static func range(_ text: String, isUDP: Bool, isNumeric: Bool) throws(Problem) -> [UInt16] {
    if !isNumeric, let port = Services.port(named: text, isUDP ? .udp : .tcp) { return [port] }
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return [try number(text)] }
    let (low, high) = (try number(String(parts[0])), try number(String(parts[1])))
    return Array(min(low, high)...max(low, high))
  }

  private static func port(_ text: String, isUDP: Bool, isNumeric: Bool) throws(Problem) -> UInt16 {
    if !isNumeric, let port = Services.port(named: text, isUDP ? .udp : .tcp) { return port }
    return try number(text)
  }

  private static func number(_ text: String) throws(Problem) -> UInt16 {
    guard let number = Int(text) else { throw .message("port number invalid: \(text)") }
    guard number > 0 else { throw .message("port number too small: \(text)") }
    guard number <= 65535 else { throw .message("port number too large: \(text)") }
    return UInt16(number)
  }
}

extension NetcatOptions {
  static let usage = """
    usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
    \t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
    \t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
    \t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
    \t  [destination] [port]

    """

  private static let help: String = {
    let options = [
      ("4", "Use IPv4"), ("6", "Use IPv6"), ("b", "Allow broadcast"), ("C", "Send CRLF as line-ending"),
      ("D", "Enable the debug socket option"), ("d", "Detach from stdin"), ("F", "Pass socket fd"),
      ("h", "This help text"), ("I length", "TCP receive buffer length"),
      ("i interval", "Delay interval for lines sent, ports scanned"),
      ("k", "Keep inbound sockets open for multiple connects"), ("l", "Listen mode, for inbound connects"),
      ("M ttl", "Outgoing TTL / Hop Limit"), ("m minttl", "Minimum incoming TTL / Hop Limit"),
      ("N", "Shutdown the network socket after EOF on stdin"), ("n", "Suppress name/port resolutions"),
      ("O length", "TCP send buffer length"), ("P proxyuser", "Username for proxy authentication"),
      ("p port", "Specify local port for remote connects"),
      ("q secs", "quit after EOF on stdin and delay of secs"), ("r", "Randomize remote ports"),
      ("S", "Enable the TCP MD5 signature option"), ("s sourceaddr", "Local source address"),
      ("T keyword", "TOS value"), ("t", "Answer TELNET negotiation"), ("U", "Use UNIX domain socket"),
      ("u", "UDP mode"), ("V rtable", "Specify alternate routing table"), ("v", "Verbose"),
      ("W recvlimit", "Terminate after receiving a number of packets"),
      ("w timeout", "Timeout for connects and final net reads"),
      ("X proto", "Proxy protocol: \"4\", \"5\" (SOCKS) or \"connect\""),
      ("x addr[:port]", "Specify proxy address and port"), ("Z", "DCCP mode"),
      ("z", "Zero-I/O mode [used for scanning]"),
    ]
    let lines = options.map { "\t\t-\($0)" + ($0.utf8.count < 6 ? "\t\t" : "\t") + "\($1)\n" }
    return "\tCommand Summary:\n" + lines.joined()
      + "\tPort numbers can be individual or ranges: lo-hi [inclusive]\n"
  }()
}
