/// `cat` (coreutils).
enum Cat {
  static let program = Program(
    "cat",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "nbEuAveTts", names: [("number", "n"), ("number-nonblank", "b"), ("show-ends", "E")])
      guard let options = try process.options(syntax) else { return }
      for letter in "AveTts" where options.has(letter) { throw Unsimulated("cat -\(letter)") }
      let numbersLines = options.has("n") || options.has("b")
      var status = 0
      var number = 0
      var atLineStart = true
      process.readAll(
        options.operands, failed: { status = 1 },
        handle: { _, bytes in
          guard let bytes else { return }
          guard numbersLines || options.has("E") else { return process.write(bytes) }
          var output: [UInt8] = []
          for byte in bytes {
            if atLineStart, numbersLines, !(options.has("b") && byte == 10) {
              number += 1
              output += Array((String(number).leftPadded(6) + "\t").utf8)
            }
            if byte == 10, options.has("E") { output.append(36) }
            output.append(byte)
            atLineStart = byte == 10
          }
          process.write(output)
        }, end: { process.exit(status) })
    })
}
