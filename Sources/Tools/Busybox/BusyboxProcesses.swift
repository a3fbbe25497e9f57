import Linux

/// busybox's ps and which, inside of a container (procps/ps.c, debianutils/which.c).
enum BusyboxProcesses {
  static let programs: [Program] = [
    Program("ps") { (process: Process) throws(Unsimulated) -> Int in
      let words = process.arguments
      // Without -o its options are read and do nothing.
      guard words.allSatisfy({ ["-e", "-f", "-ef", "aux", "-a", "ax", "-w", "w", "-A"].contains($0) }) else {
        throw Unsimulated("busybox's ps \(words.joined(separator: " "))")
      }
      var text = "PID   USER     COMMAND\n"
      for (index, row) in rows(process).enumerated() {
        text += "\(number(index)) root     \(row.commandLine)\n"
      }
      process.write(text)
      return 0
    },
    Program("which") { (process: Process) throws(Unsimulated) -> Int in
      var status = 0
      for name in process.arguments {
        guard process.node.programs[name] != nil, !name.contains("/") else {
          status = 1
          continue
        }
        process.write("/bin/\(name)\n")
      }
      return status
    },
  ]

  private static func rows(_ process: Process) -> [ProcessRow] {
    ProcessRow.all(of: process.node.machine).filter { $0.process.node === process.node }
  }

  /// Its main program is number 1; each `docker exec` uses up some numbers on its way in.
  private static func number(_ index: Int) -> String {
    let text = String(index == 0 ? 1 : index * 6 + 1)
    return String(repeating: " ", count: max(0, 5 - text.count)) + text
  }
}
