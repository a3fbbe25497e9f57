/// Cuts a filter expression into words and operators (pcap-filter(7)).
enum FilterLexer {
  enum Token: Hashable {
    case word(String)
    /// `(`, `[`, `&&`, `>=` …
    case symbol(String)
  }

  static func tokens(of text: String) throws(FilterProblem) -> [Token] {
    var tokens: [Token] = []
    var rest = text[...]
    var brackets = 0
    while let first = rest.first {
      if first == " " || first == "\t" || first == "\n" || first == "\r" {
        rest.removeFirst()
      } else if isWordStart(first) {
        let word = word(&rest, inBrackets: brackets > 0, after: tokens.last)
        tokens.append(.word(word))
      } else if let symbol = symbols.first(where: { rest.hasPrefix($0) }) {
        if symbol == "[" { brackets += 1 }
        if symbol == "]" { brackets -= 1 }
        rest = rest.dropFirst(symbol.count)
        tokens.append(.symbol(symbol))
      } else {
        throw FilterProblem.syntax
      }
    }
    return tokens
  }

  private static let symbols = [
    "&&", "||", ">=", "<=", "==", "!=", "<<", ">>", "(", ")", "[", "]", "!", "<", ">", "=", "&", "|", "^",
    "+",
    "-", "*", "/", "%", ":",
  ]

  private static func isWordStart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber) || character == "\\" || character == "_"
  }

  private static func word(_ rest: inout Substring, inBrackets: Bool, after previous: Token?) -> String {
    if rest.first == "\\" { rest.removeFirst() }
    if !inBrackets, let hardware = hardwareAddress(rest) {
      rest = rest.dropFirst(hardware.count)
      return hardware
    }
    let isNumber = rest.first!.isNumber
    var word = ""
    while let next = rest.first, next.isASCII {
      let joins = next == "-" ? !inBrackets || !isNumber : next == "/" && word.contains(".")
      let follows = next == "/" && previous == .word("net")
      guard next.isLetter || next.isNumber || next == "." || next == "_" || joins || follows else { break }
      word.append(next)
      rest.removeFirst()
    }
    return word
  }

  /// Six hexadecimal octets with colons or hyphens at the beginning.
  private static func hardwareAddress(_ rest: Substring) -> String? {
    let candidate = rest.prefix { $0.isHexDigit || $0 == ":" || $0 == "-" }
    let separator: Character = candidate.contains(":") ? ":" : "-"
    let parts = candidate.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 6, parts.allSatisfy({ (1...2).contains($0.count) && UInt8($0, radix: 16) != nil })
    else { return nil }
    return String(candidate)
  }
}
