import Linux
import Patterns
import Simulation

/// `sysctl` (sysctl(8), procps-ng 4.0.2).
package struct SysctlCommand {
  package static let program = Program("sysctl") { process throws(Unsimulated) in
    try process.carryOut { () throws(CommandStop) in
      var command = SysctlCommand(process)
      return try command.run()
    }
  }

  private let process: Process
  private let tree: SysctlTree
  private var showsNames = true
  private var showsOnlyNames = false
  private var isQuiet = false
  private var ignoresMissing = false
  private var isBinary = false
  private var showsAll = false
  private var writes = false
  private var pattern: String?
  private var status = 0

  private init(_ process: Process) {
    self.process = process
    tree = SysctlTree(process.namespace)
  }

  private mutating func run() throws(CommandStop) -> Int {
    var words: [String] = []
    var files: [String]?
    var arguments = process.arguments[...]
    while let word = arguments.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        words.append(word)
        continue
      }
      if word == "--system" { throw .unsimulated("sysctl --system") }
      if word == "--load" || word == "--values" || word == "--names" || word == "--all" || word == "--quiet"
        || word == "--write" || word == "--ignore"
      {
        try take(
          letter: String(word.dropFirst(2).first.map { $0 == "l" ? "p" : $0 == "i" ? "e" : $0 } ?? "h"),
          &arguments, &files)
        continue
      }
      if word == "--pattern" || word.hasPrefix("--pattern=") {
        pattern = word == "--pattern" ? arguments.popFirst() : String(word.dropFirst(10))
        continue
      }
      if word == "--help" { return help() }
      if word == "--version" { return version() }
      if word.hasPrefix("--") { throw .unsimulated("sysctl \(word)") }
      if word == "-h" || word == "-d" { return help() }
      if word == "-V" { return version() }
      for letter in word.dropFirst() { try take(letter: String(letter), &arguments, &files) }
    }
    if let files { return load(files + words) }
    if showsAll { return try listAll() }
    guard !words.isEmpty else {
      guard process.arguments.isEmpty else {
        throw CommandStop(
          status: 1,
          message: "sysctl: no variables specified\nTry `sysctl --help' for more information.\n")
      }
      throw CommandStop(status: 1, message: Self.usage)
    }
    for word in words {
      // Whatever it says of going on, a word that is no setting is the last one.
      guard !writes || word.contains("=") && !word.hasPrefix("=") else {
        complain("command line(0): invalid syntax, continuing...")
        break
      }
      try treat(word)
    }
    return status
  }

  private mutating func take(
    letter: String, _ arguments: inout ArraySlice<String>, _ files: inout [String]?
  ) throws(CommandStop) {
    switch letter {
    case "n", "v": showsNames = false
    case "N": showsOnlyNames = true
    case "q": isQuiet = true
    case "e": ignoresMissing = true
    case "b": (isBinary, showsNames) = (true, false)
    case "a", "A", "X": showsAll = true
    case "w": writes = true
    case "o", "x": break
    case "r": pattern = arguments.popFirst()
    case "p", "f": files = files ?? []
    default: throw CommandStop(status: 1, message: "sysctl: invalid option -- '\(letter)'\n" + Self.usage)
    }
  }

  private func version() -> Int {
    process.write("sysctl from procps-ng 4.0.2\n")
    return 0
  }

  private func help() -> Int {
    process.write(Self.usage)
    return 0
  }

  private static let usage = """

    Usage:
     sysctl [options] [variable[=value] ...]

    Options:
      -a, --all            display all variables
      -A                   alias of -a
      -X                   alias of -a
          --deprecated     include deprecated parameters to listing
          --dry-run        Print the key and values but do not write
      -b, --binary         print value without new line
      -e, --ignore         ignore unknown variables errors
      -N, --names          print variable names without values
      -n, --values         print only values of the given variable(s)
      -p, --load[=<file>]  read values from file
      -f                   alias of -p
          --system         read values from all system directories
      -r, --pattern <expression>
                           select setting that match expression
      -q, --quiet          do not echo variable set
      -w, --write          enable writing a value to variable
      -o                   does nothing
      -x                   does nothing
      -d                   alias of -h

     -h, --help     display this help and exit
     -V, --version  output version information and exit

    For more details see sysctl(8).

    """

  // MARK: - One setting

  private mutating func treat(_ word: String) throws(CommandStop) {
    guard word.contains("=") else { return try show(word) }
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].trimmed
    guard !name.isEmpty else { return complain("command line(0): invalid syntax, continuing...") }
    try set(name, parts[1].trimmed, ignoresMissing: ignoresMissing)
  }

  private mutating func complain(_ message: String) {
    process.writeError("sysctl: \(message)\n")
    status = 1
  }

  /// `net.ipv4.ip_forward` or `net/ipv4/ip_forward`. The first separator decides; an interface whose name has a dot is
  /// written with slashes, or with a slash for its dot.
  private func path(_ name: String) -> [String] {
    let separator = name.first { $0 == "." || $0 == "/" } ?? "."
    let parts = name.split(separator: separator).map(String.init)
    guard separator == "." else { return parts }
    return parts.map { part in String(part.map { $0 == "/" ? "." : $0 }) }
  }

  private mutating func show(_ name: String) throws(CommandStop) {
    let path = path(name)
    if tree.isDirectory(path) {
      for entry in tree.all where Array(entry.prefix(path.count)) == path { print(entry) }
      return
    }
    switch tree.read(path) {
    case .value: print(path)
    case .unsimulated: throw .unsimulated("the setting \(name)")
    case .missing: missing(path, ignoresMissing)
    }
  }

  private func print(_ path: [String]) {
    guard case .value(let text) = tree.read(path) else { return }
    let name = Self.name(path)
    if showsOnlyNames {
      process.write(name + "\n")
    } else if isBinary {
      process.write(text)
    } else {
      process.write(showsNames ? "\(name) = \(text)\n" : text + "\n")
    }
  }

  private static func name(_ path: [String]) -> String {
    path.map { part in String(part.map { $0 == "." ? "/" : $0 }) }.joined(separator: ".")
  }

  private mutating func missing(_ path: [String], _ isIgnored: Bool) {
    guard !isIgnored else { return }
    complain("cannot stat /proc/sys/\(path.joined(separator: "/")): No such file or directory")
  }

  private mutating func set(_ name: String, _ value: String, ignoresMissing: Bool) throws(CommandStop) {
    let path = path(name)
    switch tree.read(path) {
    case .unsimulated: throw .unsimulated("the setting \(name)")
    case .missing: return missing(path, ignoresMissing)
    case .value: break
    }
    do throws(KernelError) {
      try tree.write(path, value)
    } catch {
      // A value that the kernel refuses is no failure of sysctl's own.
      let isReadOnly = error == .notPermitted
      process.writeError(
        isReadOnly
          ? "sysctl: permission denied on key \"\(Self.name(path))\"\n"
          : "sysctl: setting key \"\(Self.name(path))\": \(error.text)\n")
      status = 1
      return
    }
    guard !isQuiet else { return }
    if showsOnlyNames {
      process.write(Self.name(path) + "\n")
    } else {
      process.write(showsNames ? "\(Self.name(path)) = \(value)\n" : value + "\n")
    }
  }

  // MARK: - Many settings

  private func listAll() throws(CommandStop) -> Int {
    var filter: Pattern?
    if let pattern {
      do throws(PatternError) { filter = try Pattern(pattern, syntax: .extended) } catch {
        throw CommandStop(status: 1, message: "sysctl: \(error)\n")
      }
    }
    for path in tree.all {
      if let filter, !(matches(filter, Self.name(path))) { continue }
      print(path)
    }
    return 0
  }

  /// A pattern that is too hard to follow matches nothing.
  private func matches(_ filter: Pattern, _ name: String) -> Bool {
    do throws(PatternError) { return try filter.matches(name) } catch { return false }
  }

  /// `-p FILE`: lines of `name = value`; `#` and `;` begin comments; `-` before a name changes nothing here.
  private mutating func load(_ files: [String]) -> Int {
    loadAll(files.isEmpty ? ["/etc/sysctl.conf"] : files)
  }

  private mutating func loadAll(_ files: [String]) -> Int {
    for file in files {
      let path = FileSystem.resolve(file, in: process.workingDirectory)
      guard let text = process.node.files.readText(path) else {
        // The standard file is empty where nobody wrote one.
        guard file != "/etc/sysctl.conf" else { continue }
        complain("cannot open \"\(file)\": No such file or directory")
        continue
      }
      do throws(CommandStop) {
        try load(text, from: file)
      } catch {
        if let missing = error.missing {
          process.system.reportUnsimulated(missing)
          return 2
        }
      }
    }
    return status
  }

  private mutating func load(_ text: String, from file: String) throws(CommandStop) {
    var wishes: [(name: String, value: String)] = []
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmed
      guard let first = line.first, first != "#", first != ";" else { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].trimmed.isEmpty else {
        complain("\(file)(\(place + 1)): invalid syntax, continuing...")
        continue
      }
      let name = parts[0].trimmed
      wishes.append((name.hasPrefix("-") ? String(name.dropFirst()) : name, parts[1].trimmed))
    }
    for wish in wishes {
      try set(wish.name, wish.value, ignoresMissing: ignoresMissing)
    }
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first == " " || first == "\t" || first == "\r" { rest = rest.dropFirst() }
    while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest = rest.dropLast() }
    return String(rest)
  }
}
