/// Reads dnsmasq's options: words of a command line, or lines of a file.
struct DnsmasqOptions {
  private(set) var configuration = DnsmasqConfiguration()
  private var namedFiles: [String]?
  private let files: FileSystem

  private static let defaultFile = "/etc/dnsmasq.conf"

  /// An option: its letter, if any, and whether it takes a value (getopt_long(3)).
  struct Form {
    enum Value { case none, required, optional }
    let name: String
    let letter: Character?
    let value: Value
  }

  init(_ arguments: [String], files: FileSystem) throws(DnsmasqFailure) {
    self.files = files
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word == "--" { break }
      if word.hasPrefix("--") {
        try readLong(word, &rest)
      } else if word.hasPrefix("-"), word.count > 1 {
        try readLetters(word, &rest)
      } else {
        throw DnsmasqFailure("junk found in command line", status: 1)
      }
    }
    if !rest.isEmpty { throw DnsmasqFailure("junk found in command line", status: 1) }
    if let namedFiles {
      for file in namedFiles { try readFile(file) }
    } else if files.exists(Self.defaultFile) {
      try readFile(Self.defaultFile)
    }
  }

  // MARK: - Words

  private mutating func readLong(_ word: String, _ rest: inout ArraySlice<String>) throws(DnsmasqFailure) {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let typed = String(parts[0])
    let fitting = Self.forms.filter { $0.name.hasPrefix(typed) }
    let others = Self.missing.contains { $0.hasPrefix(typed) }
    guard
      let form = fitting.first(where: { $0.name == typed })
        ?? (fitting.count == 1 && !others ? fitting[0] : nil)
    else {
      if Self.missing.contains(typed) { throw .unsimulated("dnsmasq --\(typed)") }
      throw .badOption("try --help")
    }
    var value = parts.count == 2 ? String(parts[1]) : nil
    switch form.value {
    case .none: if value != nil { throw .badOption("try --help") }
    case .optional: break
    case .required:
      if value == nil { value = rest.popFirst() }
      if value == nil { throw .badOption("try --help") }
    }
    try apply(form.name, value ?? "")
  }

  private mutating func readLetters(_ word: String, _ rest: inout ArraySlice<String>) throws(DnsmasqFailure) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let form = Self.forms.first(where: { $0.letter == letter }) else {
        if Self.missingLetters.contains(letter) { throw .unsimulated("dnsmasq -\(letter)") }
        throw .badOption("try --help")
      }
      guard form.value == .required else {
        try apply(form.name, "")
        continue
      }
      let value = letters.isEmpty ? rest.popFirst() : String(letters)
      guard var value else { throw .badOption("try --help") }
      if value.hasPrefix("=") { value.removeFirst() }
      letters = ""
      try apply(form.name, value)
    }
  }

  // MARK: - Files

  private mutating func readFile(_ path: String) throws(DnsmasqFailure) {
    let text: String
    do throws(OpenFailure) {
      text = String(decoding: try files.open(path), as: UTF8.self)
    } catch {
      throw DnsmasqFailure("cannot read \(path): \(error.text)", status: 3)
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, raw) in lines.enumerated() {
      let line = Self.withoutComment(raw)
      guard !line.isEmpty else { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = Self.trimmed(parts[0])
      guard let form = Self.forms.first(where: { $0.name == name }) else {
        if Self.missing.contains(name) { throw .unsimulated("dnsmasq's option \(name)") }
        throw DnsmasqFailure("bad option at line \(index + 1) of \(path)", status: 1)
      }
      do throws(DnsmasqFailure) {
        try apply(form.name, parts.count == 2 ? Self.unquoted(Self.trimmed(parts[1])) : "")
      } catch {
        if error.missing != nil { throw error }
        let prefix = "bad command line options: "
        guard error.text.hasPrefix(prefix) else { throw error }
        throw DnsmasqFailure(
          "\(error.text.dropFirst(prefix.count)) at line \(index + 1) of \(path)", status: 1)
      }
    }
  }

  /// A comment begins the line or stands behind a space.
  private static func withoutComment(_ line: Substring) -> String {
    var text = ""
    var isQuoted = false
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == "#", !isQuoted, text.isEmpty || text.last == " " || text.last == "\t" { break }
      text.append(character)
    }
    return trimmed(text[...])
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
    return String(text)
  }

  /// Quotes keep commas together: they are marked, and come back when the value is cut at its commas.
  static let keptComma: Character = "\u{1}"

  private static func unquoted(_ text: String) -> String {
    var result = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else {
        result.append(isQuoted && character == "," ? keptComma : character)
      }
    }
    return result
  }

  // MARK: - Options

  private mutating func apply(_ name: String, _ value: String) throws(DnsmasqFailure) {
    if try configuration.applyFlag(name) { return }
    if name.hasPrefix("dhcp-") { return try configuration.dhcp.apply(name, value) }
    switch name {
    case "conf-file": namedFiles = (namedFiles ?? []) + (value.isEmpty ? [] : [value])
    case "conf-dir":
      let directory = String(value.split(separator: ",").first ?? "")
      let names = files.list(directory).filter {
        !$0.hasSuffix("~") && !$0.hasPrefix(".") && !$0.hasPrefix("#")
          && !files.isDirectory(directory + "/" + $0)
      }
      namedFiles =
        (namedFiles ?? [Self.defaultFile].filter { files.exists($0) })
        + names.map { directory + "/" + $0 }
    default: try configuration.apply(name, value)
    }
  }
}
