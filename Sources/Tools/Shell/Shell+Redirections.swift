extension Shell {
  /// Runs something with redirections in force; a redirection that fails gives status 1 in its place.
  func withRedirections(
    _ redirections: [Redirection], run body: @escaping (@escaping (Int) -> Void) -> Void,
    then: @escaping (Int) -> Void
  ) {
    guard !redirections.isEmpty else { return body(then) }
    var words: [ShellWord] = []
    for redirection in redirections { words.append(redirection.document?.text ?? redirection.target) }
    withSubstitutions(in: words) { [self] in
      let saved = streams
      let paths = takeTemporaryFiles()
      let restore = { [self] (status: Int) in
        for redirection in redirections where networkTarget(redirection) != nil {
          streams[redirection.descriptor]?.onRelease?()
        }
        streams = saved
        if !paths.isEmpty { closeSubstitutions(paths) }
        then(status)
      }
      applyAll(redirections) { isApplied in
        guard isApplied else { return restore(1) }
        body(restore)
      }
    }
  }

  /// `exec` without a command: its redirections stay.
  func redirectForGood(_ redirections: [Redirection], then: @escaping (Int) -> Void) {
    var words: [ShellWord] = []
    for redirection in redirections { words.append(redirection.document?.text ?? redirection.target) }
    withSubstitutions(in: words) { [self] in
      applyAll(redirections) { [self] isApplied in
        if isApplied {
          temporaryFiles = []
        } else if !isInteractive {
          interruption = .exiting
        }
        then(isApplied ? 0 : 1)
      }
    }
  }

  /// Applies redirections first to last, until one fails. Connecting to `/dev/tcp/…` takes its time.
  private func applyAll(_ redirections: [Redirection], then: @escaping (Bool) -> Void) {
    var rest = redirections[...]
    var isApplied = true
    repeatSteps { [self] next in
      guard isApplied, let redirection = rest.popFirst() else { return next(false) }
      if let connection = networkTarget(redirection) {
        return connect(connection, redirection) { result in
          isApplied = result
          next(result)
        }
      }
      isApplied = apply(redirection)
      next(isApplied)
    } finally: {
      then(isApplied)
    }
  }

  /// Applies one redirection; false when it failed, with the message printed.
  func apply(_ redirection: Redirection) -> Bool {
    if let document = redirection.document {
      guard let text = expandedText(document.text) else { return false }
      streams[redirection.descriptor] = Pipe(text: text)
      return true
    }
    guard let target = redirectionTarget(redirection) else { return false }
    switch redirection.kind {
    case .hereString, .hereDocument:
      streams[redirection.descriptor] = Pipe(text: target + "\n")
      return true
    case .duplicate:
      // `3>&1-` moves the descriptor.
      if target.hasSuffix("-"), let number = Int(target.dropLast()), target.count > 1 {
        guard duplicate(String(number), to: redirection.descriptor) else { return false }
        streams[number] = nil
        return true
      }
      return duplicate(target, to: redirection.descriptor)
    case .input, .inputAndOutput: return openInput(target, as: redirection.descriptor)
    case .output, .append:
      return openOutput(target, appending: redirection.kind == .append, as: [redirection.descriptor])
    case .outputAndError, .appendOutputAndError:
      return openOutput(target, appending: redirection.kind == .appendOutputAndError, as: [1, 2])
    }
  }

  private func redirectionTarget(_ redirection: Redirection) -> String? {
    if redirection.kind == .hereString { return expandedText(redirection.target) }
    guard let fields = expandedFields([redirection.target]) else { return nil }
    guard fields.count == 1 else {
      complain("\(redirection.target.source): ambiguous redirect")
      return nil
    }
    return fields[0]
  }

  private func duplicate(_ target: String, to descriptor: Int) -> Bool {
    if target == "-" {
      if let pipe = streams[descriptor], let release = pipe.onRelease, !isSubshell {
        pipe.onRelease = nil
        release()
      }
      streams[descriptor] = nil
      return true
    }
    guard let number = Int(target), let pipe = streams[number] else {
      complain("\(target): Bad file descriptor")
      return false
    }
    streams[descriptor] = pipe
    return true
  }

  private func openInput(_ target: String, as descriptor: Int) -> Bool {
    if let standard = standardStream(target) {
      streams[descriptor] = standard
      return true
    }
    do throws(OpenFailure) {
      streams[descriptor] = Pipe(bytes: try process.node.files.open(absolute(target)))
      return true
    } catch {
      return refuse(error, to: target, isInput: true)
    }
  }

  private func openOutput(_ target: String, appending: Bool, as descriptors: [Int]) -> Bool {
    if let standard = standardStream(target) {
      for descriptor in descriptors { streams[descriptor] = standard }
      return true
    }
    do throws(OpenFailure) {
      let pipe = try process.node.openForWriting(absolute(target), appending: appending)
      for descriptor in descriptors { streams[descriptor] = pipe }
      return true
    } catch {
      return refuse(error, to: target, isInput: false)
    }
  }

  private func refuse(_ failure: OpenFailure, to target: String, isInput: Bool) -> Bool {
    if case .notSimulated(let missing) = failure {
      _ = fail(missing)
    } else {
      complain(flavour.cannotOpen(target, failure, isInput: isInput))
    }
    return false
  }

  private func standardStream(_ path: String) -> Pipe? {
    switch path {
    case "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0": streams[0]
    case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1": streams[1]
    case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2": streams[2]
    default: nil
    }
  }

  func absolute(_ path: String) -> String {
    FileSystem.path(
      FileSystem.resolve(path, in: workingDirectory), seenFrom: process.namespace, on: process.node)
  }
}
