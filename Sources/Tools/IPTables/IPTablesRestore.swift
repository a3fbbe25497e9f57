package import Linux

/// `iptables-restore`: tables as `iptables-save` writes them, each taken over whole or not at all.
package enum IPTablesRestore {
  private struct Options {
    var restoresCounters = false
    var keepsRules = false
    var isTest = false
    var onlyTable: String?
    var path: String?
  }

  static func start(_ process: Process) throws(Unsimulated) {
    guard let options = read(process) else { return }
    if let path = options.path {
      let place = FileSystem.resolve(path, in: process.workingDirectory)
      guard let text = process.node.files.readText(place) else {
        process.writeError("Can't open \(path): No such file or directory\n")
        process.exit(1)
        return
      }
      try run(text, options, process)
      return
    }
    var bytes: [UInt8] = []
    process.input.onReadable = { [unowned(unsafe) process] in
      bytes += process.input.read()
      guard process.input.isDrained else { return }
      process.input.onReadable = nil
      do throws(Unsimulated) {
        try run(String(decoding: bytes, as: UTF8.self), options, process)
      } catch {
        process.fail(error)
      }
    }
  }

  /// Nil when the words ended the program.
  private static func read(_ process: Process) -> Options? {
    var options = Options()
    var words = process.arguments[...]
    while let word = words.popFirst() {
      switch word {
      case "-c", "--counters": options.restoresCounters = true
      case "-n", "--noflush": options.keepsRules = true
      case "-t", "--test": options.isTest = true
      case "-T", "--table": options.onlyTable = words.popFirst()
      case "-M", "--modprobe": _ = words.popFirst()
      case "-v", "--verbose", "-4", "--ipv4": break
      case "-h", "--help":
        process.writeError(IPTablesUsage.restore)
        process.exit(0)
        return nil
      case "-w", "--wait": if let next = words.first, Int(next) != nil { words.removeFirst() }
      case "-V", "--version":
        process.write("iptables-restore v1.8.9 (nf_tables)\n")
        process.exit(0)
        return nil
      default:
        if !word.hasPrefix("-"), options.path == nil {
          options.path = word
          continue
        }
        let what =
          word.hasPrefix("--")
          ? "iptables-restore: unrecognized option '\(word)'\n"
          : word.hasPrefix("-")
            ? "iptables-restore: invalid option -- '\(word.dropFirst().prefix(1))'\n"
            : "Unknown arguments found on commandline\n"
        process.writeError(
          word.hasPrefix("-") ? what + "Try `iptables-restore -h' for more information.\n" : what)
        process.exit(1)
        return nil
      }
    }
    return options
  }

  private static func run(_ text: String, _ options: Options, _ process: Process) throws(Unsimulated) {
    let outcome = try restore(
      text, in: process.namespace, counters: options.restoresCounters, keepsRules: options.keepsRules,
      isTest: options.isTest, onlyTable: options.onlyTable)
    process.finish(outcome)
    process.exit(outcome.status)
  }

  /// Takes over tables from a text.
  package static func restore(
    _ text: String, in namespace: NetworkNamespace, counters: Bool = false, keepsRules: Bool = false,
    isTest: Bool = false, onlyTable: String? = nil
  ) throws(Unsimulated) -> IPTables.Outcome {
    var restoration = IPTablesRestoration(
      namespace, counters: counters, keepsRules: keepsRules, isTest: isTest, onlyTable: onlyTable)
    do throws(IPTablesFailure) {
      try restoration.run(text)
    } catch {
      restoration.rollBack()
      if case .unsimulated(let missing) = error.kind { throw missing }
      restoration.execution.outcome.status = error.status
      restoration.execution.outcome.error += error.message(
        program: "iptables-restore", line: restoration.line)
    }
    return restoration.execution.outcome
  }
}

/// One run of `iptables-restore` over its lines.
struct IPTablesRestoration {
  fileprivate(set) var execution: IPTablesExecution
  /// From 1; nil once an error no longer belongs to a line.
  private(set) var line: Int? = 0
  private let namespace: NetworkNamespace
  private let restoresCounters: Bool
  private let keepsRules: Bool
  private let isTest: Bool
  private let onlyTable: String?
  private var table: Table?
  private var snapshot: TableSnapshot?
  private var isSkipping = false
  /// A chain that did not exist is found missing only when the table is taken over.
  private var late: IPTablesFailure?

