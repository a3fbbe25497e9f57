/// Characters that word processors and input methods put where ASCII was meant.
enum Typography {
  /// The ASCII character that was meant, and what to call the one that stands there.
  static func mend(_ character: Character) -> (meant: Character, name: String)? {
    guard let scalar = character.unicodeScalars.first, scalar.value > 127 else { return nil }
    switch scalar.value {
    case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032: return ("'", "a curly quote")
    case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033: return ("\"", "a curly quote")
    case 0x2013: return ("-", "an en dash")
    case 0x2014, 0x2015: return ("-", "an em dash")
    case 0x2010, 0x2011, 0x2012, 0x2212: return ("-", "a typographic hyphen")
    case 0x00A0, 0x2007, 0x202F: return (" ", "a non-breaking space")
    case 0x3000: return (" ", "a full-width space")
    case 0x2000...0x200A, 0x205F: return (" ", "a typographic space")
    case 0x200B, 0xFEFF: return (" ", "an invisible character")
    case 0x3002: return (".", "a full-width character")
    case 0xFF01...0xFF5E:
      return Unicode.Scalar(scalar.value - 0xFEE0).map { (Character($0), "a full-width character") }
    default: return nil
    }
  }

  static func mended(_ characters: [Character]) -> [Character] {
    characters.map { mend($0)?.meant ?? $0 }
  }
}

extension CellParser {
  /// Whether a dash was mended in this line: then a lone `-` is a `--`.
  var mendedDash: Bool { mendedDashLine == line.positions[0].line }

  /// In a declaration or expectation: everything outside `"…"` and `/…/` of a regular expression.
  mutating func mendStatementTypography() {
    var isQuoted = false
    let isExpression = line.words(from: 0).contains { $0.text == "matches" }
    for index in line.characters.indices {
      let character = line.characters[index]
      if character == "\"" || (character == "/" && isExpression) { isQuoted.toggle() }
      if !isQuoted { mend(index, isCommand: false) }
    }
  }

  /// In a command: everything outside quotes and comments, save what is written beside Chinese words.
  mutating func mendTypography(_ context: ShellContext) {
    for index in line.characters.indices where context.roles[index] == .plain {
      if isProse(index) { continue }
      mend(index, isCommand: true)
    }
  }

  private func isProse(_ index: Int) -> Bool {
    for neighbour in [index - 1, index + 1] where line.characters.indices.contains(neighbour) {
      let character = line.characters[neighbour]
      let value = character.unicodeScalars.first?.value ?? 0
      if value > 127, character.isLetter, Typography.mend(character) == nil { return true }
    }
    return false
  }

  private mutating func mend(_ index: Int, isCommand: Bool) {
    let character = line.characters[index]
    guard let (meant, name) = Typography.mend(character) else { return }
    let isLoneDash =
      meant == "-" && (index == 0 || line.characters[index - 1].isBlank)
      && (index + 1 == line.characters.count || line.characters[index + 1].isBlank)
    let written = meant == " " ? "an ordinary space" : isLoneDash && !isCommand ? "`--`" : "`\(meant)`"
    let code = Self.codePoint(character)
    report(
      "typography", index..<index + 1,
      meant == " " ? "here stands \(name) (\(code))" : "`\(character)` is \(name) (\(code))",
      suggestion: "write \(written)")
    if meant == "-" { mendedDashLine = line.positions[0].line }
    line.characters[index] = meant
  }

  private static func codePoint(_ character: Character) -> String {
    let digits = String(character.unicodeScalars.first!.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
