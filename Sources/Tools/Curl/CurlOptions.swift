import Packets
import Simulation

/// curl's command line (curl(1)).
struct CurlOptions {
  enum Problem: Error {
    /// A message on standard error, and the exit status 2.
    case usage(String)
    case failure(String, status: Int)
    /// `-V`.
    case version
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

  /// `-u`.
  var user: String?
  var proxy: String?
  /// `--noproxy`, or the environment's `no_proxy`.
  var withoutProxy: String?
  var retries = 0
  var retryDelay: Nanoseconds?
  var retriesRefused = false
  var retriesAll = false
  var headerOutput: Output?
  /// `-T`: what is to be sent by PUT.
  var upload: [UInt8]?
  var contentType = "application/x-www-form-urlencoded"
  var acceptsJSON = false
  var cookies: String?
  var acceptsCompressed = false
  var offersHTTP2 = false
  var range: String?
  var onlyIPv6 = false
  var isGlobbing = true
  var remoteNameForAll = false
  var largestBody: Int?
  var errorOutput: String?
  var keepsBodyOnError = false
  /// `--connect-to HOST:PORT:HOST:PORT`.
  var detours: [(host: String, port: String, toHost: String, toPort: String)] = []

  /// Options that change nothing here: what they are about is not part of the network, or is so anyway.
  private static let harmless: Set<String> = [
    "insecure", "ipv4", "no-buffer", "disable", "http1.1", "tcp-nodelay", "no-keepalive", "basic",
    "remote-time", "path-as-is", "junk-session-cookies", "keepalive-time", "styled-output", "no-alpn",
    "no-npn", "no-sessionid", "raw", "cacert", "capath", "cert", "key", "tlsv1", "tlsv1.2", "tlsv1.3",
    "ssl-no-revoke", "netrc-optional", "http0.9", "fail-early", "remove-on-error", "ciphers",
  ]

