/// `echo` (bash(1), SHELL BUILTIN COMMANDS).
enum EchoProgram {
  static let program = Program("echo") { (process: Process) throws(Unsimulated) -> Int in
    process.write(text(process.arguments, expandsEscapes: false))
    return 0
  }

  /// What it prints. Debian's sh replaces escapes always.
  static func text(_ arguments: [String], expandsEscapes: Bool) -> String {
    var words = arguments[...]
    var endsLine = true
    var replaces = expandsEscapes
    while let first = words.first, first.count > 1, first.hasPrefix("-"),
      first.dropFirst().allSatisfy({ "neE".contains($0) }), !expandsEscapes || first == "-n"
    {
      for flag in first.dropFirst() {
        switch flag {
        case "n": endsLine = false
        case "e": replaces = true
        default: replaces = false
        }
      }
      words.removeFirst()
    }
    let line = words.joined(separator: " ")
    guard replaces else { return line + (endsLine ? "\n" : "") }
    let (text, stops) = ShellEscapes.decode(line, .echo)
    return text + (endsLine && !stops ? "\n" : "")
  }
}
