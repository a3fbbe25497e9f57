import Linux
import Packets

/// ss's filter expressions (ss(8), ssfilter.y): `dport = :80`, `src 10.0.0.0/8`, `and`, `or`, `not`, parentheses.
struct SSFilter {
  typealias Test = (SocketSummary) -> Bool

  private var tokens: ArraySlice<String>

  /// Nil when there is no expression.
  static func parse(_ words: [String]) throws(CommandStop) -> Test? {
    guard !words.isEmpty else { return nil }
    var filter = SSFilter(tokens: tokens(of: words.joined(separator: " "))[...])
    let test = try filter.disjunction()
    guard filter.tokens.isEmpty else { throw filter.syntaxError }
    return test
  }

  private static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var word = ""
    func end() {
      if !word.isEmpty { tokens.append(word) }
      word = ""
    }
    var rest = text[...]
    while let next = rest.first {
      if let symbol = ["&&", "||", ">=", "<=", "!=", "==", "(", ")", "!", "&", "|", "=", "<", ">"].first(
        where: {
          rest.hasPrefix($0)
        })
      {
        end()
        tokens.append(symbol)
        rest = rest.dropFirst(symbol.count)
      } else {
        if next == " " || next == "\t" { end() } else { word.append(next) }
        rest = rest.dropFirst()
      }
    }
    end()
    return tokens
  }

  private var syntaxError: CommandStop {
    CommandStop(
      status: 255,
      message: "ss: bison bellows (while parsing filter): \"syntax error!\" Sorry.\n" + SSOptions.usage)
  }

  private mutating func take(_ words: String...) -> Bool {
    guard let next = tokens.first, words.contains(next) else { return false }
    tokens.removeFirst()
    return true
  }

  private mutating func disjunction() throws(CommandStop) -> Test {
    var left = try conjunction()
    while take("or", "|", "||") {
      let (first, second) = (left, try conjunction())
      left = { first($0) || second($0) }
    }
    return left
  }

  private mutating func conjunction() throws(CommandStop) -> Test {
    var left = try negation()
    while let next = tokens.first, !["or", "|", "||", ")"].contains(next) {
      _ = take("and", "&", "&&")
      let (first, second) = (left, try negation())
      left = { first($0) && second($0) }
    }
    return left
  }

  private mutating func negation() throws(CommandStop) -> Test {
    if take("not", "!") {
      let inner = try negation()
      return { !inner($0) }
    }
    if take("(") {
      let inner = try disjunction()
      guard take(")") else { throw syntaxError }
      return inner
    }
    return try condition()
  }

  private mutating func condition() throws(CommandStop) -> Test {
    guard let word = tokens.popFirst() else { throw syntaxError }
    switch word {
    case "sport", "dport": return try port(isSource: word == "sport")
    case "src", "dst":
      let isEqual = try equality()
      let condition = try HostCondition(takeWord(), isPort: false)
      let test = Self.test(condition, isSource: word == "src")
      return isEqual ? test : { !test($0) }
    case "dev":
      let isEqual = try equality()
      let name = try takeWord()
      return { ($0.device?.name == name) == isEqual }
    case "fwmark", "cgroup", "autobound": throw .unsimulated("the filter word `\(word)' of ss")
    default: throw syntaxError
    }
  }

  private mutating func takeWord() throws(CommandStop) -> String {
    guard let word = tokens.popFirst() else { throw syntaxError }
    return word
  }

  private mutating func equality() throws(CommandStop) -> Bool {
    if take("!=", "neq", "ne") { return false }
    _ = take("=", "==", "eq")
    return true
  }

  private mutating func port(isSource: Bool) throws(CommandStop) -> Test {
    let sign = try comparison()
    let condition = try HostCondition(takeWord(), isPort: true)
    guard sign != "=", sign != "!=" else {
      let test = Self.test(condition, isSource: isSource)
      return sign == "=" ? test : { !test($0) }
    }
    guard let bound = condition.port else { throw syntaxError }
    return { socket in
      let port = isSource ? socket.localPort : socket.remotePort
      switch sign {
      case ">=": return port >= bound
      case "<=": return port <= bound
      case ">": return port > bound
      default: return port < bound
      }
    }
  }

  private mutating func comparison() throws(CommandStop) -> String {
    if take("=", "==", "eq") { return "=" }
    if take("!=", "neq", "ne") { return "!=" }
    if take(">=", "geq", "ge") { return ">=" }
    if take("<=", "leq", "le") { return "<=" }
    if take(">", "gt") { return ">" }
    if take("<", "lt") { return "<" }
    return "="
  }

  private static func test(_ condition: HostCondition, isSource: Bool) -> Test {
    { socket in
      let address = isSource ? socket.localAddress : socket.remoteAddress
      let port = isSource ? socket.localPort : socket.remotePort
      return (condition.prefix?.contains(address) ?? true) && (condition.port.map { $0 == port } ?? true)
    }
  }
}

/// `ADDRESS[/LENGTH][:PORT]`, `:PORT`, or a port alone where one is asked for.
private struct HostCondition {
  private(set) var prefix: IPv4Prefix?
  private(set) var port: UInt16?

  init(_ word: String, isPort: Bool) throws(CommandStop) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    let address = parts.count == 2 ? parts[0] : isPort ? "" : word
    let portText = parts.count == 2 ? parts[1] : isPort ? word : ""
    if !address.isEmpty, address != "*" {
      guard let prefix = IPv4Prefix(address) else {
        throw CommandStop(
          status: 1,
          message:
            "Error: an inet prefix is expected rather than \"\(address)\".\nCannot parse dst/src address.\n")
      }
      self.prefix = prefix
    }
    guard !portText.isEmpty, portText != "*" else { return }
    guard let port = UInt16(portText) ?? Services.port(named: portText, nil) else {
      throw CommandStop(
        status: 1,
        message: "Error: \"\(portText)\" does not look like a port.\nCannot parse dst/src address.\n")
    }
    self.port = port
  }
}
