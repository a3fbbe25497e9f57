extension Serve {
  /// Starts dnsmasq on a node, in the background. Nil when it runs, else what it said.
  package static func startDnsmasq(_ arguments: [String], on node: Node) -> String? {
    guard let program = ProgramTable.program(named: "dnsmasq") else { return "there is no dnsmasq" }
    var said = ""
    let process = node.system.start(
      program, arguments: arguments, on: node, workingDirectory: "/", input: Pipe(text: ""),
      output: Pipe { _ in nil },
      error: Pipe { bytes in
        said += String(decoding: bytes, as: UTF8.self)
        return nil
      })
    if process.isRunning { return nil }
    let words = said.split(separator: "\n").last.map { String($0) } ?? ""
    return words.hasPrefix("dnsmasq: ") ? String(words.dropFirst("dnsmasq: ".count)) : words
  }
}
