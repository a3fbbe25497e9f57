package import Linux

extension Process {
  /// Runs a command for this process (`sudo`, `timeout`, `ip netns exec`, `xargs`), with its pipes unless others are
  /// given. `completion` is called with the status when the command has ended.
  ///
  /// Nil, and `completion` is never called, when there is no such program: the caller says so in its own words and
  /// ends with 127.
  @discardableResult
  package func launch(
    _ words: [String], namespace: NetworkNamespace? = nil, node: Node? = nil,
    environment: [String: String]? = nil, input: Pipe? = nil, output: Pipe? = nil, error: Pipe? = nil,
    completion: @escaping (Int) -> Void
  ) throws(Unsimulated) -> Process? {
    let place = node ?? self.node
    guard let name = words.first else { return nil }
    let program: Program
    switch ProgramTable.find(name, on: place, workingDirectory: workingDirectory) {
    case .program(let found): program = found
    case .unsimulated(let missing): throw missing
    case .isDirectory, .notExecutable, .noSuchFile, .notFound: return nil
    }
    return launch(
      program, arguments: Array(words.dropFirst()), on: place,
      namespace: namespace ?? (node == nil ? self.namespace : place.namespace), environment: environment,
      input: input, output: output, error: error, completion: completion)
  }

  /// The same for a program that is at hand.
  @discardableResult
  package func launch(
    _ program: Program, arguments: [String], on place: Node, namespace: NetworkNamespace,
    environment: [String: String]? = nil, input: Pipe? = nil, output: Pipe? = nil, error: Pipe? = nil,
    completion: @escaping (Int) -> Void
  ) -> Process {
    let (input, output, error) = (input ?? self.input, output ?? self.output, error ?? self.error)
    input.addReader()
    output.addWriter()
    error.addWriter()
    let child = system.start(
      program, arguments: arguments, on: place, namespace: namespace, parent: self,
      environment: environment ?? self.environment, workingDirectory: workingDirectory, input: input,
      output: output, error: error)
    child.onExit(completion)
    return child
  }

  /// Runs a command in place of this process, which ends with its status and passes signals on to it.
  /// When there is no such program, `missing` gives the line for standard error, and the status is 127.
  package func become(
    _ words: [String], namespace: NetworkNamespace? = nil, environment: [String: String]? = nil,
    missing: (String) -> String
  ) throws(Unsimulated) {
    let child = try launch(words, namespace: namespace, environment: environment) { [self] in exit($0) }
    guard let child else {
      writeError(missing(words.first ?? "") + "\n")
      return exit(127)
    }
    passSignals(to: child)
  }

  /// Signals for this process reach its child.
  package func passSignals(to child: Process) {
    guard isRunning else { return }
    onSignal = { signal in
      child.deliver(signal)
      return true
    }
    atExit { if child.isRunning { child.deliver(.kill) } }
  }
}
