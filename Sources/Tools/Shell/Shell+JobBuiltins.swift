extension Shell {
  func listJobs(_ arguments: [String]) -> Int {
    if let option = arguments.first(where: { $0.hasPrefix("-") && $0 != "-l" && $0 != "-p" }) {
      return fail(Unsimulated("the shell's jobs \(option)"))
    }
    let unfinished = jobs.jobs.filter { !$0.isDone }
    let newest = unfinished.last ?? jobs.jobs.last
    let second = jobs.jobs.last { $0 !== newest }
    for job in jobs.jobs {
      if arguments.contains("-p") {
        put("\(job.processes[0].number)\n", by: "jobs")
        continue
      }
      let mark = job === newest ? "+" : job === second ? "-" : " "
      let identifier = arguments.contains("-l") ? "\(job.leader.number) " : ""
      var state = "Running"
      if job.isDone {
        state =
          job.status == 0
          ? "Done" : job.status > 128 ? Signal.description(job.status - 128) : "Exit \(job.status)"
      }
      let padding = String(repeating: " ", count: max(1, 24 - state.count))
      put(
        "[\(job.number)]\(mark)  \(identifier)\(state)\(padding)\(job.text)\(job.isDone ? "" : " &")\n",
        by: "jobs")
    }
    for job in jobs.jobs where job.isDone { jobs.remove(job) }
    return 0
  }

  /// `wait`: for all jobs, or for those that are named; the status is the last one's.
  func runWait(_ arguments: [String], then: @escaping (Int) -> Void) {
    if let option = arguments.first(where: { $0.hasPrefix("-") }) {
      return then(fail(Unsimulated("the shell's wait \(option)")))
    }
    guard !arguments.isEmpty else {
      let all = jobs.jobs
      return waitForJobs(all) { then(0) }
    }
    var awaited: [Job] = []
    var status = 0
    for argument in arguments {
      if argument.hasPrefix("%") {
        guard let job = jobs.job(argument) else {
          status = refuse("wait: \(argument): no such job", status: 127)
          continue
        }
        awaited.append(job)
      } else if let identifier = Int(argument) {
        guard let job = jobs.job(withProcess: identifier) else {
          status = refuse("wait: pid \(identifier) is not a child of this shell", status: 127)
          continue
        }
        awaited.append(job)
      } else {
        status = refuse("wait: `\(argument)': not a pid or valid job spec", status: 1)
      }
    }
    waitForJobs(awaited) { then(awaited.last?.status ?? status) }
  }

  private func waitForJobs(_ awaited: [Job], then: @escaping () -> Void) {
    let processes = awaited.flatMap { $0.processes }
    guard !processes.isEmpty else { return then() }
    wait(for: processes) { [self] _ in
      for job in awaited { jobs.remove(job) }
      then()
    }
  }

  /// `kill`: signals jobs and processes of the machine.
  func runKill(_ arguments: [String]) -> Int {
    var operands = arguments[...]
    var signal = Signal.terminate
    if let first = operands.first, first.hasPrefix("-"), first != "--" {
      operands.removeFirst()
      var text = String(first.dropFirst())
      if text == "l" || text == "L" { return fail(Unsimulated("the shell's kill -l")) }
      if text == "s" || text == "n" {
        guard let named = operands.popFirst() else {
          return refuse("kill: -\(text): option requires an argument")
        }
        text = named
      }
      if text == "0" { return probe(operands) }
      guard let named = Signal.named(text) else {
        if Signal.isReal(text) { return fail(Unsimulated("the signal \(text)")) }
        return refuse(
          flavour == .busybox
            ? "bad signal name '\(text)'" : "kill: \(text): invalid signal specification")
      }
      signal = named
    }
    if operands.first == "--" { operands.removeFirst() }
    if operands.isEmpty, flavour == .busybox { return refuse("you need to specify whom to kill") }
    if operands.isEmpty {
      streams[2]?.write(
        "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n")
      return 2
    }
    var status = 0
    for operand in operands where !kill(operand, signal) { status = 1 }
    return status
  }

  private func kill(_ operand: String, _ signal: Signal) -> Bool {
    if operand.hasPrefix("%") {
      guard let job = jobs.job(operand) else {
        return refuse("kill: \(flavour == .busybox ? "line 0: " : "")\(operand): no such job") == 0
      }
      // A program that took a shell's place has its number.
      for member in job.processes { running(member.number)?.hear(signal) }
      return true
    }
    guard let number = Int(operand) else {
      return refuse(
        flavour == .busybox
          ? "invalid number '\(operand)'" : "kill: \(operand): arguments must be process or job IDs") == 0
    }
    guard let target = running(number) else { return missing(operand) == 0 }
    target.hear(signal)
    return true
  }

  private func probe(_ operands: ArraySlice<String>) -> Int {
    var status = 0
    for operand in operands {
      let number = operand.hasPrefix("%") ? jobs.job(operand)?.leader.number : Int(operand)
      if let number, running(number) != nil { continue }
      status = missing(operand)
    }
    return status
  }

  private func missing(_ operand: String) -> Int {
    refuse(
      flavour == .busybox
        ? "can't kill pid \(operand): No such process" : "kill: (\(operand)) - No such process")
  }

  private func running(_ number: Int) -> Process? {
    if number == shellIdentifier, process.isRunning { return process }
    return process.process(numbered: number)
  }
}

extension Signal {
  package var name: String {
    switch self {
    case .hangup: "HUP"
    case .interrupt: "INT"
    case .quit: "QUIT"
    case .kill: "KILL"
    case .user1: "USR1"
    case .pipe: "PIPE"
    case .terminate: "TERM"
    }
  }

  private static let all: [Signal] = [.hangup, .interrupt, .quit, .kill, .user1, .pipe, .terminate]

  /// The signal of a number or a name, with or without `SIG`.
  package static func named(_ text: String) -> Signal? {
    if let number = Int(text) { return Signal(rawValue: number) }
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    return all.first { $0.name == name }
  }

  /// What `trap` calls a signal or `EXIT` and `ERR`; nil if it knows no such thing.
  static func trapName(_ text: String) -> String? {
    let upper = text.uppercased()
    if text == "0" || upper == "EXIT" { return "EXIT" }
    if upper == "ERR" { return "ERR" }
    return named(text)?.name
  }

  /// Whether Linux has a signal of this number or name that is not simulated.
  static func isReal(_ text: String) -> Bool {
    if let number = Int(text) { return number > 0 && number <= 64 }
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    return [
      "STOP", "CONT", "TSTP", "USR2", "ALRM", "CHLD", "SEGV", "ABRT", "WINCH", "TTIN", "TTOU", "BUS", "FPE",
    ]
    .contains(name)
  }

  /// As `jobs` shows a job that a signal has ended (strsignal(3)).
  static func description(_ number: Int) -> String {
    switch Signal(rawValue: number) {
    case .hangup: "Hangup"
    case .interrupt: "Interrupt"
    case .quit: "Quit"
    case .kill: "Killed"
    case .user1: "User defined signal 1"
    case .pipe: "Broken pipe"
    case .terminate: "Terminated"
    case nil: "Exit \(number + 128)"
    }
  }
}
