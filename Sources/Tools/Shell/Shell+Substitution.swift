extension Shell {
  /// Runs the command substitutions of some words, first to last, and goes on when their outputs are known:
  /// expansion itself never waits.
  func withSubstitutions(in words: [ShellWord], then: @escaping () -> Void) {
    var found: [Substitution] = []
    for word in words { collect(word.parts, into: &found) }
    guard !found.isEmpty else { return then() }
    var index = 0
    repeatSteps { [self] next in
      guard index < found.count, !isStopped, interruption == nil else { return next(false) }
      let substitution = found[index]
      index += 1
      switch substitution.kind {
      case .command:
        capture(substitution.command.command) { [self] output, status in
          substitutions[ObjectIdentifier(substitution.command)] = output
          lastSubstitutionStatus = status
          lastStatus = status
          next(true)
        }
      case .input: openInput(of: substitution.command) { next(true) }
      case .output:
        openOutput(of: substitution.command)
        next(true)
      }
    } finally: {
      then()
    }
  }

  struct Substitution {
    enum Kind { case command, input, output }
    var command: CommandSubstitution
    var kind: Kind
  }

  private func collect(_ parts: [WordPart], into found: inout [Substitution]) {
    for part in parts {
      switch part {
      case .literal, .quoted: break
      case .substitution(let substitution, _):
        found.append(Substitution(command: substitution, kind: .command))
      case .processSubstitution(let substitution, let isInput):
        found.append(Substitution(command: substitution, kind: isInput ? .input : .output))
      case .arithmetic(let word, _): collect(word.parts, into: &found)
      case .parameter(let name, let operation, _):
        if let word = name.subscriptWord { collect(word.parts, into: &found) }
        for word in operands(of: operation, value: presence(of: name)) { collect(word.parts, into: &found) }
      }
    }
  }

  /// The words of an operation that will be expanded.
  private func operands(of operation: ParameterOperation, value: String?) -> [ShellWord] {
    switch operation {
    case .none, .length, .indirect, .changeCase, .keys, .names, .transform: []
    case .useDefault(let word, let ifEmpty), .assignDefault(let word, let ifEmpty),
      .requireValue(let word, let ifEmpty):
      Self.isMissing(value, ifEmpty: ifEmpty) ? [word] : []
    case .useAlternative(let word, let ifEmpty): Self.isMissing(value, ifEmpty: ifEmpty) ? [] : [word]
    case .removePrefix(let word, _), .removeSuffix(let word, _): [word]
    case .replace(_, let pattern, let replacement): [pattern, replacement]
    case .substring(let offset, let length): length.map { [offset, $0] } ?? [offset]
    }
  }

  /// The value as far as it decides whether an operation's word is expanded. Subscripts may hold substitutions whose
  /// outputs are not known yet, so an array's element counts as missing.
  private func presence(of name: ParameterName) -> String? {
    guard let word = name.subscriptWord else { return value(of: name.text) }
    if name.isList { return values(of: name).first }
    var inner: [Substitution] = []
    collect(word.parts, into: &inner)
    return inner.isEmpty ? value(of: name) : nil
  }

  static func isMissing(_ value: String?, ifEmpty: Bool) -> Bool {
    value == nil || (ifEmpty && value == "")
  }

  /// Runs a command in a subshell and gives its output without the newlines at its end.
  private func capture(
    _ command: ShellCommand, trimsNewlines: Bool = true, then: @escaping (String, Int) -> Void
  ) {
    let pipe = Pipe()
    var streams = self.streams
    streams[1] = pipe
    let child = fork(streams)
    child.traceDepth += 1
    pipe.close()
    var bytes: [UInt8] = []
    var isComplete = false
    pipe.onReadable = { [unowned(unsafe) pipe] in
      bytes += pipe.read()
      guard pipe.isEnded, !isComplete else { return }
      isComplete = true
      while trimsNewlines, bytes.last == 10 { bytes.removeLast() }
      then(String(decoding: bytes, as: UTF8.self), child.process.exitStatus ?? 0)
    }
    child.runToEnd(command)
  }

  // MARK: Process substitution

  /// `<(…)`: the command's output as a file. It runs to its end before the file is read, since programs here read
  /// files at once.
  private func openInput(of substitution: CommandSubstitution, then: @escaping () -> Void) {
    let path = nextDescriptorPath()
    process.node.files.write(path, "")
    temporaryFiles.append(path)
    substitutions[ObjectIdentifier(substitution)] = path
    capture(substitution.command, trimsNewlines: false) { [self] output, _ in
      process.node.files.write(path, output)
      then()
    }
  }

  /// `>(…)`: a file whose contents are the command's input.
  private func openOutput(of substitution: CommandSubstitution) {
    let path = nextDescriptorPath()
    let pipe = Pipe()
    var streams = self.streams
    streams[0] = pipe
    let child = fork(streams)
    pipe.breakOff()
    substitutions[ObjectIdentifier(substitution)] = path
    temporaryFiles.append(path)
    process.node.files.streams[path] = pipe
    child.runToEnd(substitution.command)
  }

  /// bash's descriptors for substitutions go down from 63.
  private func nextDescriptorPath() -> String {
    var number = 63
    let files = process.node.files
    while files.exists("/dev/fd/\(number)") || files.streams["/dev/fd/\(number)"] != nil { number -= 1 }
    return "/dev/fd/\(number)"
  }

  /// The command that used them has ended: the substitutions' files go away.
  func closeSubstitutions(_ paths: [String]) {
    for path in paths {
      _ = process.node.files.remove(path)
      process.node.files.streams.removeValue(forKey: path)?.close()
    }
  }
}
