import Simulation

extension Shell {
  /// Runs a simple command (POSIX 2.9.1): expansions, redirections, assignments, then a function, a builtin or a
  /// program.
  func runSimple(_ command: SimpleCommand, then: @escaping (Int) -> Void) {
    line = command.line
    countCommand()
    lastSubstitutionStatus = nil
    let statusBefore = lastStatus
    withSubstitutions(in: command.expandedWords) { [self] in
      let statusAfter = lastSubstitutionStatus
      if isStopped { return then(lastStatus) }
      lastStatus = statusBefore
      guard
        let fields = command.isDeclaration ? declarationFields(command.words) : expandedFields(command.words)
      else {
        return then(interruption == nil ? 1 : lastStatus)
      }
      let paths = takeTemporaryFiles()
      let done = { [self] (status: Int) in
        if !paths.isEmpty { closeSubstitutions(paths) }
        if let last = fields.last { lastArgument = last }
        pipeStatuses = [status]
        then(status)
      }
      if fields.isEmpty {
        let isAssigned = assignAll(command.assignments)
        substitutions = [:]
        guard let isAssigned else { return then(interruption == nil ? 1 : lastStatus) }
        withRedirections(
          command.redirections, run: { $0(isAssigned ? statusAfter ?? 0 : 1) }, then: done)
        return
      }
      guard let values = temporaryValues(command.assignments) else { return then(1) }
      substitutions = [:]
      trace(fields)
      if fields == ["exec"] { return redirectForGood(command.redirections, then: done) }
      withRedirections(
        command.redirections,
        run: { [self] finished in
          execute(fields, assignments: values) { [self] status in
            for array in command.declaredArrays where assign(array) != true { return finished(1) }
            finished(status)
          }
        }, then: done)
    }
  }

  /// The files of process substitutions that the command owns from now on.
  func takeTemporaryFiles() -> [String] {
    let paths = temporaryFiles
    temporaryFiles = []
    return paths
  }

  /// `name=value` arguments of `export` and its like are not split.
  private func declarationFields(_ words: [ShellWord]) -> [String]? {
    var result: [String] = []
    for word in words {
      var isAssignment = false
      if case .literal(let text)? = word.parts.first, let equals = text.firstIndex(of: "=") {
        var name = String(text[..<equals])
        if name.hasSuffix("+") { name.removeLast() }
        isAssignment = ShellName.isValid(name)
      }
      if isAssignment {
        guard let text = expandedText(word) else { return nil }
        result.append(text)
      } else {
        guard let fields = expandedFields([word]) else { return nil }
        result += fields
      }
    }
    return result
  }

  /// Assignments that stand alone. Nil when an expansion failed, false when a variable is read-only.
  private func assignAll(_ assignments: [Assignment]) -> Bool? {
    var isAssigned = true
    for assignment in assignments {
      guard let result = assign(assignment) else { return nil }
      if !result { isAssigned = false }
      if options.tracesCommands { trace(assignment) }
    }
    return isAssigned
  }

  private func trace(_ assignment: Assignment) {
    let sign = assignment.isAppending ? "+=" : "="
    let value: String
    if let elements = assignment.elements {
      let words = elements.map { element in
        (element.key.map { "[\($0.source)]=" } ?? "")
          + ShellQuoting.forTrace(expandedText(element.value) ?? "")
      }
      value = "(" + words.joined(separator: " ") + ")"
    } else {
      value = ShellQuoting.forTrace(expandedText(assignment.value) ?? "")
    }
    let brackets = assignment.subscriptWord.map { "[\($0.source)]" } ?? ""
    trace(text: assignment.name + brackets + sign + (value == "''" ? "" : value))
  }

  /// Assignments before a command: each may use those before it, and all hold only for the command.
  private func temporaryValues(_ assignments: [Assignment]) -> [(name: String, value: String)]? {
    guard !assignments.isEmpty else { return [] }
    let saved = variables
    defer { variables = saved }
    var result: [(name: String, value: String)] = []
    for assignment in assignments {
      guard assignment.elements == nil, assignment.subscriptWord == nil else { continue }
      guard let text = expandedText(assignment.value) else { return nil }
      let value = appended(assignment, text)
      result.append((assignment.name, value))
      if options.tracesCommands { trace(text: assignment.name + "=" + ShellQuoting.forTrace(value)) }
      variables[assignment.name] = Variable(value: value, isExported: true)
    }
    return result
  }

