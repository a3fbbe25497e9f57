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

  /// Pixels of text whose letters differ in width, as wide as the widest of usual fonts (DejaVu Sans) has them.
  package static func proportional(_ text: String, fontSize: Int, isBold: Bool) -> Int {
    let hundredths = text.reduce(0) { $0 + share(of: $1) * (isBold ? 112 : 100) / 100 }
    return (hundredths * fontSize + 99) / 100
  }

  /// Hundredths of an em.
  private static func share(of character: Character) -> Int {
    guard let byte = character.asciiValue else {
      return columns(character) == 2 ? 102 : 66 * columns(character)
    }
    return switch byte {
    case UInt8(ascii: "i"), UInt8(ascii: "j"), UInt8(ascii: "l"), UInt8(ascii: "I"), UInt8(ascii: " "),
      UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "'"):
      36
    case UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "-"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "/"):
      43
    case UInt8(ascii: "m"), UInt8(ascii: "w"), UInt8(ascii: "M"), UInt8(ascii: "W"), UInt8(ascii: "%"),
      UInt8(ascii: "@"):
      100
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"): 78
    default: 64
    }
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

  /// As many lines as `wrapped` needs, of nearly the same length: no last line of one word.
  package static func balanced(_ text: String, columns limit: Int) -> [String] {
    let lines = wrapped(text, columns: limit)
    guard lines.count > 1 else { return lines }
    var best = lines
    for narrower in stride(from: limit - 1, to: limit / 2, by: -1) {
      let other = wrapped(text, columns: narrower)
      guard other.count == lines.count else { break }
      best = other
    }
    return best
  }
}
