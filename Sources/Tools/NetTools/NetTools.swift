import Linux
import Packets

/// The programs of net-tools 2.10, and what they have in common.
enum NetTools {
  static let programs: [Program] = [
    IfconfigCommand.program, RouteCommand.program, ARPCommand.program, NetstatCommand.program,
    program("brctl", BrctlCommand.run), program("bridge", BridgeCommand.run),
    program("ethtool", EthtoolCommand.run), SysctlCommand.program, Nstat.program,
  ]

  /// A program that is done at once.
  static func program(_ name: String, _ run: @escaping (Process) throws(CommandStop) -> Int) -> Program {
    Program(name) { process throws(Unsimulated) in
      try process.carryOut { () throws(CommandStop) in try run(process) }
    }
  }

  /// A program that names addresses: their names are looked up before it prints, unless it has an option letter `n`.
  static func program(
    _ name: String, naming addresses: @escaping (Process) -> [IPv4Address],
    _ run: @escaping (Process, ReverseNames) throws(CommandStop) -> Int
  ) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        let isNumeric = process.arguments.contains { word in
          word == "--numeric" || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains("n")
        }
        let names = ReverseNames(process)
        let isWindows = process.node.machine.operatingSystem == .windows
        names.ask(isNumeric || isWindows ? [] : addresses(process)) {
          do throws(Unsimulated) {
            process.exit(try process.carryOut { () throws(CommandStop) in try run(process, names) })
          } catch {
            process.fail(error)
          }
        }
      })
  }

  /// A host as these programs take it: an address, or a name of /etc/hosts; missing octets count as the inet_aton(3)
  /// rules say.
  static func host(_ word: String, _ process: Process) -> IPv4Address? {
    if let address = IPv4Address(word) { return address }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
    if !parts.contains(nil), (1...3).contains(parts.count) {
      let values = parts.map { $0 ?? 0 }
      let leading = values.dropLast()
      guard let last = values.last, leading.allSatisfy({ $0 < 256 }) else { return nil }
      var bits: UInt32 = 0
      for (place, value) in leading.enumerated() { bits |= value << UInt32(24 - 8 * place) }
      return IPv4Address(bits: bits | last)
    }
    let hosts = process.node.files.readText("/etc/hosts") ?? ""
    for line in hosts.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if let first = words.first, words.dropFirst().contains(word[...]) { return IPv4Address(first) }
    }
    return nil
  }

  /// What a class of addresses was meant to be wide (RFC 791, section 3.2).
  static func classLength(_ address: IPv4Address) -> Int {
    switch address.bits >> 28 {
    case 0..<8: 8
    case 8..<12: 16
    default: 24
    }
  }

  static func unknownHost(_ word: String) -> String { "\(word): Unknown host\n" }

  /// `1.5 KiB`: with one decimal, cut off (lib/interface.c, ife_print_long).
  static func size(_ octets: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var unit = 0
    var divisor = 1
    while unit + 1 < units.count, octets / divisor >= 1024 {
      divisor *= 1024
      unit += 1
    }
    let tenths = octets * 10 / divisor
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
