/// The numbers of processes in a namespace of their own, from 1 on (pid_namespaces(7)).
package final class ProcessNumbers {
  private var numbers: [Int: Int] = [:]
  private var last = 0
  /// The next process is one that comes in from outside, by a runtime whose threads take numbers too.
  private var isEntered = false
  /// Threads of runc that starts a program inside (runc 1.1 on the Go runtime, as recorded).
  private static let threadsOfRuntime = 5

  package init() {}

  /// What the process with this number of the machine's is called here.
  package func number(of identifier: Int) -> Int? { numbers[identifier] }

  /// A program is about to be started from outside.
  package func expectEntry() { isEntered = true }

  /// A new process has a number, unless it has taken an older one's place.
  func give(to identifier: Int) {
    guard numbers[identifier] == nil else { return }
    last += 1
    numbers[identifier] = last
    if isEntered { last += Self.threadsOfRuntime }
    isEntered = false
  }
}

extension Process {
  /// Its number, as it sees it itself.
  package var number: Int { node.processNumbers?.number(of: identifier) ?? identifier }

  /// The running process that has a number here.
  package func process(numbered number: Int) -> Process? {
    guard node.processNumbers != nil else { return node.machine.processes.first { $0.identifier == number } }
    return node.machine.processes.first { $0.node === node && $0.number == number }
  }

  /// A signal from a process beside it. The first process of a namespace hears those alone that it asked for.
  package func hear(_ signal: Signal) {
    guard node.processNumbers != nil, number == 1 else { return deliver(signal) }
    if signal != .kill, let onSignal { _ = onSignal(signal) }
  }
}
