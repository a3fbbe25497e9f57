/// Backslash escapes, whose sets differ between `echo -e`, `printf` and `$'…'`.
enum ShellEscapes {
  enum Style { case echo, printfFormat, dollarQuote }

  /// The text with its escapes replaced, and whether `\c` ended all output.
  static func decode(_ text: String, _ style: Style) -> (text: String, stops: Bool) {
    let characters = Array(text)
    var result = ""
    var index = 0
    while index < characters.count {
      guard characters[index] == "\\", index + 1 < characters.count else {
        result.append(characters[index])
        index += 1
        continue
      }
      index += 2
      switch characters[index - 1] {
      case "n": result += "\n"
      case "t": result += "\t"
      case "r": result += "\r"
      case "a": result += "\u{7}"
      case "b": result += "\u{8}"
      case "f": result += "\u{c}"
      case "v": result += "\u{b}"
      case "e", "E": result += "\u{1b}"
      case "\\": result += "\\"
      case "c" where style != .dollarQuote: return (result, true)
      case "x": result += number(characters, &index, radix: 16, digits: 2) ?? "\\x"
      case "u": result += number(characters, &index, radix: 16, digits: 4) ?? "\\u"
      case "U": result += number(characters, &index, radix: 16, digits: 8) ?? "\\U"
      case "0" where style == .echo: result += number(characters, &index, radix: 8, digits: 3) ?? "\0"
      case "0"..."7" where style != .echo:
        index -= 1
        result += number(characters, &index, radix: 8, digits: 3) ?? ""
      case "'" where style != .echo: result += "'"
      case "\"" where style != .echo: result += "\""
      default: result += "\\" + String(characters[index - 1])
      }
    }
    return (result, false)
  }

  private static func number(
    _ characters: [Character], _ index: inout Int, radix: Int, digits: Int
  ) -> String? {
    var value: UInt32 = 0
    var count = 0
    while count < digits, index < characters.count, let digit = characters[index].hexDigitValue, digit < radix
    {
      value = value * UInt32(radix) + UInt32(digit)
      index += 1
      count += 1
    }
    guard count > 0, let scalar = Unicode.Scalar(value) else { return nil }
    return String(Character(scalar))
  }
}
