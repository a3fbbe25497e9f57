/// How bash shows a word so that it could be typed again.
enum ShellQuoting {
  static func quoted(_ text: String, forTrace: Bool = false, always: Bool = false) -> String {
    if text.isEmpty { return forTrace || always ? "''" : "" }
    let needsQuotes = text.contains {
      " \t\n|&;()<>*?[]{}~#'\"\\$`!^=".contains($0) && !(forTrace && $0 == "=")
    }
    guard needsQuotes || always else { return text }
    var result = "'"
    for character in text { result += character == "'" ? "'\\''" : String(character) }
    return result + "'"
  }
}
