import Simulation

/// `printf` (POSIX, printf), shared by the shell's builtin, the program and awk.
enum PrintfFormat {
  struct Result {
    var output = ""
    var messages: [String] = []
    var status = 0
    /// A conversion that the simulator does not have.
    var missing: Unsimulated?
    /// For `%(…)T`.
    var clock = Nanoseconds.zero
  }

  /// The flags, width and precision of a conversion.
  struct Specification {
    var flags: [Character] = []
    var width = 0
    var precision: Int?

    /// Pads a converted value to the width.
    func padded(_ text: String, isNumber: Bool = false) -> String {
      let missing = width - text.count
      guard missing > 0 else { return text }
      if flags.contains("-") { return text + String(repeating: " ", count: missing) }
      if flags.contains("0"), isNumber {
        let sign = text.hasPrefix("-") || text.hasPrefix("+") ? 1 : 0
        return String(text.prefix(sign)) + String(repeating: "0", count: missing)
          + String(text.dropFirst(sign))
      }
      return String(repeating: " ", count: missing) + text
    }

    func signed(_ text: String) -> String {
      if text.hasPrefix("-") { return text }
      if flags.contains("+") { return "+" + text }
      return flags.contains(" ") ? " " + text : text
    }

    func integer(_ value: Int64) -> String {
      var digits = String(value.magnitude)
      if let precision, digits.count < precision {
        digits = String(repeating: "0", count: precision - digits.count) + digits
      }
      return padded(signed((value < 0 ? "-" : "") + digits), isNumber: precision == nil)
    }

    func unsigned(_ value: Int64, radix: Int, isUppercase: Bool = false) -> String {
      var digits = String(UInt64(bitPattern: value), radix: radix, uppercase: isUppercase)
      if let precision, digits.count < precision {
        digits = String(repeating: "0", count: precision - digits.count) + digits
      }
      if flags.contains("#"), value != 0 {
        digits = (radix == 16 ? (isUppercase ? "0X" : "0x") : "0") + digits
      }
      return padded(digits, isNumber: precision == nil)
    }

    func string(_ value: String) -> String {
      padded(precision.map { String(value.prefix($0)) } ?? value)
    }

    func decimal(_ value: Double) -> String {
      padded(signed(DecimalText.fixed(value, digits: precision ?? 6)), isNumber: true)
    }

    func exponential(_ value: Double, isUppercase: Bool = false) -> String {
      let text = DecimalText.exponential(value, digits: precision ?? 6)
      return padded(signed(isUppercase ? text.uppercased() : text), isNumber: true)
    }

    func general(_ value: Double, isUppercase: Bool = false) -> String {
      let text = DecimalText.general(value, digits: max(1, precision ?? 6))
      return padded(signed(isUppercase ? text.uppercased() : text), isNumber: true)
    }
  }

  static func run(_ arguments: [String], clock: Nanoseconds = .zero) -> Result {
    var result = Result()
    result.clock = clock
    var words = arguments[...]
    if words.first == "--" { words.removeFirst() }
    guard let format = words.popFirst() else {
      result.messages = ["usage: printf [-v var] format [arguments]"]
      result.status = 2
      return result
    }
    let characters = Array(format)
    repeat {
      let before = words.count
      if !pass(characters, &words, &result) || words.count == before { break }
    } while !words.isEmpty
    return result
  }

  /// Goes through the format once; false when output ends at `\c`.
  private static func pass(
    _ characters: [Character], _ words: inout ArraySlice<String>, _ result: inout Result
  ) -> Bool {
    var index = 0
    while index < characters.count {
      let start = index
      if characters[index] == "%" {
        index += 1
        if index < characters.count, characters[index] == "%" {
          result.output += "%"
          index += 1
        } else if !convert(characters, &index, &words, &result) {
          return false
        }
        continue
      }
      while index < characters.count, characters[index] != "%" {
        index += characters[index] == "\\" && index + 1 < characters.count ? 2 : 1
      }
      let (text, stops) = ShellEscapes.decode(String(characters[start..<index]), .printfFormat)
      result.output += text
      if stops { return false }
    }
    return true
  }

