import Linux
import Packets
import Simulation

/// The command line of ping (ping(8), iputils).
struct PingOptions {
  var destination = ""
  var count: Int?
  var interval = Nanoseconds.seconds(1)
  /// How long to wait for answers after the last request.
  var linger = Nanoseconds.seconds(10)
  /// `-w`: the whole run ends after this.
  var deadline: Nanoseconds?
  var dataLength = 56
  var timeToLive: UInt8?
  var typeOfService: UInt8 = 0
  var mark: UInt32 = 0
  /// `-I`: an address or an interface.
  var source: String?
  /// Nil when `-M` is not given: then the namespace decides.
  var pathMTUDiscovery: PathMTUDiscovery?
  var identifier: UInt16?
  var pattern: [UInt8] = []
  var isQuiet = false
  var isFlood = false
  var isNumeric = false
  var isIPv4Only = false
  var isVerbose = false
  var isAdaptive = false
  var printsTimestamps = false
  var reportsMissing = false
  var allowsBroadcast = false

  static let usage = """

    Usage
      ping [options] <destination>

    Options:
      <destination>      dns name or ip address
      -a                 use audible ping
      -A                 use adaptive ping
      -B                 sticky source address
      -c <count>         stop after <count> replies
      -C                 call connect() syscall on socket creation
      -D                 print timestamps
      -d                 use SO_DEBUG socket option
      -e <identifier>    define identifier for ping session, default is random for
                         SOCK_RAW and kernel defined for SOCK_DGRAM
                         Imply using SOCK_RAW (for IPv4 only for identifier 0)
      -f                 flood ping
      -h                 print help and exit
      -I <interface>     either interface name or address
      -i <interval>      seconds between sending each packet
      -L                 suppress loopback of multicast packets
      -l <preload>       send <preload> number of packages while waiting replies
      -m <mark>          tag the packets going out
      -M <pmtud opt>     define mtu discovery, can be one of <do|dont|want>
      -n                 no dns name resolution
      -O                 report outstanding replies
      -p <pattern>       contents of padding byte
      -q                 quiet output
      -Q <tclass>        use quality of service <tclass> bits
      -s <size>          use <size> as number of data bytes to be sent
      -S <size>          use <size> as SO_SNDBUF socket option value
      -t <ttl>           define time to live
      -U                 print user-to-user latency
      -v                 verbose output
      -V                 print version and exit
      -w <deadline>      reply wait <deadline> in seconds
      -W <timeout>       time to wait for response

    IPv4 options:
      -4                 use IPv4
      -b                 allow pinging broadcast
      -R                 record route
      -T <timestamp>     define timestamp, can be one of <tsonly|tsandaddr|tsprespec>

    IPv6 options:
      -6                 use IPv6
      -F <flowlabel>     define flow label, default is random
      -N <nodeinfo opt>  use icmp6 node info query, try <help> as argument

    For more details see ping(8).

    """

  init(_ arguments: [String]) throws(Failure) {
    var scanner = GetOpt(arguments, "46aABc:CDde:fF:hI:i:l:Lm:M:nN:Op:qQ:Rs:S:t:T:UvVw:W:b")
    var operands: [String] = []
    while let item = scanner.next() {
      switch item {
      case .operand(let word): operands.append(word)
      case .problem(let text): throw .problem("ping: \(text)\n" + Self.usage, status: 2)
      case .option(let letter, let value): try set(letter, value ?? "")
      }
    }
    guard let last = operands.last else {
      throw .problem("ping: usage error: Destination address required\n", status: 1)
    }
    guard operands.count == 1 else { throw .unsimulated(Unsimulated("ping through several hosts")) }
    destination = last
  }

  enum Failure: Error {
    case problem(String, status: Int)
    case unsimulated(Unsimulated)
  }

  private mutating func set(_ letter: Character, _ value: String) throws(Failure) {
    switch letter {
    case "c": count = try number(value, 1...Int.max)
    case "i": interval = try seconds(value)
    case "W": linger = try seconds(value)
    case "w": deadline = try seconds(value)
    case "s": dataLength = try number(value, 0...127_992)
    case "t": timeToLive = UInt8(try number(value, 0...255))
    case "Q": typeOfService = UInt8(try number(value, 0...255))
    case "m": mark = UInt32(try number(value, 0...Int(UInt32.max)))
    case "e": identifier = UInt16(try number(value, 0...65535))
    case "I": source = value
    case "M": try setDiscovery(value)
    case "p": try setPattern(value)
    case "q": isQuiet = true
    case "f": (isFlood, interval) = (true, .zero)
    case "A": isAdaptive = true
    case "n": isNumeric = true
    case "v": isVerbose = true
    case "D": printsTimestamps = true
    case "O": reportsMissing = true
    case "b": allowsBroadcast = true
    case "4": isIPv4Only = true
    case "B", "C", "d", "L", "S", "U", "a": break
    case "h": throw .problem(Self.usage, status: 2)
    case "V":
      throw .problem(
        "ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, "
          + "__fpending(): yes\n", status: 0)
    case "6": throw .unsimulated(Unsimulated("IPv6 (ping -6)"))
    default: throw .unsimulated(Unsimulated("ping -\(letter)"))
    }
  }

  private func number(_ text: String, _ range: ClosedRange<Int>) throws(Failure) -> Int {
    let value = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let value else { throw .problem("ping: invalid argument: '\(text)'\n", status: 1) }
    guard range.contains(value) else {
      throw .problem(
        "ping: invalid argument: '\(text)': out of range: \(range.lowerBound) <= value <= \(range.upperBound)\n",
        status: 1)
    }
    return value
  }

  /// Seconds with a fraction.
  private func seconds(_ text: String) throws(Failure) -> Nanoseconds {
    guard let span = Nanoseconds(seconds: text) else {
      throw .unsimulated(Unsimulated("ping with the time `\(text)'"))
    }
    return span
  }

  private mutating func setDiscovery(_ value: String) throws(Failure) {
    switch value {
    case "do": pathMTUDiscovery = .do
    case "dont": pathMTUDiscovery = .dont
    case "want": pathMTUDiscovery = .want
    default:
      throw .problem("ping: invalid -M argument: \(value)\n", status: 2)
    }
  }

  private mutating func setPattern(_ value: String) throws(Failure) {
    var digits = value[...]
    while !digits.isEmpty {
      guard let byte = UInt8(digits.prefix(2), radix: 16) else {
        throw .problem("ping: patterns must be specified as hex digits: \(value)\n", status: 2)
      }
      pattern.append(byte)
      digits = digits.dropFirst(2)
    }
  }
}