  init(_ arguments: [String], _ files: CurlFiles) throws(Problem) {
    var words = arguments[...]
    var optionsEnded = false
    while let word = words.popFirst() {
      if optionsEnded || !word.hasPrefix("-") || word == "-" {
        urls.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else if word.hasPrefix("--") {
        try long(String(word.dropFirst(2)), word, &words, files)
      } else {
        try cluster(word.dropFirst(), &words, files)
      }
    }
    if arguments.isEmpty || urls.isEmpty {
      throw .usage(arguments.isEmpty ? Self.hint : "curl: no URL specified!\n" + Self.hint)
    }
    if isHead, data != nil {
      throw .usage("Warning: You can only select one HTTP request method! HEAD was already set.\n")
    }
  }

  static let hint = "curl: try 'curl --help' or 'curl --manual' for more information\n"

  private mutating func cluster(
    _ letters: Substring, _ words: inout ArraySlice<String>, _ files: CurlFiles
  ) throws(Problem) {
    var letters = letters
    while let letter = letters.popFirst() {
      guard let (name, takesValue) = CurlOptionNames.short(letter) else {
        throw .usage("curl: option -\(letter): is unknown\n" + Self.hint)
      }
      guard takesValue else {
        try set(name, "", "-\(letter)", files)
        continue
      }
      let joined = letters.isEmpty ? nil : String(letters)
      guard let value = joined ?? words.popFirst() else { throw missing("-\(letter)") }
      return try set(name, value, "-\(letter)", files)
    }
  }

  private mutating func long(
    _ name: String, _ word: String, _ words: inout ArraySlice<String>, _ files: CurlFiles
  ) throws(Problem) {
    switch CurlOptionNames.long(name) {
    case .unknown: throw .usage("curl: option \(word): is unknown\n" + Self.hint)
    case .ambiguous: throw .usage("curl: option \(word): is ambiguous\n" + Self.hint)
    case .notSwitch:
      throw .usage(
        "curl: option \(word): used '--no-' for option that isn't a boolean\n" + Self.hint)
    case .off(let name): try turnOff(name, word)
    case .found(let name, takesValue: false): try set(name, "", word, files)
    case .found(let name, takesValue: true):
      guard let value = words.popFirst() else { throw missing(word) }
      try set(name, value, word, files)
    }
  }

  private func missing(_ word: String) -> Problem {
    .usage("curl: option \(word): requires parameter\n" + Self.hint)
  }

  private mutating func turnOff(_ name: String, _ word: String) throws(Problem) {
    switch name {
    case "silent": isSilent = false
    case "show-error": showsErrors = false
    case "head": isHead = false
    case "include": includesHeaders = false
    case "verbose": isVerbose = false
    case "get": sendsDataInURL = false
    case "location": followsRedirects = false
    case "fail": failsOnError = false
    case "globoff": isGlobbing = true
    default:
      guard Self.harmless.contains(name) else { throw .unsimulated(Unsimulated("curl \(word)")) }
    }
  }

  private mutating func set(
    _ name: String, _ value: String, _ word: String, _ files: CurlFiles
  ) throws(Problem) {
    if try setRequest(name, value, word, files) { return }
    switch name {
    case "silent": (isSilent, showsProgress) = (true, false)
    case "no-progress-meter": showsProgress = false
    case "show-error": showsErrors = true
    case "output": outputs.append(value == "-" ? .console : .file(value))
    case "remote-name": outputs.append(.remoteName)
    case "remote-name-all": remoteNameForAll = true
    case "dump-header": headerOutput = value == "-" ? .console : .file(value)
    case "include": includesHeaders = true
    case "verbose": isVerbose = true
    case "write-out": writeOut = try writeOutFormat(value, files)
    case "stderr": errorOutput = value
    case "max-time": timeout = try seconds(value, word)
    case "connect-timeout": connectTimeout = try seconds(value, word)
    case "interface": interface = value
    case "local-port": localPorts = try ports(value, word)
    case "location": followsRedirects = true
    case "max-redirs": mostRedirects = try number(value, word)
    case "max-filesize": largestBody = try number(value, word)
    case "fail": failsOnError = true
    case "fail-with-body": (failsOnError, keepsBodyOnError) = (true, true)
    case "resolve": try addAddress(value, word)
    case "connect-to": try addDetour(value, word)
    case "url": urls.append(value)
    case "globoff": isGlobbing = false
    case "ipv6": onlyIPv6 = true
    case "proxy": proxy = value
    case "noproxy": withoutProxy = value
    case "retry": retries = try number(value, word)
    case "retry-delay": retryDelay = try seconds(value, word)
    case "retry-connrefused": retriesRefused = true
    case "retry-all-errors": retriesAll = true
    case "version": throw .version
    default:
      guard Self.harmless.contains(name) else { throw .unsimulated(Unsimulated("curl \(word)")) }
    }
  }

  /// What the request says. False for an option about something else.
  private mutating func setRequest(
    _ name: String, _ value: String, _ word: String, _ files: CurlFiles
  ) throws(Problem) -> Bool {
    switch name {
    case "head": isHead = true
    case "request": method = value
    case "header": headers += value.hasPrefix("@") ? try headerLines(value, word, files) : [value]
    case "data", "data-ascii", "data-binary":
      addData(try contents(value, word, files, isText: name != "data-binary"))
    case "data-raw": addData(value)
    case "data-urlencode": addData(try urlEncoded(value, word, files))
    case "json":
      data = (data ?? "") + (try contents(value, word, files, isText: false))
      (contentType, acceptsJSON) = ("application/json", true)
    case "upload-file":
      guard let bytes = try files.read(value == "." ? "-" : value, word) else {
        throw .failure("curl: Can't open '\(value)'!\n" + Self.hint, status: 26)
      }
      upload = bytes
    case "get": sendsDataInURL = true
    case "user-agent": userAgent = value.isEmpty ? nil : value
    case "referer": referer = value
    case "http1.0": isHTTP10 = true
    case "http2": offersHTTP2 = true
    case "user": user = value
    case "cookie":
      guard value.contains("=") else { throw .unsimulated(Unsimulated("curl -b FILE")) }
      cookies = cookies.map { $0 + "; " + value } ?? value
    case "compressed": acceptsCompressed = true
    case "range": range = value
    default: return false
    }
    return true
  }

  private func writeOutFormat(_ value: String, _ files: CurlFiles) throws(Problem) -> String {
    guard value.hasPrefix("@") else { return value }
    guard let bytes = try files.read(String(value.dropFirst()), "-w") else {
      throw .usage("curl: option -w: error encountered when reading a file\n" + Self.hint)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func headerLines(
    _ value: String, _ word: String, _ files: CurlFiles
  ) throws(Problem) -> [String] {
    guard let bytes = try files.read(String(value.dropFirst()), word) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) }
  }

  // MARK: - Data

  /// `@FILE` stands for the file's contents, as a text without its line ends.
  private func contents(
    _ value: String, _ word: String, _ files: CurlFiles, isText: Bool
  ) throws(Problem) -> String {
    guard value.hasPrefix("@") else { return value }
    guard let bytes = try files.read(String(value.dropFirst()), word) else { return "" }
    let kept = isText ? bytes.filter { $0 != 10 && $0 != 13 && $0 != 0 } : bytes
    return String(decoding: kept, as: UTF8.self)
  }

  /// `TEXT`, `=TEXT`, `NAME=TEXT`, `@FILE` and `NAME@FILE` (curl(1), --data-urlencode).
  private func urlEncoded(
    _ value: String, _ word: String, _ files: CurlFiles
  ) throws(Problem) -> String {
    guard let place = value.firstIndex(where: { $0 == "=" || $0 == "@" }) else {
      return Self.percentEncoded(Array(value.utf8))
    }
    let name = String(value[..<place])
    let rest = String(value[value.index(after: place)...])
    let bytes = value[place] == "=" ? Array(rest.utf8) : try files.read(rest, word) ?? []
    return (name.isEmpty ? "" : name + "=") + Self.percentEncoded(bytes)
  }

  private static func percentEncoded(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): text += "+"
      default: text += "%" + byte.hexadecimal.uppercased()
      }
    }
    return text
  }

  private mutating func addData(_ value: String) { data = data.map { $0 + "&" + value } ?? value }

  private func seconds(_ value: String, _ word: String) throws(Problem) -> Nanoseconds {
    if value.hasPrefix("-") {
      throw .usage("curl: option \(word): expected a positive numerical parameter\n" + Self.hint)
    }
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
    guard parts.count == 3 else {
      throw .failure("curl: (49) Couldn't parse CURLOPT_RESOLVE entry '\(value)'\n", status: 49)
    }
    guard let port = UInt16(parts[1]), let address = IPv4Address(parts[2]) else {
      throw .unsimulated(Unsimulated("curl --resolve \(value)"))
    }
    fixedAddresses.append((String(parts[0]).lowercased(), port, address))
  }

  private mutating func addDetour(_ value: String, _ word: String) throws(Problem) {
    let parts = value.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    guard parts.count == 4 else { throw .unsimulated(Unsimulated("curl \(word) \(value)")) }
    detours.append((parts[0], parts[1], parts[2], parts[3]))
  }
}
