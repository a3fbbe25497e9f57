import Linux

/// `nstat` (nstat(8), iproute2 6.1): what the counters have gained since it was last asked.
enum Nstat {
  private struct Options {
    var showsAll = false
    var showsZeros = false
    var resets = false
    var isSilent = false
    var keepsHistory = false
    var isJSON = false
    var isPretty = false
    var patterns: [String] = []
  }

  static let program = NetTools.program("nstat", run)

  /// Where nstat(8) keeps what it has shown.
  private static let history = "/tmp/.nstat.u0"

  private static func run(_ process: Process) throws(CommandStop) -> Int {
    let options = try read(process)
    if options.patterns.isEmpty, options.isSilent, false { return 0 }
    let counters = all(process.namespace)
    let past = options.showsAll || options.resets ? [:] : recall(process)
    let gains = counters.map { (name: $0.name, value: $0.value - (past[$0.name] ?? 0)) }
    if !options.isSilent { show(gains, options, process) }
    if !options.keepsHistory { remember(counters, process) }
    return 0
  }

  private static func read(_ process: Process) throws(CommandStop) -> Options {
    var options = Options()
    for word in process.arguments {
      guard word.hasPrefix("-"), word.count > 1 else {
        options.patterns.append(word)
        continue
      }
      let names = [
        "--ignore": "a", "--noupdate": "s", "--nooutput": "n", "--reset": "r", "--zeros": "z", "--json": "j",
        "--pretty": "p",
      ]
      if word == "-V" || word == "--version" {
        process.write("nstat utility, iproute2-6.1.0\n")
        throw CommandStop(status: 0, message: "")
      }
      let letters = word.hasPrefix("--") ? names[word] ?? "?" : String(word.dropFirst())
      for letter in letters {
        switch letter {
        case "a": options.showsAll = true
        case "s": options.keepsHistory = true
        case "n": options.isSilent = true
        case "r": options.resets = true
        case "z": options.showsZeros = true
        case "j": options.isJSON = true
        case "p": options.isPretty = true
        default: throw .unsimulated("nstat \(word)")
        }
      }
    }
    return options
  }

  /// In nstat's order: /proc/net/snmp, snmp6 where IPv6 has counted nothing, and /proc/net/netstat.
  private static func all(_ namespace: NetworkNamespace) -> [(name: String, value: Int)] {
    let gauges = ["Forwarding", "DefaultTTL", "RtoAlgorithm", "RtoMin", "RtoMax", "MaxConn", "CurrEstab"]
    func flat(_ groups: [ProtocolTables.Group]) -> [(name: String, value: Int)] {
      groups.flatMap { group in
        group.counters.filter { !gauges.contains($0.name) }.map { (group.name + $0.name, $0.value) }
      }
    }
    return flat(ProtocolTables.simple(namespace)) + ProtocolTables.version6.map { ($0, 0) }
      + flat(ProtocolTables.extended(namespace))
  }

  private static func show(_ gains: [(name: String, value: Int)], _ options: Options, _ process: Process) {
    let shown = gains.filter { entry in
      (options.showsZeros || entry.value != 0)
        && (options.patterns.isEmpty || options.patterns.contains { GlobWord.matches($0, entry.name) })
    }
    if options.isJSON {
      let fields = shown.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",")
      return process.write("{\"kernel\":{\(fields)}}\n")
    }
    var text = "#kernel\n"
    for entry in shown { text += entry.name.padded(to: 32) + String(entry.value).padded(to: 16) + "   0.0\n" }
    process.write(text)
  }

  // MARK: - History

  private static func recall(_ process: Process) -> [String: Int] {
    var past: [String: Int] = [:]
    for line in (process.node.files.readText(path(process)) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count >= 2, let value = Int(words[1]) { past[String(words[0])] = value }
    }
    return past
  }

  private static func remember(_ counters: [(name: String, value: Int)], _ process: Process) {
    let lines = counters.map { $0.name.padded(to: 32) + String($0.value).padded(to: 16) + "   0.0\n" }
    process.node.files.write(path(process), "#kernel\n" + lines.joined())
  }

  private static func path(_ process: Process) -> String { history }
}
