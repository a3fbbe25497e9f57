/// What each character of a command is to the shell, as far as quotes and comments go.
struct ShellContext {
  enum Role: Hashable, Sendable { case plain, quoted, comment }

  /// One for each character of the line; what stands before the command is plain.
  private(set) var roles: [Role]
  /// The quote that nothing closes.
  private(set) var openQuote: Int?

  /// - Parameter hasSingleQuotes: false on Windows, where `'` is a character like any other.
  init(_ characters: [Character], from start: Int, hasSingleQuotes: Bool) {
    roles = Array(repeating: .plain, count: characters.count)
    var open: [(mark: Character, index: Int)] = []
    var index = start
    while index < characters.count {
      let character = characters[index]
      let mark = open.last?.mark
      if character == "\n", mark == nil {
        // A here-document: what stands in it is text.
        for rest in index..<characters.count { roles[rest] = .quoted }
        break
      }
      roles[index] = mark == "'" || mark == "\"" ? .quoted : .plain
      if mark == "'" {
        if character == "'" { open.removeLast() }
      } else if character == "\\", hasSingleQuotes, index + 1 < characters.count {
        index += 1
        roles[index] = .quoted
      } else if character == "$", index + 1 < characters.count, characters[index + 1] == "(" {
        index += 1
        open.append(("(", index))
      } else if character == "\"" {
        if mark == "\"" { open.removeLast() } else { open.append(("\"", index)) }
      } else if mark != "\"" {
        if character == "'", hasSingleQuotes { open.append(("'", index)) }
        if character == "(", mark == "(" { open.append(("(", index)) }
        if character == ")", mark == "(" { open.removeLast() }
        if character == "#", mark == nil, index == start || characters[index - 1].isBlank {
          for rest in index..<characters.count { roles[rest] = .comment }
          break
        }
      }
      index += 1
    }
    openQuote = open.last { $0.mark != "(" }?.index
  }
}