  /// Reads flags, width and precision behind a percent sign.
  static func specification(
    _ characters: [Character], _ index: inout Int, star: () -> Int
  ) -> Specification {
    var specification = Specification()
    while index < characters.count, "-+ 0#".contains(characters[index]) {
      specification.flags.append(characters[index])
      index += 1
    }
    func number() -> Int {
      if index < characters.count, characters[index] == "*" {
        index += 1
        return star()
      }
      var value = 0
      while index < characters.count, let digit = characters[index].wholeNumberValue {
        value = value * 10 + digit
        index += 1
      }
      return value
    }
    specification.width = number()
    if specification.width < 0 {
      specification.flags.append("-")
      specification.width = -specification.width
    }
    if index < characters.count, characters[index] == "." {
      index += 1
      specification.precision = number()
    }
    return specification
  }

  private static func convert(
    _ characters: [Character], _ index: inout Int, _ words: inout ArraySlice<String>, _ result: inout Result
  ) -> Bool {
    let specification = specification(characters, &index) { words.popFirst().flatMap { Int($0) } ?? 0 }
    // Lengths of C's types mean nothing here.
    while index < characters.count, "hlLqjzt".contains(characters[index]), index + 1 < characters.count,
      "diouxXeEfFgGhl".contains(characters[index + 1])
    { index += 1 }
    guard index < characters.count else {
      result.messages.append("`%': missing format character")
      result.status = 1
      return false
    }
    let conversion = characters[index]
    index += 1
    switch conversion {
    case "s": result.output += specification.string(words.popFirst() ?? "")
    case "b":
      let (text, stops) = ShellEscapes.decode(words.popFirst() ?? "", .echo)
      result.output += specification.string(text)
      if stops { return false }
    case "q":
      result.output += specification.string(ShellQuoting.backslashed(words.popFirst() ?? ""))
    case "(":
      var format = ""
      while index < characters.count, characters[index] != ")" {
        format.append(characters[index])
        index += 1
      }
      guard index + 1 < characters.count, characters[index + 1] == "T" else {
        result.messages.append("warning: `\(characters.last ?? " ")': invalid time format specification")
        return false
      }
      index += 2
      let moment = words.popFirst().flatMap { Int64($0) } ?? -1
      let time = moment < 0 ? CalendarTime(result.clock) : CalendarTime(epochSeconds: moment)
      guard let text = time.formatted(format.isEmpty ? "%H:%M:%S" : format) else {
        result.missing = Unsimulated("printf %(\(format))T")
        return false
      }
      result.output += specification.string(text)
    case "c": result.output += specification.padded(String((words.popFirst() ?? "").prefix(1)))
    case "d", "i": result.output += specification.integer(integer(words.popFirst(), &result))
    case "u": result.output += specification.unsigned(integer(words.popFirst(), &result), radix: 10)
    case "o": result.output += specification.unsigned(integer(words.popFirst(), &result), radix: 8)
    case "x": result.output += specification.unsigned(integer(words.popFirst(), &result), radix: 16)
    case "X":
      result.output += specification.unsigned(
        integer(words.popFirst(), &result), radix: 16, isUppercase: true)
    case "f", "F", "g", "G", "e", "E":
      let word = words.popFirst() ?? "0"
      let value = DecimalText.parse(word) ?? (word.isEmpty ? 0 : nil)
      if value == nil { invalid(word, &result) }
      let number = value ?? DecimalText.prefix(word)?.value ?? 0
      switch conversion {
      case "f", "F": result.output += specification.decimal(number)
      case "e", "E": result.output += specification.exponential(number, isUppercase: conversion == "E")
      default: result.output += specification.general(number, isUppercase: conversion == "G")
      }
    default:
      result.messages.append("`\(conversion)': invalid format character")
      result.status = 1
      return false
    }
    return true
  }

  private static func integer(_ word: String?, _ result: inout Result) -> Int64 {
    guard let word, !word.isEmpty else { return 0 }
    if word.hasPrefix("'") || word.hasPrefix("\"") {
      return Int64(word.unicodeScalars.dropFirst().first?.value ?? 0)
    }
    var digits = word[...]
    while let first = digits.first, first == " " || first == "\t" { digits.removeFirst() }
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    var radix: UInt64 = 10
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      radix = 16
      digits = digits.dropFirst(2)
    } else if digits.hasPrefix("0") {
      radix = 8
    }
    var (value, count): (UInt64, Int) = (0, 0)
    for character in digits {
      guard let digit = character.hexDigitValue, UInt64(digit) < radix else { break }
      value = value &* radix &+ UInt64(digit)
      count += 1
    }
    if count == 0 || count < digits.count { invalid(word, &result) }
    let number = Int64(bitPattern: value)
    return isNegative ? 0 &- number : number
  }

  private static func invalid(_ word: String, _ result: inout Result) {
    result.messages.append("\(word): invalid number")
    result.status = 1
  }
}
