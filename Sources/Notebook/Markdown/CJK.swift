/// What the typography of Chinese, Japanese and Korean needs to know of a character.
enum CJK {
  /// Letters and punctuation of these scripts, full-width forms among them.
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xAC00...0xD7FF: true  // Hangul
    default: isWrittenWithoutSpaces(scalar)
    }
  }

  /// As ``contains(_:)`` but without Hangul, whose words are parted by spaces.
  static func isWrittenWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2E80...0x303E, 0x3041...0x312F, 0x3190...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF01...0xFFEF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// `，。；：！？、（）《》「」`: what ends a bare address in a sentence.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    isWrittenWithoutSpaces(scalar) && CommonMarkCharacter.isPunctuation(scalar)
  }
}

/// CommonMark's classes of characters (section 2.1).
enum CommonMarkCharacter {
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      true
    default: false
    }
  }

  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .spaceSeparator || ("\t"..."\r").contains(scalar)
  }
}
