import Linux
import Simulation

/// A shell that interprets commands. Commands such as `ping` end later in virtual time, so everything that runs is
/// written in continuation-passing style: `then` is called when it has ended.
final class Shell {
  /// What a running `break`, `continue`, `return` or `exit` still has to leave.
  enum Interruption: Equatable {
    case breaking(Int)
    case continuing(Int)
    case returning
    case exiting
    /// An expansion failed: the rest of the line is given up.
    case discarding
  }

  struct Options {
    var exitsOnError = false
    var tracesCommands = false
    var refusesUnset = false
    var disablesGlobbing = false
    var failsWithPipeline = false
    /// `nullglob`: a pattern that matches nothing goes away.
    var dropsUnmatched = false
  }

  let process: Process
  let flavour: ShellFlavour
  /// `$0`, which error messages begin with.
  let name: String
  var variables: [String: Variable] = [:]
  var functions: [String: ShellCommand] = [:]
  var positional: [String] = []
  var workingDirectory: String
  var streams: Streams
  var options = Options()
  var lastStatus = 0
  var interruption: Interruption?
  var jobs = JobTable()
  /// What `trap` has set, by the signal's name.
  var traps: [String: String] = [:]
  var aliases: [String: String] = [:]
  /// Aliases are replaced: bash does so where a person types, not in scripts.
  var expandsAliases = false
  /// How many loops are running, and whether `source` is: `break` and `return` mean something only there.
  var loopDepth = 0
  var isSourcing = false
  /// The functions that are running, the innermost last.
  var functionNames: [String] = []
  /// `PIPESTATUS`.
  var pipeStatuses: [Int] = [0]
  /// `$_`.
  var lastArgument = ""
  /// Where `getopts` is: which word, which letter of it.
  var optionPlace = (word: 0, letter: 0)
  /// How many `+` stand before a traced command: one more in each command substitution.
  var traceDepth = 1
  /// What stands before the line number of a syntax error: `-c: ` or `eval: `.
  var syntaxErrorOrigin = ""
  /// The directories that `pushd` left.
  var directoryStack: [String] = []
  /// The line of the command that runs, from 1.
  var line = 1
  /// Above zero where a failing command is a condition and `set -e` does not end the shell.
  var conditionDepth = 0
  /// What the variables that `local` shadows were, innermost function last.
  var shadowed: [[(name: String, variable: Variable?)]] = []
  /// The shell will do nothing after its only command, so that a program may take its place (execve(2)).
  var isReplaceable = false
  /// Another shell's subshell: what fails in it ends it.
  var isSubshell = false
  /// Outputs of the command substitutions of the command that is being expanded.
  var substitutions: [ObjectIdentifier: String] = [:]
  var lastSubstitutionStatus: Int?
  /// The files of the process substitutions of the command that is being expanded.
  var temporaryFiles: [String] = []
  /// A person types: what ends a script gives up only the line.
  var isInteractive = false
  /// The program in the foreground.
  var foreground: Process?
  /// Commands of traps whose signals came while it ran.
  var pendingTraps: [String] = []
  /// The stages of the pipeline in the foreground.
  var foregroundPipeline: [Shell] = []
  /// Commands since virtual time last moved: an endless loop would never return.
  private var commandsAtMoment = 0
  private var moment = Nanoseconds(-1)

  init(process: Process, flavour: ShellFlavour, name: String) {
    self.process = process
    self.flavour = flavour
    self.name = name
    workingDirectory = process.workingDirectory
    streams = Streams(input: process.input, output: process.output, error: process.error)
    for (name, value) in process.environment { variables[name] = Variable(value: value, isExported: true) }
  }

  /// A subshell: the same state, a process of its own.
  func fork(_ streams: Streams) -> Shell {
    let identifier = process.node.machine.nextProcessIdentifier()
    let child = Process(
      identifier: identifier, name: process.name, arguments: process.arguments, node: process.node,
      namespace: process.namespace, parent: process, environment: process.environment,
      workingDirectory: workingDirectory, input: streams.sharedInput(), output: streams.sharedOutput(1),
      error: streams.sharedOutput(2))
    process.node.machine.processes.append(child)
    let shell = Shell(process: child, flavour: flavour, name: name)
    shell.isSubshell = true
    shell.variables = variables
    shell.functions = functions
    shell.aliases = aliases
    shell.expandsAliases = expandsAliases
    shell.functionNames = functionNames
    shell.pipeStatuses = pipeStatuses
    shell.lastArgument = lastArgument
    shell.traceDepth = traceDepth
    shell.loopDepth = loopDepth
    shell.isSourcing = isSourcing
    shell.optionPlace = optionPlace
    shell.shadowed = shadowed
    shell.directoryStack = directoryStack
    shell.positional = positional
    shell.streams = streams
    shell.options = options
    shell.lastStatus = lastStatus
    shell.jobs.lastIdentifier = jobs.lastIdentifier
    shell.line = line
    shell.conditionDepth = conditionDepth
    return shell
  }

  /// Runs a command as all that this shell does; its process ends with it.
  func runToEnd(_ command: ShellCommand) {
    if case .simple = command { isReplaceable = true }
    run(command) { [self] _ in finish() }
  }

