extension ShellParser {
  /// A redirection, if one stands here (POSIX 2.7).
  func parseRedirection() throws(ShellSyntaxError) -> Redirection? {
    skipBlanks()
    let start = position
    var number: Int?
    while let digit = current?.wholeNumberValue, current?.isASCII == true {
      // More digits than a descriptor can have are a word.
      guard (number ?? 0) < 1_000_000_000 else {
        position = start
        return nil
      }
      number = (number ?? 0) * 10 + digit
      position += 1
    }
    guard let kind = takeRedirectionSymbol(hasNumber: number != nil) else {
      position = start
      return nil
    }
    let isInput = kind == .input || kind == .hereDocument || kind == .hereString || kind == .inputAndOutput
    var redirection = Redirection(
      kind: kind, descriptor: number ?? (isInput ? 0 : 1), target: ShellWord(), document: nil)
    if kind == .duplicate, number == nil, characters[position - 2] == "<" { redirection.descriptor = 0 }
    let stripsTabs = kind == .hereDocument && take("-")
    skipBlanks()
    guard let target = try parseWord() else { throw unexpected() }
    redirection.target = target
    if kind == .duplicate, number == nil, redirection.descriptor == 1, !isDescriptor(target) {
      redirection.kind = .outputAndError
    }
    if kind == .hereDocument {
      let document = HereDocument(
        delimiter: plainText(of: target), isQuoted: target.literal == nil, stripsTabs: stripsTabs)
      redirection.document = document
      pendingDocuments.append(document)
    }
    return redirection
  }

  private func isDescriptor(_ word: ShellWord) -> Bool {
    guard let text = word.literal else { return true }
    return text == "-" || Int(text) != nil
  }

  private func takeRedirectionSymbol(hasNumber: Bool) -> Redirection.Kind? {
    if !hasNumber {
      if take("&>>") { return .appendOutputAndError }
      if take("&>") { return .outputAndError }
    }
    if startsWith("<(") || startsWith(">(") { return nil }
    if take("<<<") { return .hereString }
    if take("<<") { return .hereDocument }
    if take("<&") || take(">&") { return .duplicate }
    if take("<>") { return .inputAndOutput }
    if take(">>") { return .append }
    if take(">|") || take(">") { return .output }
    if take("<") { return .input }
    return nil
  }

  private func plainText(of word: ShellWord) -> String {
    var text = ""
    for part in word.parts {
      switch part {
      case .literal(let piece), .quoted(let piece): text += piece
      case .parameter(let name, _, _): text += "$" + name.text
      case .substitution, .processSubstitution, .arithmetic: break
      }
    }
    return text
  }

  /// The lines of a here-document, up to its delimiter or the end of the text.
  func read(_ document: HereDocument) throws(ShellSyntaxError) {
    var text = ""
    var isEnded = false
    let startLine = line
    while current != nil {
      var lineText = ""
      if document.stripsTabs { while current == "\t" { advance() } }
      while let character = current, character != "\n" {
        lineText.append(character)
        advance()
      }
      if current == "\n" { advance() }
      isEnded = lineText == document.delimiter
      if isEnded { break }
      text += lineText + "\n"
    }
    if !isEnded {
      warnings.append(
        "warning: here-document at line \(max(1, startLine - 1)) delimited by end-of-file "
          + "(wanted `\(document.delimiter)')")
    }
    if document.isQuoted {
      document.text = ShellWord(parts: [.quoted(text)])
    } else {
      document.text = try ShellParser(text).parseQuotedText(isDocument: true)
    }
  }
}
