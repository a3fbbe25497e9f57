import Linux
import Packets
import Simulation

/// `docker run`, `docker create`.
enum DockerRun {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "run", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Run a command in a new container",
      flags: ContainerFlags.all + " detach/d rm ~detach-keys= ~sig-proxy", arguments: 1...Int.max,
      stopsAtArgument: true, run: run),
    DockerSubcommand(
      "create", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new container",
      flags: ContainerFlags.all + " rm",
      arguments: 1...Int.max, stopsAtArgument: true, run: create),
  ]

  /// How soon the client has asked for the size of a container's terminal.
  private static let resizeTime = Nanoseconds.milliseconds(10)

  /// What starting a container takes.
  static let startTime = Nanoseconds.milliseconds(300)

  private static func create(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      let configuration = try ContainerFlags.configuration(call.flags)
      let container = try call.engine.create(configuration)
      call.print(container.identifier)
      call.process.exit(0)
    } catch {
      if error.kind == .notSimulated { throw Unsimulated(error.text) }
      call.printError(
        error.kind == .other && error.startStatus == 125
          ? error.text : "Error response from daemon: \(error.text)")
      call.process.exit(1)
    }
  }

  private static func run(_ call: DockerCall) throws(Unsimulated) {
    var configuration: ContainerConfiguration
    do throws(DockerError) {
      configuration = try ContainerFlags.configuration(call.flags)
    } catch {
      if error.kind == .notSimulated { throw Unsimulated(error.text) }
      guard error.kind == .badFlag else { return refuse(call, error.text) }
      call.process.writeError(call.words.badFlag(error.text, subcommands[0]))
      return call.process.exit(125)
    }
    configuration.isDetached = call.flags.has("detach")
    // The client compares the flags before the daemon looks at what they say.
    guard !configuration.removesItself || ["", "no"].contains(call.flags.text("restart") ?? "") else {
      return refuse(call, "Conflicting options: --restart and --rm")
    }
    do throws(DockerError) {
      try ImageReference.check(configuration.image, call.words)
    } catch {
      return refuse(call, error.text)
    }
    if let warning = call.engine.forwardingWarning { call.printError(warning) }
    if configuration.networkMode == "host", !configuration.portBindings.isEmpty {
      call.printError("WARNING: Published ports are discarded when using host network mode")
    }
    let container: DockerContainer
    do throws(DockerError) {
      container = try call.engine.create(configuration)
    } catch {
      if error.kind == .notSimulated { throw Unsimulated(error.text) }
      if error.kind == .noImage {
        call.printError("Unable to find image '\(DockerEngine.tagged(configuration.image))' locally")
      }
      return refuse(call, "Error response from daemon: \(error.text)")
    }
    start(container, call, configuration)
  }

  private static func refuse(_ call: DockerCall, _ text: String) {
    call.process.writeError(call.words.runRefusal(text))
    call.process.exit(125)
  }

  private static func start(
    _ container: DockerContainer, _ call: DockerCall, _ configuration: ContainerConfiguration
  ) {
    let process = call.process
    if configuration.isDetached { call.print(container.identifier) } else { attach(container, process) }
    do throws(DockerError) {
      try call.engine.start(container)
    } catch {
      if error.kind == .notSimulated { return process.fail(Unsimulated(error.text)) }
      if configuration.removesItself {
        do throws(DockerError) { try call.engine.remove(container, force: true) } catch {}
      }
      process.writeError(call.words.startRefusal("Error response from daemon: \(error.text)"))
      // Up to 20.10 a client that is attached gives up its other request, which waits for the end, and says so,
      // unless a container with `--rm` was gone first: one whose program could not begin is.
      let isGone = configuration.removesItself && error.startStatus.map { $0 > 125 } == true
      if !configuration.isDetached, !call.words.isModern, !isGone {
        process.writeError("ERRO[0000] error waiting for container: context canceled\n")
      }
      return process.exit(error.startStatus ?? 125)
    }
    if configuration.isDetached { process.after(startTime) { process.exit(0) } }
  }

  /// The container's output is the command's, and so is its end.
  private static func attach(_ container: DockerContainer, _ process: Process) {
    container.listeners.append((process, isError: nil))
    // Without input nothing ever comes from a terminal either; a program that asks it for more meets its end.
    if !container.configuration.isInteractive { container.standardInput = Pipe(text: "") }
    if container.configuration.isInteractive {
      process.input.addReader()
      container.standardInput = process.input
    }
    let began = process.clock.now
    container.onExit.append { status in
      // The client asks for the terminal's size a moment later, and again, of a container that is no more.
      if container.configuration.hasTerminal, process.clock.now - began < resizeTime {
        process.writeError("failed to resize tty, using default size\n")
      }
      process.exit(status)
    }
    process.onSignal = { signal in
      guard signal != .pipe, let main = container.process else { return false }
      if let handler = main.onSignal, handler(signal) { return true }
      // The second Ctrl-C of an impatient person, since the program does not listen to the first.
      main.deliver(.kill)
      return true
    }
  }
}