  /// The shell's process ends, after its EXIT trap.
  func finish() {
    let status = lastStatus
    interruption = nil
    guard let trap = traps.removeValue(forKey: "EXIT") else { return process.exit(status) }
    evaluate(trap) { [self] _ in process.exit(status) }
  }

  /// Parses and runs a text line by line, as `eval` does: what stands before a syntax error has run.
  func evaluate(_ text: String, then: @escaping (Int) -> Void) {
    let parser = ShellParser(text) { [self] in expandsAliases ? aliases[$0] : nil }
    var status = 0
    var hasRun = false
    repeatSteps { [self] next in
      guard !isStopped, interruption == nil else { return next(false) }
      do throws(ShellSyntaxError) {
        let command = try parser.parseLine()
        for warning in parser.warnings { complain(warning, at: parser.line - 1) }
        parser.warnings = []
        guard let command else { return next(false) }
        hasRun = true
        run(command) { [self] result in
          status = result
          // In the shell itself only the line is given up; a subshell ends.
          if interruption == .discarding, !isSubshell {
            interruption = nil
            status = lastStatus
          }
          next(true)
        }
      } catch {
        hasRun = true
        status = report(error, in: text)
        next(false)
      }
    } finally: {
      then(hasRun ? status : 0)
    }
  }

  /// An expansion failed: nothing more of this line runs.
  func abandon(status: Int = 1) {
    lastStatus = status
    interruption = interruption ?? .discarding
  }

  /// Something that the simulator lacks ends the whole console line.
  func fail(_ missing: Unsimulated) -> Int {
    process.system.reportUnsimulated(missing)
    interruption = .exiting
    lastStatus = 2
    return 2
  }

  /// True when nothing more is to run.
  var isStopped: Bool { !process.isRunning || process.system.unsimulated != nil }

  /// Counts a command; an endless loop that lets no virtual time pass is not simulated.
  func countCommand() {
    if process.clock.now != moment { (moment, commandsAtMoment) = (process.clock.now, 0) }
    commandsAtMoment += 1
    if commandsAtMoment > 100_000 { _ = fail(Unsimulated("a loop that never waits")) }
  }

  /// What runs in the foreground, down to the programs.
  var foregroundProcesses: [Process] {
    var result: [Process] = []
    if let foreground { result.append(foreground) }
    for shell in foregroundPipeline where shell.process.isRunning {
      let inner = shell.foregroundProcesses
      result += inner.isEmpty ? [shell.process] : inner
    }
    return result
  }

  // MARK: Output

  /// Writes to standard output; false when a write failed and the shell's message has been printed.
  @discardableResult
  func put(_ text: String, by command: String) -> Bool {
    guard let output = streams[1] else {
      complain("\(command): write error: Bad file descriptor")
      return false
    }
    guard output.write(text) else {
      process.deliver(.pipe)
      return false
    }
    guard let failure = output.failure else { return true }
    complain("\(command): write error: \(failure.text)")
    return false
  }

  /// A line on standard error with the shell's name and the line number.
  func complain(_ text: String, at number: Int? = nil) {
    streams[2]?.write(flavour.prefix(name: name, line: number ?? line) + text + "\n")
  }
}

/// Which shell it is: they differ in the words of their errors.
package enum ShellFlavour: Hashable, Sendable {
  case bash
  /// Debian's /bin/sh.
  case dash
  /// The shell of Alpine and BusyBox containers.
  case busybox

  func prefix(name: String, line: Int) -> String {
    switch self {
    case .bash: "\(name): line \(line): "
    case .dash: "\(name): \(line): "
    case .busybox: "\(name): "
    }
  }
}

/// The open descriptors of a shell.
struct Streams {
  private var pipes: [Int: Pipe]

  init(input: Pipe, output: Pipe, error: Pipe) { pipes = [0: input, 1: output, 2: error] }

  subscript(descriptor: Int) -> Pipe? {
    get { pipes[descriptor] }
    set { pipes[descriptor] = newValue }
  }

  /// Standard input for one more process; one that has ended if it is closed.
  func sharedInput() -> Pipe {
    guard let pipe = pipes[0] else { return Pipe(text: "") }
    pipe.addReader()
    return pipe
  }

  /// An output for one more process; one that takes everything if it is closed.
  func sharedOutput(_ descriptor: Int) -> Pipe {
    guard let pipe = pipes[descriptor] else { return Pipe { _ in nil } }
    pipe.addWriter()
    return pipe
  }
}

/// Has a step happen again for as long as it asks for it; steps that end at once do not deepen the stack.
func repeatSteps(_ step: @escaping (@escaping (Bool) -> Void) -> Void, finally: @escaping () -> Void) {
  StepLoop(step, finally: finally).proceed()
}

/// An object, and not a function that captures itself: the optimiser would specialise step and function for each
/// other without end.
private final class StepLoop {
  private let step: (@escaping (Bool) -> Void) -> Void
  private let finally: () -> Void
  private var isInStep = false
  private var wantsMore = false

  init(_ step: @escaping (@escaping (Bool) -> Void) -> Void, finally: @escaping () -> Void) {
    self.step = step
    self.finally = finally
  }

  @inline(never)
  func proceed() {
    if isInStep {
      wantsMore = true
      return
    }
    isInStep = true
    repeat {
      wantsMore = false
      step { [self] more in if more { proceed() } else { finally() } }
    } while wantsMore
    isInStep = false
  }
}
