extension Shell {
  /// Runs a simple command (POSIX 2.9.1): expansions, redirections, assignments, then a function, a builtin or a
  /// program.
  func runSimple(_ command: SimpleCommand, then: @escaping (Int) -> Void) {
    line = command.line
    countCommand()
    let words = command.words + command.assignments.map { $0.value }
    lastSubstitutionStatus = nil
    let statusBefore = lastStatus
    withSubstitutions(in: words) { [self] in
      let statusAfter = lastSubstitutionStatus
      lastStatus = statusBefore
      guard let fields = expandedFields(command.words), var values = expandedValues(command.assignments)
      else {
        return then(1)
      }
      substitutions = [:]
      trace(values, fields)
      if fields.isEmpty {
        var isRefused = false
        for (name, value) in values where !set(name, value) { isRefused = true }
        values = []
        withRedirections(command.redirections, run: { $0(isRefused ? 1 : statusAfter ?? 0) }, then: then)
        return
      }
      withRedirections(
        command.redirections,
        run: { [self] done in
          execute(fields, assignments: values, then: done)
        }, then: then)
    }
  }

  private func expandedValues(_ assignments: [Assignment]) -> [(name: String, value: String)]? {
    var result: [(name: String, value: String)] = []
    for assignment in assignments {
      guard let text = expandedText(assignment.value) else { return nil }
      let before = assignment.isAppending ? value(of: assignment.name) ?? "" : ""
      result.append((assignment.name, before + text))
      // A later assignment of the same command may use an earlier one.
      if assignments.count > 1, assignments.last?.name != assignment.name {
        set(assignment.name, before + text)
      }
    }
    return result
  }

  private func trace(_ values: [(name: String, value: String)], _ fields: [String]) {
    guard options.tracesCommands else { return }
    var words = values.map { $0.name + "=" + ShellQuoting.quoted($0.value, forTrace: true) }
    words += fields.map { ShellQuoting.quoted($0, forTrace: true) }
    streams[2]?.write("+ " + words.joined(separator: " ") + "\n")
  }

  /// Runs a command whose words are known.
  func execute(
    _ words: [String], assignments: [(name: String, value: String)] = [], allowsFunctions: Bool = true,
    then: @escaping (Int) -> Void
  ) {
    let arguments = Array(words.dropFirst())
    if allowsFunctions, let body = functions[words[0]] {
      return withTemporary(assignments, then: then) { [self] done in
        call(body, arguments: arguments, then: done)
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
    child.onExit { [self] status in
      foreground = nil
      then(status)
    }
  }
}
