import Linux

/// Running a command in another network namespace (setns(2), execve(2)).
enum NamespaceEntry {
  /// The command takes this process's place.
  static func become(
    _ words: [String], in namespace: NetworkNamespace, _ process: Process,
    missing: (String) -> CommandStop
  ) throws(CommandStop) {
    guard let child = try start(words, in: namespace, process, completion: { process.exit($0) }) else {
      throw missing(words.first ?? "")
    }
    guard process.isRunning else { return }
    process.onSignal = { signal in
      child.deliver(signal)
      return true
    }
    process.atExit { if child.isRunning { child.deliver(.kill) } }
  }

  /// The command runs beside this process, which goes on when it has ended.
  static func launch(
    _ words: [String], in namespace: NetworkNamespace, _ process: Process,
    completion: @escaping (Int) -> Void
  ) throws(CommandStop) {
    guard try start(words, in: namespace, process, completion: completion) == nil else { return }
    process.writeError("exec of \"\(words.first ?? "")\" failed: No such file or directory\n")
    completion(1)
  }

  private static func start(
    _ words: [String], in namespace: NetworkNamespace, _ process: Process,
    completion: @escaping (Int) -> Void
  ) throws(CommandStop) -> Process? {
    do throws(Unsimulated) {
      return try process.launch(words, namespace: namespace, completion: completion)
    } catch {
      throw .unsimulated(error.feature)
    }
  }
}
