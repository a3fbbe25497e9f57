import Simulation

extension Shell {
  /// Runs a command; afterwards `lastStatus` is its status.
  func run(_ command: ShellCommand, then: @escaping (Int) -> Void) {
    guard !isStopped, interruption == nil else {
      if process.isRunning { then(lastStatus) }
      return
    }
    switch command {
    case .simple(let simple): runSimple(simple) { [self] in end(with: $0, then: then) }
    case .timed(let inner, let isPortable): runTimed(inner, isPortable: isPortable, then: then)
    case .pipeline(let stages, let isNegated): runPipeline(stages, isNegated: isNegated, then: then)
    case .and(let left, let right): runConditionally(left, right, when: { $0 == 0 }, then: then)
    case .or(let left, let right): runConditionally(left, right, when: { $0 != 0 }, then: then)
    case .list(let items): runList(items, then: then)
    case .subshell(let body): runSubshell(body) { [self] in end(with: $0, then: then) }
    case .group(let body): run(body, then: then)
    case .branch(let branches, let otherwise): runBranch(branches[...], otherwise: otherwise, then: then)
    case .loop(let loop, let isUntil): runLoop(loop, isUntil: isUntil, then: then)
    case .forEach(let variable, let words, let body, let source):
      runForEach(variable, words: words, body: body, source: source, then: then)
    case .countingFor(let start, let condition, let step, let body):
      runCountingFor(start: start, condition: condition, step: step, body: body, then: then)
    case .choose(let subject, let arms, let source): runCase(subject, arms, source: source, then: then)
    case .function(let name, let body):
      functions[name] = body
      end(with: 0, then: then)
    case .test(let expression): runTest(expression) { [self] in end(with: $0, then: then) }
    case .arithmetic(let expression):
      withSubstitutions(in: [expression]) { [self] in
        end(with: arithmeticStatus(of: expression), then: then)
      }
    case .redirected(let inner, let redirections):
      withRedirections(
        redirections, run: { [self] done in run(inner, then: done) },
        then: { [self] status in
          lastStatus = status
          then(status)
        })
    }
  }

  /// A command has ended: its status counts, and `set -e` may end the shell.
  func end(with status: Int, then: @escaping (Int) -> Void) {
    lastStatus = status
    guard status != 0, conditionDepth == 0, interruption == nil else { return then(status) }
    if let trap = traps["ERR"], functionNames.isEmpty {
      traps["ERR"] = nil
      return evaluate(trap) { [self] _ in
        traps["ERR"] = trap
        lastStatus = status
        if options.exitsOnError { interruption = .exiting }
        then(status)
      }
    }
    if options.exitsOnError { interruption = .exiting }
    then(status)
  }

  /// `time`: the span of virtual time. The simulation knows no time of the processor.
  private func runTimed(_ command: ShellCommand?, isPortable: Bool, then: @escaping (Int) -> Void) {
    let start = process.clock.now
    let report = { [self] (status: Int) in
      let span = process.clock.now - start
      let thousandths = (span.count + 500_000) / 1_000_000
      let fraction = String(String(1000 + thousandths % 1000).dropFirst())
      if isPortable {
        let seconds = "\(thousandths / 1000).\(fraction.prefix(2))"
        streams[2]?.write("real \(seconds)\nuser 0.00\nsys 0.00\n")
      } else {
        let minutes = "\(thousandths / 60_000)m\(thousandths / 1000 % 60).\(fraction)s"
        streams[2]?.write("\nreal\t\(minutes)\nuser\t0m0.000s\nsys\t0m0.000s\n")
      }
      then(status)
    }
    guard let command else { return report(0) }
    run(command, then: report)
  }

  private func runList(_ items: [ListItem], then: @escaping (Int) -> Void) {
    var index = 0
    if items.isEmpty { return then(lastStatus) }
    repeatSteps { [self] next in
      guard index < items.count, interruption == nil, !isStopped else { return next(false) }
      let item = items[index]
      index += 1
      if item.isBackground {
        startBackground(item)
        next(true)
      } else {
        run(item.command) { _ in next(true) }
      }
    } finally: { [self] in
      then(lastStatus)
    }
  }

  private func runConditionally(
    _ left: ShellCommand, _ right: ShellCommand, when: @escaping (Int) -> Bool, then: @escaping (Int) -> Void
  ) {
    runCondition(left) { [self] status in
      if when(status), interruption == nil { run(right, then: then) } else { then(status) }
    }
  }

  /// Runs a command whose failure is an answer.
  func runCondition(_ command: ShellCommand, then: @escaping (Int) -> Void) {
    conditionDepth += 1
    run(command) { [self] status in
      conditionDepth -= 1
      then(status)
    }
  }

  private func runSubshell(_ body: ShellCommand, then: @escaping (Int) -> Void) {
    let child = fork(streams)
    foreground = child.process
    child.runToEnd(body)
    child.process.onExit { [self] status in
      foreground = nil
      runPendingTraps(status, then: then)
    }
  }

  // MARK: Pipelines

  private func runPipeline(_ stages: [PipelineStage], isNegated: Bool, then: @escaping (Int) -> Void) {
    if stages.count == 1 {
      return runCondition(stages[0].command) { [self] status in
        lastStatus = status == 0 ? 1 : 0
        then(lastStatus)
      }
    }
    let shells = startPipeline(stages, input: streams[0])
    foregroundPipeline = shells
    wait(for: shells.map { $0.process }) { [self] statuses in
      foregroundPipeline = []
      pipeStatuses = statuses
      var status = statuses[statuses.count - 1]
      if options.failsWithPipeline { status = statuses.last { $0 != 0 } ?? 0 }
      if isNegated {
        lastStatus = status == 0 ? 1 : 0
        then(lastStatus)
      } else {
        end(with: status, then: then)
      }
    }
  }

  /// Starts the stages of a pipeline, each in a subshell.
  func startPipeline(_ stages: [PipelineStage], input: Pipe?) -> [Shell] {
    var shells: [Shell] = []
    var between: [Pipe] = []
    var next = input
    for (index, stage) in stages.enumerated() {
      var streams = self.streams
      streams[0] = next
      if index < stages.count - 1 {
        let pipe = Pipe()
        between.append(pipe)
        streams[1] = pipe
        if stage.pipesError { streams[2] = pipe }
        next = pipe
      }
      let shell = fork(streams)
      shells.append(shell)
    }
    for pipe in between {
      pipe.close()
      pipe.breakOff()
    }
    for (shell, stage) in zip(shells, stages) { shell.runToEnd(stage.command) }
    return shells
  }

  /// Waits until all of some processes have ended.
  func wait(for processes: [Process], then: @escaping ([Int]) -> Void) {
    var left = processes.count
    for process in processes {
      process.onExit { _ in
        left -= 1
        if left == 0 { then(processes.map { $0.exitStatus ?? 0 }) }
      }
    }
  }

  // MARK: Background

  /// Starts an asynchronous list. Its input is empty, as POSIX 2.9.3.1 wants where there is no job control.
  private func startBackground(_ item: ListItem) {
    var processes: [Process] = []
    let empty = Pipe(text: "")
    if case .pipeline(let stages, isNegated: false) = item.command, stages.count > 1 {
      processes = startPipeline(stages, input: empty).map { $0.process }
    } else {
      var streams = self.streams
      streams[0] = empty
      let child = fork(streams)
      child.runToEnd(item.command)
      processes = [child.process]
    }
    jobs.add(processes, text: item.text)
    lastStatus = 0
  }
}
