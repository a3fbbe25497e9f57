import Packets
import Simulation

/// curl's command line (curl(1)).
struct CurlOptions {
  enum Problem: Error {
    /// A message on standard error, and the exit status 2.
    case usage(String)
    case unsimulated(Unsimulated)
  }

  enum Output: Hashable {
    case console
    case file(String)
    /// `-O`: named as in the URL.
    case remoteName
  }

  var urls: [String] = []
  var outputs: [Output] = []
  var isSilent = false
  var showsErrors = false
  var showsProgress = true
  var isVerbose = false
  var isHead = false
  var includesHeaders = false
  var failsOnError = false
  var followsRedirects = false
  var mostRedirects = 50
  var writeOut: String?
  var timeout: Nanoseconds?
  var connectTimeout: Nanoseconds?
  var interface: String?
  var localPorts: ClosedRange<UInt16>?
  var method: String?
  var headers: [String] = []
  var data: String?
  var sendsDataInURL = false
  var userAgent: String? = "curl/7.88.1"
  var referer: String?
  var isHTTP10 = false
  /// `--resolve HOST:PORT:ADDRESS`.
  var fixedAddresses: [(host: String, port: UInt16, address: IPv4Address)] = []

  private static let shortNames: [Character: String] = [
    "s": "silent", "S": "show-error", "o": "output", "O": "remote-name", "I": "head", "i": "include",
    "v": "verbose", "w": "write-out", "m": "max-time", "X": "request", "H": "header", "d": "data",
    "L": "location", "f": "fail", "k": "insecure", "A": "user-agent", "4": "ipv4", "e": "referer",
    "G": "get", "N": "no-buffer", "g": "globoff", "q": "disable", "0": "http1.0",
  ]
  private static let valued: Set<String> = [
    "output", "write-out", "max-time", "connect-timeout", "interface", "request", "header", "data",
    "data-raw",
    "data-ascii", "data-binary", "user-agent", "referer", "resolve", "local-port", "max-redirs", "url",
    "noproxy",
  ]
  private static let plain: Set<String> = [
    "silent", "show-error", "remote-name", "head", "include", "verbose", "location", "fail", "insecure",
    "ipv4", "get", "no-buffer", "globoff", "disable", "http1.0", "http1.1", "no-progress-meter",
    "tcp-nodelay", "no-keepalive",
  ]

  init(_ arguments: [String]) throws(Problem) {
    var words = arguments[...]
    var optionsEnded = false
    while let word = words.popFirst() {
      if optionsEnded || !word.hasPrefix("-") || word == "-" {
        urls.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else if word.hasPrefix("--") {
        try long(String(word.dropFirst(2)), word, &words)
      } else {
        try cluster(word.dropFirst(), &words)
      }
    }
    if arguments.isEmpty || urls.isEmpty {
      throw .usage(arguments.isEmpty ? Self.hint : "curl: no URL specified!\n" + Self.hint)
    }
  }

  private static let hint = "curl: try 'curl --help' or 'curl --manual' for more information\n"

  private mutating func cluster(_ letters: Substring, _ words: inout ArraySlice<String>) throws(Problem) {
    var letters = letters
    while let letter = letters.popFirst() {
      guard let name = Self.shortNames[letter] else { throw .unsimulated(Unsimulated("curl -\(letter)")) }
      guard Self.valued.contains(name) else {
        try set(name, "", "-\(letter)")
        continue
      }
      let joined = letters.isEmpty ? nil : String(letters)
      guard let value = joined ?? words.popFirst() else { throw missing("-\(letter)") }
      return try set(name, value, "-\(letter)")
    }
  }

  private mutating func long(
    _ name: String, _ word: String, _ words: inout ArraySlice<String>
  ) throws(Problem) {
    if Self.plain.contains(name) { return try set(name, "", word) }
    guard Self.valued.contains(name) else { throw .unsimulated(Unsimulated("curl \(word)")) }
    guard let value = words.popFirst() else { throw missing(word) }
    try set(name, value, word)
  }

  private func missing(_ word: String) -> Problem {
    .usage("curl: option \(word): requires parameter\n" + Self.hint)
  }

  private mutating func set(_ name: String, _ value: String, _ word: String) throws(Problem) {
    switch name {
    case "silent": (isSilent, showsProgress) = (true, false)
    case "no-progress-meter": showsProgress = false
    case "show-error": showsErrors = true
    case "output": outputs.append(value == "-" ? .console : .file(value))
    case "remote-name": outputs.append(.remoteName)
    case "head": isHead = true
    case "include": includesHeaders = true
    case "verbose": isVerbose = true
    case "write-out": writeOut = value
    case "max-time": timeout = try seconds(value, word)
    case "connect-timeout": connectTimeout = try seconds(value, word)
    case "interface": interface = value
    case "local-port": localPorts = try ports(value, word)
    case "request": method = value
    case "header":
      if value.hasPrefix("@") { throw .unsimulated(Unsimulated("curl -H @FILE")) }
      headers.append(value)
    case "data", "data-ascii", "data-binary":
      if value.hasPrefix("@") { throw .unsimulated(Unsimulated("curl -d @FILE")) }
      addData(value)
    case "data-raw": addData(value)
    case "get": sendsDataInURL = true
    case "location": followsRedirects = true
    case "max-redirs": mostRedirects = try number(value, word)
    case "fail": failsOnError = true
    case "user-agent": userAgent = value.isEmpty ? nil : value
    case "referer": referer = value
    case "http1.0": isHTTP10 = true
    case "resolve": try addAddress(value, word)
    case "url": urls.append(value)
    default: break
    }
  }

  private mutating func addData(_ value: String) { data = data.map { $0 + "&" + value } ?? value }

  private func seconds(_ value: String, _ word: String) throws(Problem) -> Nanoseconds {
    guard let span = Nanoseconds(seconds: value) else { throw notANumber(word) }
    return span
  }

  private func number(_ value: String, _ word: String) throws(Problem) -> Int {
    guard let number = Int(value) else { throw notANumber(word) }
    return number < 0 ? Int.max : number
  }

  private func notANumber(_ word: String) -> Problem {
    .usage("curl: option \(word): expected a proper numerical parameter\n" + Self.hint)
  }

  private func ports(_ value: String, _ word: String) throws(Problem) -> ClosedRange<UInt16> {
    let parts = value.split(separator: "-", maxSplits: 1).map { UInt16($0) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil, first <= last else {
      throw notANumber(word)
    }
    return first...last
  }

  private mutating func addAddress(_ value: String, _ word: String) throws(Problem) {
    let parts = value.split(separator: ":", maxSplits: 2)
    guard parts.count == 3, let port = UInt16(parts[1]), let address = IPv4Address(parts[2]) else {
      throw .unsimulated(Unsimulated("curl --resolve \(value)"))
    }
    fixedAddresses.append((String(parts[0]).lowercased(), port, address))
  }
}
