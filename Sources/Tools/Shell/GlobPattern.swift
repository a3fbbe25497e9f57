/// A pattern of the shell (POSIX 2.13): `*`, `?` and bracket expressions; quoted characters mean themselves.
struct GlobPattern {
  private enum Token {
    case character(Character)
    case any
    case star
    case set([ClosedRange<Character>], classes: [String], isNegated: Bool)
  }
  private var tokens: [Token] = []
  /// There is something in it that is not a plain character.
  private(set) var isSpecial = false

  init(_ text: String) { self.init(Array(text).map { ($0, false) }) }

  init(_ characters: [(character: Character, isQuoted: Bool)]) {
    var index = 0
    while index < characters.count {
      let (character, isQuoted) = characters[index]
      index += 1
      if isQuoted {
        tokens.append(.character(character))
      } else if character == "*" || character == "?" {
        isSpecial = true
        tokens.append(character == "*" ? .star : .any)
      } else if character == "[", let (set, end) = Self.bracket(characters, from: index) {
        isSpecial = true
        tokens.append(set)
        index = end
      } else {
        tokens.append(.character(character))
      }
    }
  }

  private static func bracket(
    _ characters: [(character: Character, isQuoted: Bool)], from start: Int
  ) -> (Token, Int)? {
    var index = start
    var isNegated = false
    if index < characters.count, characters[index].character == "!" || characters[index].character == "^" {
      isNegated = true
      index += 1
    }
    let first = index
    var ranges: [ClosedRange<Character>] = []
    var classes: [String] = []
    while index < characters.count {
      let character = characters[index].character
      if character == "]", index > first {
        return (.set(ranges, classes: classes, isNegated: isNegated), index + 1)
      }
      if character == "[", index + 1 < characters.count, characters[index + 1].character == ":",
        let (name, end) = className(characters, from: index + 2)
      {
        classes.append(name)
        index = end
      } else if index + 2 < characters.count, characters[index + 1].character == "-",
        characters[index + 2].character != "]", character <= characters[index + 2].character
      {
        ranges.append(character...characters[index + 2].character)
        index += 3
      } else {
        ranges.append(character...character)
        index += 1
      }
    }
    return nil
  }

  private static func className(
    _ characters: [(character: Character, isQuoted: Bool)], from start: Int
  ) -> (String, Int)? {
    var name = ""
    var index = start
    while index + 1 < characters.count {
      if characters[index].character == ":" {
        return characters[index + 1].character == "]" ? (name, index + 2) : nil
      }
      name.append(characters[index].character)
      index += 1
    }
    return nil
  }

  /// The whole text matches.
  func matches(_ text: String) -> Bool { matches(Array(text)[...]) }

  func matches(_ text: ArraySlice<Character>) -> Bool {
    // Two fingers: on a mismatch, go back to the last star and let it take one character more.
    var (token, place) = (0, text.startIndex)
    var retry: (token: Int, place: Int)?
    while place < text.endIndex {
      if token < tokens.count, case .star = tokens[token] {
        token += 1
        retry = (token, place)
      } else if token < tokens.count, Self.accepts(tokens[token], text[place]) {
        token += 1
        place += 1
      } else if let last = retry {
        retry = (last.token, last.place + 1)
        (token, place) = (last.token, last.place + 1)
      } else {
        return false
      }
    }
    while token < tokens.count, case .star = tokens[token] { token += 1 }
    return token == tokens.count
  }

  private static func accepts(_ token: Token, _ character: Character) -> Bool {
    switch token {
    case .character(let wanted): return wanted == character
    case .any, .star: return true
    case .set(let ranges, let classes, let isNegated):
      let isMember =
        ranges.contains { $0.contains(character) }
        || classes.contains { CharacterClass.contains($0, character) }
      return isMember != isNegated
    }
  }
}

/// The character classes of POSIX in the C locale.
enum CharacterClass {
  static func contains(_ name: String, _ character: Character) -> Bool {
    guard let code = character.asciiValue else { return name == "alpha" || name == "print" }
    let isLower = code >= 97 && code <= 122
    let isUpper = code >= 65 && code <= 90
    let isDigit = code >= 48 && code <= 57
    switch name {
    case "alpha": return isLower || isUpper
    case "digit": return isDigit
    case "alnum": return isLower || isUpper || isDigit
    case "upper": return isUpper
    case "lower": return isLower
    case "space": return code == 32 || (code >= 9 && code <= 13)
    case "blank": return code == 32 || code == 9
    case "punct": return code > 32 && code < 127 && !(isLower || isUpper || isDigit)
    case "print": return code >= 32 && code < 127
    case "graph": return code > 32 && code < 127
    case "cntrl": return code < 32 || code == 127
    case "xdigit": return character.isHexDigit
    default: return false
    }
  }
}
