extension Shell {
  /// Runs the command substitutions of some words, first to last, and goes on when their outputs are known:
  /// expansion itself never waits.
  func withSubstitutions(in words: [ShellWord], then: @escaping () -> Void) {
    var found: [CommandSubstitution] = []
    for word in words { collect(word.parts, into: &found) }
    guard !found.isEmpty else { return then() }
    var index = 0
    repeatSteps { [self] next in
      guard index < found.count, !isStopped else { return next(false) }
      let substitution = found[index]
      index += 1
      capture(substitution.command) { [self] output, status in
        substitutions[ObjectIdentifier(substitution)] = output
        lastSubstitutionStatus = status
        lastStatus = status
        next(true)
      }
    } finally: {
      then()
    }
  }

  private func collect(_ parts: [WordPart], into found: inout [CommandSubstitution]) {
    for part in parts {
      switch part {
      case .literal, .quoted: break
      case .substitution(let substitution, _): found.append(substitution)
      case .arithmetic(let word, _): collect(word.parts, into: &found)
      case .parameter(let name, let operation, _):
        for word in operands(of: operation, value: value(of: name)) { collect(word.parts, into: &found) }
      }
    }
  }

  /// The words of an operation that will be expanded.
  private func operands(of operation: ParameterOperation, value: String?) -> [ShellWord] {
    switch operation {
    case .none, .length, .indirect, .changeCase: []
    case .useDefault(let word, let ifEmpty), .assignDefault(let word, let ifEmpty),
      .requireValue(let word, let ifEmpty):
      Self.isMissing(value, ifEmpty: ifEmpty) ? [word] : []
    case .useAlternative(let word, let ifEmpty): Self.isMissing(value, ifEmpty: ifEmpty) ? [] : [word]
    case .removePrefix(let word, _), .removeSuffix(let word, _): [word]
    case .replace(_, let pattern, let replacement): [pattern, replacement]
    case .substring(let offset, let length): length.map { [offset, $0] } ?? [offset]
    }
  }

  static func isMissing(_ value: String?, ifEmpty: Bool) -> Bool {
    value == nil || (ifEmpty && value == "")
  }

  /// Runs a command in a subshell and gives its output without the newlines at its end.
  private func capture(_ command: ShellCommand, then: @escaping (String, Int) -> Void) {
    let pipe = Pipe()
    var streams = self.streams
    streams[1] = pipe
    let child = fork(streams)
    pipe.close()
    var bytes: [UInt8] = []
    var isComplete = false
    pipe.onReadable = { [unowned(unsafe) pipe] in
      bytes += pipe.read()
      guard pipe.isEnded, !isComplete else { return }
      isComplete = true
      while bytes.last == 10 { bytes.removeLast() }
      then(String(decoding: bytes, as: UTF8.self), child.process.exitStatus ?? 0)
    }
    child.runToEnd(command)
  }
}
