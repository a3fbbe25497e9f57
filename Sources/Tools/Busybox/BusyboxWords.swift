import Linux

/// Programs that do what the full ones of their names do, and complain in busybox's words.
enum BusyboxWords {
  static let programs: [Program] = [
    reworded("cat") { line in
      // cat: /nosuch: No such file or directory
      guard let (path, reason) = parts(of: line, behind: "cat: ") else { return line }
      return reason == "Is a directory"
        ? "cat: read error: \(reason)" : "cat: can't open '\(path)': \(reason)"
    },
    reworded("ls") { line in
      // ls: cannot access '/nosuch': No such file or directory
      guard let (path, reason) = parts(of: line, behind: "ls: cannot access ") else { return line }
      return "ls: \(path.dropFirst().dropLast()): \(reason)"
    },
    Program("sysctl", running: sysctl),
  ]

  private static func parts(of line: String, behind prefix: String) -> (path: String, reason: String)? {
    guard line.hasPrefix(prefix) else { return nil }
    let words = line.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
    guard words.count >= 2, let last = words.last else { return nil }
    return (words.dropLast().joined(separator: ":"), String(last.drop { $0 == " " }))
  }

  /// The common program of a name, each line of whose complaints is said anew.
  private static func reworded(_ name: String, _ reword: @escaping (String) -> String) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        guard let common = ProgramTable.program(named: name) else { throw Unsimulated("busybox's \(name)") }
        let error = Pipe { bytes in
          let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
          process.writeError(lines.map { reword($0) + "\n" }.joined())
          return nil
        }
        let child = process.launch(
          common, arguments: process.arguments, on: process.node, namespace: process.namespace, error: error
        ) { process.exit($0) }
        process.passSignals(to: child)
      })
  }

  private static func exists(_ key: Substring, _ process: Process) -> Bool {
    let path = "/proc/sys/" + String(key.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    return process.node.files.exists(path) || process.node.files.isDirectory(path)
  }

  /// A container reads /proc/sys and cannot write it, unless it is privileged.
  private static func sysctl(_ process: Process) throws(Unsimulated) {
    guard let common = ProgramTable.program(named: "sysctl") else { throw Unsimulated("busybox's sysctl") }
    let keys = process.arguments.filter { !$0.hasPrefix("-") }.map { $0.prefix { $0 != "=" } }
    for key in keys where !exists(key, process) {
      process.writeError("sysctl: error: '\(key)' is an unknown key\n")
      return process.exit(1)
    }
    let container = process.node.machine.engine?.containers.first { $0.insideNode === process.node }
    let settings = process.arguments.filter { $0.contains("=") && !$0.hasPrefix("-") }
    guard let container, !container.configuration.isPrivileged, !settings.isEmpty else {
      return try common.main(process)
    }
    for setting in settings {
      let key = setting.prefix { $0 != "=" }
      process.writeError("sysctl: error setting key '\(key)': Read-only file system\n")
    }
    process.exit(1)
  }
}
