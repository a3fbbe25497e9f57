extension Shell {
  /// The file names that a field stands for, sorted; itself when it is no pattern or matches none.
  func globbed(_ field: ShellField) -> [String] {
    guard !options.disablesGlobbing, GlobPattern(field.characters).isSpecial else { return [field.text] }
    var pieces: [[(character: Character, isQuoted: Bool)]] = [[]]
    for entry in field.characters {
      if entry.character == "/" { pieces.append([]) } else { pieces[pieces.count - 1].append(entry) }
    }
    var found = [""]
    if field.characters[0].character == "/" {
      found = ["/"]
      pieces.removeFirst()
    }
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      found = found.flatMap { matches(of: piece, in: $0, mustBeDirectory: index < pieces.count - 1) }
    }
    if found.isEmpty { return options.dropsUnmatched ? [] : [field.text] }
    return found.sorted()
  }

  private func matches(
    of piece: [(character: Character, isQuoted: Bool)], in prefix: String, mustBeDirectory: Bool
  ) -> [String] {
    let pattern = GlobPattern(piece)
    let files = process.node.files
    var result: [String] = []
    if !pattern.isSpecial {
      let path = prefix + String(piece.map { $0.character })
      let whole = absolute(path)
      if mustBeDirectory ? files.isDirectory(whole) : files.isDirectory(whole) || files.exists(whole) {
        result = [path]
      }
    } else {
      let showsHidden = piece[0].character == "."
      for name in files.list(absolute(prefix.isEmpty ? "." : prefix)) where pattern.matches(name) {
        if name.hasPrefix("."), !showsHidden { continue }
        if !mustBeDirectory || files.isDirectory(absolute(prefix + name)) { result.append(prefix + name) }
      }
    }
    return mustBeDirectory ? result.map { $0 + "/" } : result
  }
}

/// `{a,b}` and `{1..3}` (bash(1), Brace Expansion): the first expansion, which knows nothing of the others.
enum BraceExpansion {
  private enum Element {
    case character(Character)
    case part(WordPart)
  }

  static func expand(_ word: ShellWord) -> [ShellWord] {
    guard
      word.parts.contains(where: { if case .literal(let text) = $0 { text.contains("{") } else { false } })
    else {
      return [word]
    }
    var elements: [Element] = []
    for part in word.parts {
      if case .literal(let text) = part {
        for character in text { elements.append(.character(character)) }
      } else {
        elements.append(.part(part))
      }
    }
    return expand(elements[...]).map { Self.word(of: $0) }
  }

  private static func word(of elements: [Element]) -> ShellWord {
    var parts: [WordPart] = []
    var literal = ""
    for element in elements {
      switch element {
      case .character(let character): literal.append(character)
      case .part(let part):
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = ""
        parts.append(part)
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    return ShellWord(parts: parts)
  }

  private static func character(_ element: Element) -> Character? {
    if case .character(let character) = element { character } else { nil }
  }

  private static func expand(_ elements: ArraySlice<Element>) -> [[Element]] {
    for open in elements.indices where character(elements[open]) == "{" {
      guard let (choices, close) = choices(elements, from: open) else { continue }
      let head = Array(elements[..<open])
      let tails = expand(elements[(close + 1)...])
      return choices.flatMap { choice in tails.map { head + choice + $0 } }
    }
    return [Array(elements)]
  }

  private static func choices(_ elements: ArraySlice<Element>, from open: Int) -> ([[Element]], Int)? {
    var depth = 0
    var starts = [open + 1]
    for index in elements[open...].indices {
      switch character(elements[index]) {
      case "{": depth += 1
      case "," where depth == 1: starts.append(index + 1)
      case "}":
        depth -= 1
        guard depth == 0 else { continue }
        if starts.count == 1 { return sequence(elements[(open + 1)..<index]).map { ($0, index) } }
        var result: [[Element]] = []
        for (number, start) in starts.enumerated() {
          let end = number + 1 < starts.count ? starts[number + 1] - 1 : index
          result += expand(elements[start..<end])
        }
        return (result, index)
      default: break
      }
    }
    return nil
  }

  /// `1..9`, `09..1`, `a..e`, with an optional step.
  private static func sequence(_ elements: ArraySlice<Element>) -> [[Element]]? {
    var text = ""
    for element in elements {
      guard let character = character(element) else { return nil }
      text.append(character)
    }
    let pieces = split(text)
    guard pieces.count == 2 || pieces.count == 3 else { return nil }
    let step = pieces.count == 3 ? Int(pieces[2]) : 1
    guard let step else { return nil }
    if let first = Int(pieces[0]), let last = Int(pieces[1]) {
      let width =
        [pieces[0], pieces[1]].filter { $0.hasPrefix("0") && $0.count > 1 }.map { $0.count }.max() ?? 0
      return values(first, last, step).map { value in
        let digits = String(value)
        let padding = max(0, width - digits.count)
        return Array(String(repeating: "0", count: padding) + digits).map { .character($0) }
      }
    }
    guard pieces[0].count == 1, pieces[1].count == 1, let first = pieces[0].first?.asciiValue,
      let last = pieces[1].first?.asciiValue
    else { return nil }
    return values(Int(first), Int(last), step).map { [.character(Character(Unicode.Scalar(UInt8($0))))] }
  }

  private static func split(_ text: String) -> [String] {
    var pieces = [""]
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      if characters[index] == ".", index + 1 < characters.count, characters[index + 1] == "." {
        pieces.append("")
        index += 2
      } else {
        pieces[pieces.count - 1].append(characters[index])
        index += 1
      }
    }
    return pieces
  }

  private static func values(_ first: Int, _ last: Int, _ step: Int) -> [Int] {
    let size = max(1, abs(step))
    return Array(stride(from: first, through: last, by: first <= last ? size : -size))
  }
}
