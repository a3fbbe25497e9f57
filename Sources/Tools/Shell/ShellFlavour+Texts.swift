extension ShellFlavour {
  func notFound(_ name: String) -> String {
    switch self {
    case .bash: "\(name): command not found"
    case .dash, .busybox: "\(name): not found"
    }
  }

  func cannotOpen(_ path: String, _ failure: OpenFailure, isInput: Bool) -> String {
    switch self {
    case .bash: return "\(path): \(failure.text)"
    case .dash, .busybox:
      let isMissing = failure == .noSuchFile
      if isInput {
        let reason = isMissing ? (self == .dash ? "No such file" : "no such file") : failure.text
        return self == .dash ? "cannot open \(path): \(reason)" : "can't open \(path): \(reason)"
      }
      let reason =
        isMissing ? (self == .dash ? "Directory nonexistent" : "nonexistent directory") : failure.text
      return self == .dash ? "cannot create \(path): \(reason)" : "can't create \(path): \(reason)"
    }
  }

  func cannotChangeDirectory(_ path: String, _ reason: String) -> String {
    switch self {
    case .bash: "cd: \(path): \(reason)"
    case .dash: "cd: can't cd to \(path)"
    case .busybox: "cd: can't cd to \(path): \(reason)"
    }
  }
}

extension Shell {
  /// Prints what a shell says about a text that it cannot parse; the status is 2.
  func report(_ error: ShellSyntaxError, in text: String) -> Int {
    lastStatus = 2
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    switch error {
    case .notSimulated(let missing): return fail(missing)
    case .unexpected(let token, let number):
      line = number
      switch flavour {
      case .bash:
        complain(syntaxErrorOrigin + "syntax error near unexpected token `\(token)'")
        complain(syntaxErrorOrigin + "`\(number <= lines.count ? String(lines[number - 1]) : "")'")
      case .dash: complain("Syntax error: \(Self.dashToken(token)) unexpected")
      case .busybox: complain("syntax error: unexpected \(Self.dashToken(token))")
      }
    case .unexpectedEnd(let number):
      line = number
      switch flavour {
      case .bash: complain("syntax error: unexpected end of file")
      case .dash: complain("Syntax error: end of file unexpected")
      case .busybox: complain("syntax error: unexpected end of file")
      }
    case .unmatched(let character, let number):
      line = number
      switch flavour {
      case .bash: complain("unexpected EOF while looking for matching `\(character)'")
      case .dash: complain("Syntax error: Unterminated quoted string")
      case .busybox: complain("syntax error: unterminated quoted string")
      }
    case .conditional(let text, let number):
      line = number
      complain(text)
    case .badSubstitution(let text, let number):
      line = number
      complain(
        flavour == .bash
          ? "\(text): bad substitution"
          : flavour == .dash ? "Bad substitution" : "syntax error: bad substitution")
      lastStatus = 1
      line = 1
      return 1
    }
    line = 1
    return 2
  }

  private static func dashToken(_ token: String) -> String { token == "newline" ? "newline" : "\"\(token)\"" }
}
