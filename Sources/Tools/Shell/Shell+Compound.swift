extension Shell {
  func runBranch(
    _ branches: ArraySlice<ConditionalBranch>, otherwise: ShellCommand?, then: @escaping (Int) -> Void
  ) {
    guard let branch = branches.first else {
      if let otherwise { return run(otherwise, then: then) }
      lastStatus = 0
      return then(0)
    }
    runCondition(branch.condition) { [self] status in
      if interruption != nil { return then(status) }
      if status == 0 { return run(branch.body, then: then) }
      runBranch(branches.dropFirst(), otherwise: otherwise, then: then)
    }
  }

  /// Whether a loop goes on after its body, when `break` or `continue` may have been called in it.
  private func goesOn() -> Bool {
    if isStopped { return false }
    switch interruption {
    case nil: return true
    case .continuing(let levels):
      interruption = levels > 1 ? .continuing(levels - 1) : nil
      return levels <= 1
    case .breaking(let levels):
      interruption = levels > 1 ? .breaking(levels - 1) : nil
      return false
    case .returning, .exiting, .discarding: return false
    }
  }

  func runLoop(_ loop: ConditionalBranch, isUntil: Bool, then: @escaping (Int) -> Void) {
    var status = 0
    loopDepth += 1
    repeatSteps { [self] next in
      countCommand()
      runCondition(loop.condition) { [self] answer in
        guard goesOn(), (answer == 0) != isUntil else { return next(false) }
        run(loop.body) { [self] result in
          status = result
          next(goesOn())
        }
      }
    } finally: { [self] in
      loopDepth -= 1
      if interruption == nil { lastStatus = status }
      then(lastStatus)
    }
  }

  func runForEach(
    _ variable: String, words: [ShellWord]?, body: ShellCommand, source: String,
    then: @escaping (Int) -> Void
  ) {
    guard let words else {
      return runForEach(variable, values: positional, body: body, source: source, then: then)
    }
    withSubstitutions(in: words) { [self] in
      let paths = takeTemporaryFiles()
      guard let values = expandedFields(words) else { return end(with: 1, then: then) }
      runForEach(variable, values: values, body: body, source: source) { [self] status in
        closeSubstitutions(paths)
        then(status)
      }
    }
  }

  private func runForEach(
    _ variable: String, values: [String], body: ShellCommand, source: String,
    then: @escaping (Int) -> Void
  ) {
    var index = 0
    loopDepth += 1
    lastStatus = 0
    repeatSteps { [self] next in
      guard index < values.count else { return next(false) }
      trace(text: source)
      set(variable, values[index])
      index += 1
      run(body) { [self] _ in next(goesOn()) }
    } finally: { [self] in
      loopDepth -= 1
      then(lastStatus)
    }
  }

  func runCountingFor(
    start: ShellWord, condition: ShellWord, step: ShellWord, body: ShellCommand,
    then: @escaping (Int) -> Void
  ) {
    withSubstitutions(in: [start, condition, step]) { [self] in
      _ = arithmeticStatus(of: start)
      lastStatus = 0
      loopDepth += 1
      repeatSteps { [self] next in
        countCommand()
        guard !isStopped, arithmeticStatus(of: condition) == 0 else { return next(false) }
        run(body) { [self] _ in
          guard goesOn() else { return next(false) }
          _ = arithmeticStatus(of: step)
          next(true)
        }
      } finally: { [self] in
        loopDepth -= 1
        then(lastStatus)
      }
    }
  }

  func runCase(
    _ subject: ShellWord, _ arms: [CaseArm], source: String, then: @escaping (Int) -> Void
  ) {
    let words = [subject] + arms.flatMap { $0.patterns }
    withSubstitutions(in: words) { [self] in
      guard let text = expandedText(subject) else { return end(with: 1, then: then) }
      trace(text: source)
      runArms(arms[...], subject: text, isFalling: false, then: then)
    }
  }

  private func runArms(
    _ arms: ArraySlice<CaseArm>, subject: String, isFalling: Bool, then: @escaping (Int) -> Void
  ) {
    guard let arm = arms.first else {
      if !isFalling { lastStatus = 0 }
      return then(lastStatus)
    }
    let matches =
      isFalling
      || arm.patterns.contains { pattern in
        guard let characters = expandedPattern(pattern) else { return false }
        return GlobPattern(characters).matches(subject)
      }
    guard matches else { return runArms(arms.dropFirst(), subject: subject, isFalling: false, then: then) }
    let proceed: (Int) -> Void = { [self] status in
      switch arm.end {
      case .stop: then(status)
      case .fallThrough: runArms(arms.dropFirst(), subject: subject, isFalling: true, then: then)
      case .testNext: runArms(arms.dropFirst(), subject: subject, isFalling: false, then: then)
      }
    }
    lastStatus = 0
    if let body = arm.body { run(body, then: proceed) } else { proceed(0) }
  }

  /// Calls a function with positional parameters of its own.
  func call(_ name: String, _ body: ShellCommand, arguments: [String], then: @escaping (Int) -> Void) {
    let saved = positional
    positional = arguments
    shadowed.append([])
    functionNames.append(name)
    // A function that calls itself without end would use up the stack of the simulator.
    if functionNames.count > 300 {
      _ = fail(Unsimulated("functions that call each other more than 300 deep"))
      return then(2)
    }
    run(body) { [self] status in
      positional = saved
      functionNames.removeLast()
      for entry in shadowed.removeLast().reversed() { variables[entry.name] = entry.variable }
      if interruption == .returning { interruption = nil }
      then(lastStatus)
      _ = status
    }
  }

  /// The status of `(( … ))`: 0 when the value is not zero.
  func arithmeticStatus(of word: ShellWord) -> Int {
    guard let text = expandedText(word) else { return 1 }
    trace(text: "(( \(text) ))")
    guard let value = arithmeticValue(of: text, by: flavour == .bash ? "((: " : "") else { return 1 }
    return value != 0 ? 0 : 1
  }
}
