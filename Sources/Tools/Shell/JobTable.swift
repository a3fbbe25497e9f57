/// A background job of a shell.
final class Job {
  let number: Int
  let processes: [Process]
  let text: String

  init(number: Int, processes: [Process], text: String) {
    self.number = number
    self.processes = processes
    self.text = text
  }

  var isDone: Bool { processes.allSatisfy { !$0.isRunning } }
  /// The process that `$!` and `wait` mean: the last of a pipeline.
  var leader: Process { processes[processes.count - 1] }
  var status: Int { leader.exitStatus ?? 0 }
}

/// The background jobs of a shell, oldest first.
struct JobTable {
  private(set) var jobs: [Job] = []
  /// `$!`.
  var lastIdentifier: Int?

  mutating func add(_ processes: [Process], text: String) {
    forgetDone()
    let number = (jobs.last?.number ?? 0) + 1
    jobs.append(Job(number: number, processes: processes, text: text))
    lastIdentifier = processes[processes.count - 1].number
  }

  /// Jobs that have ended free their numbers once they cannot be asked for any more.
  private mutating func forgetDone() {
    while let last = jobs.last, last.isDone, last.leader.number != lastIdentifier { jobs.removeLast() }
    if jobs.allSatisfy({ $0.isDone }) { jobs = [] }
  }

  mutating func remove(_ job: Job) { jobs.removeAll { $0 === job } }

  /// The job of a specification: `%1`, `%%`, `%+`, `%-`, `%name`.
  func job(_ specification: String) -> Job? {
    let rest = specification.dropFirst()
    if rest.isEmpty || rest == "%" || rest == "+" { return jobs.last { !$0.isDone } ?? jobs.last }
    if rest == "-" { return jobs.count > 1 ? jobs[jobs.count - 2] : jobs.last }
    if let number = Int(rest) { return jobs.first { $0.number == number } }
    if rest.hasPrefix("?") { return jobs.last { $0.text.containsText(String(rest.dropFirst())) } }
    return jobs.last { $0.text.hasPrefix(String(rest)) }
  }

  func job(withProcess identifier: Int) -> Job? {
    jobs.last { $0.processes.contains { $0.number == identifier } }
  }
}

extension String {
  /// Whether a text occurs in this one.
  func containsText(_ part: String) -> Bool {
    if part.isEmpty { return true }
    let (whole, wanted) = (Array(utf8), Array(part.utf8))
    guard wanted.count <= whole.count else { return false }
    for start in 0...(whole.count - wanted.count)
    where whole[start..<(start + wanted.count)].elementsEqual(wanted) {
      return true
    }
    return false
  }
}
