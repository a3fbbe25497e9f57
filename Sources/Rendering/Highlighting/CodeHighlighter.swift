package import Notebook

/// Colours the fences of other languages when the page is made: comments, strings, numbers, keywords. A language that
/// it does not know stays plain.
package enum CodeHighlighter {
  /// The block as a `pre`, or nil for a language that is not known.
  package static func html(_ block: MarkdownNode.CodeBlock) -> String? {
    let name = block.language.lowercased()
    guard let grammar = CodeGrammar.named(name) else { return nil }
    let code = html(block.literal, grammar)
    return "<pre><code class=\"language-\(Markup.escaped(block.language))\">\(code)</code></pre>\n"
  }

  static func html(_ text: String, _ grammar: CodeGrammar) -> String {
    var lexer = CodeLexer(text, grammar)
    var output = ""
    while let token = lexer.next() {
      if let kind = token.kind {
        output += "<span class=\"code-\(kind.rawValue)\">\(Markup.escaped(token.text))</span>"
      } else {
        output += Markup.escaped(token.text)
      }
    }
    return output
  }
}

/// Cuts a text into tokens; together they are the text again.
struct CodeLexer {
  enum Kind: String { case comment, string, number, keyword, name }

  struct Token {
    var kind: Kind?
    var text: Substring
  }

  private let grammar: CodeGrammar
  private var rest: Substring
  private var isLineStart = true

  init(_ text: String, _ grammar: CodeGrammar) { (rest, self.grammar) = (text[...], grammar) }

  mutating func next() -> Token? {
    guard let first = rest.first else { return nil }
    defer { isLineStart = first.isNewline || (isLineStart && (first == " " || first == "\t")) }
    if let comment = comment() { return take(comment, .comment) }
    if grammar.quotes.contains(first) { return take(string(first), .string) }
    if first.isNumber {
      return take(rest.prefix { $0.isNumber || $0.isLetter || ".:/_".contains($0) }, .number)
    }
    if isWordStart(first) {
      let word = rest.prefix { isWordStart($0) || $0.isNumber || (grammar.wordsHoldHyphens && $0 == "-") }
      let isKey = grammar.keysEndInColon && rest[word.endIndex...].first == ":" && isLineStartOf(word)
      let isKeyword = grammar.keywords.contains(grammar.isFolded ? word.lowercased() : String(word))
      return take(word, isKeyword ? .keyword : isKey || isCommand ? .name : nil)
    }
    return take(rest.prefix(1), nil)
  }

  /// In a shell, the first word of a line is a program.
  private var isCommand: Bool { grammar.linesBeginWithCommands && isLineStart }

  private func isLineStartOf(_ word: Substring) -> Bool { isLineStart || grammar.quotes.isEmpty }

  private func isWordStart(_ character: Character) -> Bool {
    character.isLetter || character == "_" || character == "$" && grammar.wordsBeginWithDollars
  }

  private mutating func take(_ text: Substring, _ kind: Kind?) -> Token {
    rest = rest[text.endIndex...]
    return Token(kind: kind, text: text)
  }

  private func comment() -> Substring? {
    for mark in grammar.lineComments where rest.hasPrefix(mark) {
      // In a shell `a#b` is a word.
      if mark == "#", !isLineStart, let before = before, !before.isWhitespace { continue }
      return rest.prefix { !$0.isNewline }
    }
    guard let (open, close) = grammar.blockComment, rest.hasPrefix(open) else { return nil }
    let end = rest.dropFirst(open.count).firstRange(of: close)?.upperBound ?? rest.endIndex
    return rest[..<end]
  }

  /// The character before the rest.
  private var before: Character? {
    rest.startIndex > rest.base.startIndex ? rest.base[rest.base.index(before: rest.startIndex)] : nil
  }

  private func string(_ quote: Character) -> Substring {
    let triple = String(repeating: quote, count: 3)
    if grammar.hasTripleQuotes, rest.hasPrefix(triple) {
      let end = rest.dropFirst(3).firstRange(of: triple)?.upperBound ?? rest.endIndex
      return rest[..<end]
    }
    var index = rest.index(after: rest.startIndex)
    while index < rest.endIndex, rest[index] != quote {
      if rest[index].isNewline, !grammar.stringsSpanLines { return rest[..<index] }
      if rest[index] == "\\" {
        index = rest.index(after: index)
        if index == rest.endIndex { break }
      }
      index = rest.index(after: index)
    }
    return index < rest.endIndex ? rest[...index] : rest
  }
}
