/// How wide text comes out, without a font at hand.
package enum DisplayWidth {
  /// Columns on a terminal: 2 for wide and full-width characters (Unicode Standard Annex #11), 0 for combining ones.
  package static func columns(_ text: some StringProtocol) -> Int {
    // Most of what is drawn is ASCII, and asking Unicode about each letter takes a quarter of a page's time.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns($1) }
  }

  package static func columns(_ character: Character) -> Int {
    if character.isASCII { return 1 }
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.properties.generalCategory == .nonspacingMark { return 0 }
    return isWide(first) ? 2 : 1
  }

  /// Pixels in a drawing at this font size, with slack: 1 em for a wide character, 0.62 em for any other.
  package static func pixels(_ text: some StringProtocol, fontSize: Int) -> Int {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    let hundredths =
      isPlain
      ? 62 * text.utf8.count
      : text.reduce(0) { sum, character in
        sum + (columns(character) == 2 ? 102 : 62 * columns(character))
      }
    return (hundredths * fontSize + 99) / 100
  }

  /// Spaces added up to this many columns.
  package static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - self.columns(text)))
  }

  /// The same, with the text in the middle.
  package static func centred(_ text: String, in columns: Int) -> String {
    let room = max(0, columns - self.columns(text))
    return String(repeating: " ", count: room / 2) + text + String(repeating: " ", count: room - room / 2)
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Lines of about so many columns: broken at spaces, and between wide characters.
  package static func wrapped(_ text: String, columns limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var word = ""
    func fits() -> Bool { columns(line) + columns(word) <= limit || line.isEmpty }
    func place() {
      if !fits() {
        lines.append(line.last == " " ? String(line.dropLast()) : line)
        line = ""
      }
      line += line.isEmpty && word.first == " " ? String(word.dropFirst()) : word
      word = ""
    }
    for character in text {
      let isWide = columns(String(character)) > 1
      if character == " " || isWide { place() }
      word.append(character)
      if isWide { place() }
    }
    place()
    return lines + (line.isEmpty ? [] : [line])
  }
}