  init(
    _ namespace: NetworkNamespace, counters: Bool, keepsRules: Bool, isTest: Bool, onlyTable: String?
  ) {
    self.namespace = namespace
    execution = IPTablesExecution(namespace: namespace)
    restoresCounters = counters
    self.keepsRules = keepsRules
    self.isTest = isTest
    self.onlyTable = onlyTable
  }

  mutating func rollBack() {
    snapshot?.restore(in: namespace.netfilter)
    snapshot = nil
  }

  mutating func run(_ text: String) throws(IPTablesFailure) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    for (index, content) in lines.enumerated() {
      line = index + 1
      try read(String(content))
    }
    guard table != nil else { return }
    line = nil
    throw .missing("COMMIT expected at line \(lines.count + 1)")
  }

  private mutating func read(_ content: String) throws(IPTablesFailure) {
    if content.isEmpty || content.hasPrefix("#") { return }
    guard let table else {
      try begin(content)
      return
    }
    if content == "COMMIT" {
      try commit()
    } else if isSkipping {
      return
    } else if content.hasPrefix(":") {
      try readChain(content, table)
    } else {
      try readCommand(content, table)
    }
  }

  private mutating func begin(_ content: String) throws(IPTablesFailure) {
    guard content.hasPrefix("*") else { throw IPTablesFailure(kind: .failedLine) }
    let name = content.dropFirst().split(separator: " ").first.map { String($0) } ?? ""
    guard let known = Table.Name(name) else {
      throw .syntax("iptables-restore: line \(line ?? 0) table name '\(name)' invalid")
    }
    let table = namespace.netfilter.table(known)
    self.table = table
    isSkipping = onlyTable != nil && onlyTable != name
    guard !isSkipping else { return }
    snapshot = TableSnapshot(table)
    if !keepsRules { namespace.netfilter.reset(table) }
  }

  private mutating func commit() throws(IPTablesFailure) {
    if let late { throw late }
    if isTest { rollBack() }
    (table, snapshot, isSkipping) = (nil, nil, false)
  }

  /// `:CHAIN POLICY [PACKETS:OCTETS]`
  private mutating func readChain(_ content: String, _ table: Table) throws(IPTablesFailure) {
    let words = content.dropFirst().split(separator: " ")
    guard let name = words.first.map({ String($0) }) else {
      throw .syntax("iptables-restore: line \(line ?? 0) chain name invalid")
    }
    guard words.count > 1 else { throw .syntax("iptables-restore: line \(line ?? 0) policy invalid") }
    let counters = words.count > 2 && restoresCounters ? Self.counters(words[2]) : nil
    let chain = table.chain(named: name)
    guard let chain, chain.isBuiltIn else {
      if words[1] != "-" { throw .missing("Bad policy name.") }
      if let chain {
        namespace.netfilter.flush(chain)
      } else {
        namespace.netfilter.addChain(named: name, to: table)
      }
      return
    }
    switch words[1] {
    case "-": break
    case "ACCEPT", "DROP":
      namespace.netfilter.setPolicy(
        words[1] == "DROP" ? .drop : .accept, of: chain, in: table, counters: counters ?? Counters())
    default: throw .missing("Bad policy name.")
    }
  }

  private mutating func readCommand(_ content: String, _ table: Table) throws(IPTablesFailure) {
    var words = Self.words(content)
    var counters: Counters?
    if let first = words.first, first.hasPrefix("[") {
      counters = Self.counters(first[...])
      words.removeFirst()
    }
    if words.contains(where: { $0 == "-t" || $0.hasPrefix("--table") }) {
      throw .syntax("The -t option cannot be used in iptables-restore.\n")
    }
    do throws(IPTablesFailure) {
      var command = try IPTablesCommandParser.parse(words, in: namespace, table: table.name.text)
      if restoresCounters, let counters { command.counters = counters }
      try execution.run(command)
    } catch {
      guard case .noSuchChain = error.kind else { throw error }
      late = late ?? error
    }
  }

  /// `[PACKETS:OCTETS]`
  private static func counters(_ text: Substring) -> Counters? {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    let numbers = text.dropFirst().dropLast().split(separator: ":").map { UInt64($0) }
    guard numbers.count == 2, let packets = numbers[0], let bytes = numbers[1] else { return nil }
    return Counters(packets: packets, bytes: bytes)
  }

  /// Splits at blanks; quotes keep blanks together, a backslash keeps what follows (xtables_save's quoting).
  private static func words(_ content: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in content {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