  /// `set -x` shows a command, its words quoted where they have to be.
  private func trace(_ fields: [String]) {
    guard options.tracesCommands else { return }
    trace(text: fields.map { ShellQuoting.forTrace($0) }.joined(separator: " "))
  }

  func trace(text: String) {
    guard options.tracesCommands else { return }
    let prompt = String(repeating: "+", count: flavour == .bash ? traceDepth : 1) + " "
    streams[2]?.write(prompt + text + "\n")
  }

  /// Runs a command whose words are known.
  func execute(
    _ words: [String], assignments: [(name: String, value: String)] = [], allowsFunctions: Bool = true,
    then: @escaping (Int) -> Void
  ) {
    let arguments = Array(words.dropFirst())
    if allowsFunctions, let body = functions[words[0]] {
      return withTemporary(assignments, then: then) { [self] done in
        call(words[0], body, arguments: arguments, then: done)
      }
    }
    if let builtin = builtin(named: words[0]) {
      return withTemporary(assignments, then: then) { builtin(arguments, $0) }
    }
    launch(words, assignments: assignments, then: then)
  }

  /// Assignments before a builtin or a function hold only while it runs.
  private func withTemporary(
    _ assignments: [(name: String, value: String)], then: @escaping (Int) -> Void,
    run: (@escaping (Int) -> Void) -> Void
  ) {
    guard !assignments.isEmpty else { return run(then) }
    var saved: [(name: String, variable: Variable?)] = []
    for (name, value) in assignments {
      saved.append((name, variables[name]))
      variables[name] = Variable(value: value, isExported: true)
    }
    run { [self] status in
      for entry in saved { variables[entry.name] = entry.variable }
      then(status)
    }
  }

  /// From the end of a program that took its time until the next command runs: the last segments of its
  /// connections have arrived by then.
  private static let reaping = Nanoseconds.milliseconds(1)

  /// Starts a program, or says why there is none.
  func launch(
    _ words: [String], assignments: [(name: String, value: String)] = [], then: @escaping (Int) -> Void
  ) {
    var environment = self.environment
    for (name, value) in assignments { environment[name] = value }
    let arguments = Array(words.dropFirst())
    let program: Program
    switch ProgramTable.find(words[0], on: process.node, workingDirectory: workingDirectory) {
    case .program(let found): program = found
    case .unsimulated(let missing): return then(fail(missing))
    case .isDirectory:
      complain("\(words[0]): Is a directory")
      return then(126)
    case .notExecutable:
      complain("\(words[0]): Permission denied")
      return then(126)
    case .noSuchFile:
      complain(flavour == .bash ? "\(words[0]): No such file or directory" : "\(words[0]): not found")
      return then(127)
    case .notFound:
      complain(flavour.notFound(words[0]))
      return then(127)
    }
    if isReplaceable { process.node.machine.processes.removeAll { $0 === process } }
    let child = process.system.start(
      program, arguments: arguments, on: process.node, namespace: process.namespace, parent: process,
      environment: environment, workingDirectory: workingDirectory, input: streams.sharedInput(),
      output: streams.sharedOutput(1), error: streams.sharedOutput(2),
      identifier: isReplaceable ? process.identifier : nil)
    foreground = child
    var hasWaited = false
    child.onExit { [self] status in
      foreground = nil
      guard hasWaited, program.name != "sleep" else { return runPendingTraps(status, then: then) }
      process.after(Self.reaping) { [self] in runPendingTraps(status, then: then) }
    }
    hasWaited = true
  }
}

extension SimpleCommand {
  /// All words that are expanded, in the order of their expansion.
  fileprivate var expandedWords: [ShellWord] {
    var result = words
    for assignment in assignments + declaredArrays {
      if let word = assignment.subscriptWord { result.append(word) }
      result.append(assignment.value)
      for element in assignment.elements ?? [] {
        if let key = element.key { result.append(key) }
        result.append(element.value)
      }
    }
    return result
  }
}
