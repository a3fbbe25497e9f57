import Packets

/// Relations: `tcp[tcpflags] & (tcp-syn|tcp-ack) != 0`, `len > 100`.
extension FilterParser {
  typealias Value = (FilterSubject) -> UInt32?

  /// Nil when what stands here is no relation.
  mutating func relation() throws(FilterProblem) -> Test? {
    guard let left = try sum(), case .symbol(let symbol)? = next, Self.relations.contains(symbol) else {
      return nil
    }
    _ = take()
    guard let right = try sum() else { throw .syntax }
    return { subject in
      guard let first = left(subject), let second = right(subject) else { return false }
      switch symbol {
      case "=", "==": return first == second
      case "!=": return first != second
      case "<": return first < second
      case ">": return first > second
      case "<=": return first <= second
      default: return first >= second
      }
    }
  }

  private static let relations = ["=", "==", "!=", "<", ">", "<=", ">="]

  /// From the loosest to the tightest, as grammar.y declares them.
  private static let operators = [["|"], ["&"], ["^"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"]]

  private mutating func sum(level: Int = 0) throws(FilterProblem) -> Value? {
    guard level < Self.operators.count else { return try operand() }
    guard var left = try sum(level: level + 1) else { return nil }
    while case .symbol(let symbol)? = next, Self.operators[level].contains(symbol) {
      _ = take()
      guard let right = try sum(level: level + 1) else { throw .syntax }
      let first = left
      left = { subject in
        guard let one = first(subject), let other = right(subject) else { return nil }
        return Self.apply(symbol, one, other)
      }
    }
    return left
  }

  private static func apply(_ symbol: String, _ left: UInt32, _ right: UInt32) -> UInt32? {
    switch symbol {
    case "|": left | right
    case "&": left & right
    case "^": left ^ right
    case "<<": left << right
    case ">>": left >> right
    case "+": left &+ right
    case "-": left &- right
    case "*": left &* right
    case "/": right == 0 ? nil : left / right
    default: right == 0 ? nil : left % right
    }
  }

  private mutating func operand() throws(FilterProblem) -> Value? {
    if take(symbol: "-") {
      guard let inner = try operand() else { return nil }
      return { inner($0).map { 0 &- $0 } }
    }
    if take(symbol: "(") {
      guard let inner = try sum(), take(symbol: ")") else { return nil }
      return inner
    }
    guard case .word(let word)? = next else { return nil }
    if word == "len" {
      _ = take()
      return { UInt32($0.length) }
    }
    if let number = Self.constants[word] ?? Self.integer(word).flatMap(UInt32.init(exactly:)) {
      _ = take()
      return { _ in number }
    }
    return try access(to: word)
  }

  /// `ip[2:2]`: octets of a header.
  private mutating func access(to proto: String) throws(FilterProblem) -> Value? {
    guard FilterQualifiers.Proto(rawValue: proto) != nil else { return nil }
    _ = take()
    guard take(symbol: "[") else { return nil }
    guard let offset = try sum() else { throw .syntax }
    var size = 1
    if take(symbol: ":") {
      size = try number()
      guard [1, 2, 4].contains(size) else { throw .wrong("data size must be 1, 2, or 4") }
    }
    guard take(symbol: "]") else { throw .syntax }
    return { subject in
      guard let header = subject.header(of: proto), let place = offset(subject) else { return nil }
      return header.number(Int(place), octets: size)
    }
  }

  mutating func number() throws(FilterProblem) -> Int {
    guard let number = Self.integer(try takeWord()) else { throw .syntax }
    return number
  }

  /// Decimal, octal with a leading 0, or hexadecimal with 0x.
  static func integer(_ word: String) -> Int? {
    if word.hasPrefix("0x") || word.hasPrefix("0X") { return Int(word.dropFirst(2), radix: 16) }
    guard word.allSatisfy({ $0.isNumber && $0.isASCII }) else { return nil }
    return word.hasPrefix("0") && word.count > 1 ? Int(word, radix: 8) : Int(word)
  }

  /// Names of offsets and values (libpcap, scanner.l).
  private static let constants: [String: UInt32] = [
    "tcpflags": 13, "tcp-fin": 1, "tcp-syn": 2, "tcp-rst": 4, "tcp-push": 8, "tcp-ack": 16, "tcp-urg": 32,
    "tcp-ece": 64, "tcp-cwr": 128, "icmptype": 0, "icmpcode": 1, "icmp-echoreply": 0, "icmp-unreach": 3,
    "icmp-sourcequench": 4, "icmp-redirect": 5, "icmp-echo": 8, "icmp-routeradvert": 9,
    "icmp-routersolicit": 10,
    "icmp-timxceed": 11, "icmp-paramprob": 12, "icmp-tstamp": 13, "icmp-tstampreply": 14, "icmp-ireq": 15,
    "icmp-ireqreply": 16, "icmp-maskreq": 17, "icmp-maskreply": 18,
  ]
}
