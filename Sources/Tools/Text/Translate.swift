/// `tr` (coreutils), character by character.
enum Translate {
  static let program = Program(
    "tr",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "dscCt",
        names: [("delete", "d"), ("squeeze-repeats", "s"), ("complement", "c"), ("truncate-set1", "t")])
      guard let options = try process.options(syntax) else { return }
      if options.has("t") { throw Unsimulated("tr -t") }
      let operands = options.operands
      let (deletes, squeezes) = (options.has("d"), options.has("s"))
      guard let text = operands.first else {
        process.complain("missing operand")
        return process.usageError()
      }
      if operands.count == 1, !deletes, !squeezes {
        process.complain("missing operand after ‘\(text)’")
        process.writeError("Two strings must be given when translating.\n")
        return process.usageError()
      }
      let first = set(text)
      var second = operands.count > 1 ? set(operands[1]) : []
      let complements = options.has("c") || options.has("C")
      if let last = second.last {
        while second.count < first.count { second.append(last) }
      }
      func isMember(_ character: Unicode.Scalar) -> Bool { first.contains(character) != complements }
      let squeezed = squeezes ? (deletes || operands.count > 1 ? second : first) : []
      var previous: Unicode.Scalar?
      process.readInput { bytes in
        guard let bytes else { return process.exit(0) }
        var output = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
          var result = scalar
          if deletes {
            if isMember(scalar) { continue }
          } else if operands.count > 1, isMember(scalar) {
            result = complements ? second.last ?? scalar : second[first.lastIndex(of: scalar) ?? 0]
          }
          let mayRepeat: Bool
          if operands.count == 1, squeezes, complements {
            mayRepeat = first.contains(result)
          } else {
            mayRepeat = !squeezed.contains(result)
          }
          if squeezes, result == previous, !mayRepeat { continue }
          previous = result
          output.unicodeScalars.append(result)
        }
        process.write(output)
      }
    })

  /// The characters of a set: escapes, ranges and classes.
  private static func set(_ text: String) -> [Unicode.Scalar] {
    let scalars = Array(ShellEscapes.decode(text, .printfFormat).text.unicodeScalars)
    var result: [Unicode.Scalar] = []
    var index = 0
    while index < scalars.count {
      if scalars[index] == "[", index + 1 < scalars.count, scalars[index + 1] == ":",
        let end = scalars[(index + 2)...].firstIndex(of: ":"), end + 1 < scalars.count,
        scalars[end + 1] == "]"
      {
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[(index + 2)..<end])
        for code in UInt8(0)..<128 where CharacterClass.contains(name, Character(Unicode.Scalar(code))) {
          result.append(Unicode.Scalar(code))
        }
        index = end + 2
      } else if index + 2 < scalars.count, scalars[index + 1] == "-",
        scalars[index].value <= scalars[index + 2].value
      {
        for value in scalars[index].value...scalars[index + 2].value {
          if let scalar = Unicode.Scalar(value) { result.append(scalar) }
        }
        index += 3
      } else {
        result.append(scalars[index])
        index += 1
      }
    }
    return result
  }
}
