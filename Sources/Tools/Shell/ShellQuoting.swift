/// How bash shows a word so that it could be typed again.
enum ShellQuoting {
  static func quoted(_ text: String, forTrace: Bool = false, always: Bool = false) -> String {
    if text.isEmpty { return forTrace || always ? "''" : "" }
    if hasControls(text) { return escaped(text) }
    guard always || needsQuotes(text) || (!forTrace && text.contains("=")) else { return text }
    var result = "'"
    for character in text { result += character == "'" ? "'\\''" : String(character) }
    return result + "'"
  }

  /// As `set -x` shows a word.
  static func forTrace(_ text: String) -> String { quoted(text, forTrace: true) }

  /// As `printf %q` writes a word: with backslashes.
  static func backslashed(_ text: String) -> String {
    if text.isEmpty { return "''" }
    if hasControls(text) { return escaped(text) }
    var result = ""
    for (index, character) in text.enumerated() {
      let isSpecial =
        " |&;()<>!{}*[]?^$`'\"\\,".contains(character)
        || (index == 0 && (character == "~" || character == "#"))
      if isSpecial { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// As `declare -p` writes a value: in double quotes.
  static func doubleQuoted(_ text: String) -> String {
    if hasControls(text) { return escaped(text) }
    var result = "\""
    for character in text {
      if "\"\\$`".contains(character) { result += "\\" }
      result.append(character)
    }
    return result + "\""
  }

  /// bash's sh_contains_shell_metas.
  private static func needsQuotes(_ text: String) -> Bool {
    var previous: Character?
    for character in text {
      if " \t\n|&;()<>!{}*[]?^$`'\"\\".contains(character) { return true }
      if character == "~", previous == nil || previous == "=" || previous == ":" { return true }
      if character == "#", previous == nil { return true }
      previous = character
    }
    return false
  }

  private static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
  }

  /// `$'…'`.
  private static func escaped(_ text: String) -> String {
    var result = "$'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{1b}": result += "\\E"
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{b}": result += "\\v"
      case "\u{c}": result += "\\f"
      case "'", "\\": result += "\\" + String(Character(scalar))
      default:
        if scalar.value < 32 || scalar.value == 127 {
          let octal = String(scalar.value, radix: 8)
          result += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "'"
  }
}
