import Packets
import Simulation

/// `docker compose` (Compose v2), for the networking part of a compose file. `docker-compose` is the same program.
enum ComposeCommand {
  static let programs: [Program] = [
    Program(
      "docker-compose",
      running: { process throws(Unsimulated) in
        try run(process.arguments, process)
      })
  ]

  private static let globalFlags =
    "file/f* project-name/p= ~project-directory= ~env-file* ~profile* ~ansi= ~progress= ~dry-run ~parallel#"

  private static let flags: [String: String] = [
    "up":
      "detach/d ~build force-recreate ~no-deps no-recreate no-start ~pull= remove-orphans ~scale* ~wait ~timeout/t# quiet-pull",
    "create": "force-recreate no-recreate ~build ~pull= ~scale*",
    "down": "volumes/v remove-orphans ~rmi= ~timeout/t#",
    "ps": "all/a quiet/q services ~format= ~filter= ~status*",
    "start": "", "stop": "~timeout/t#", "restart": "~timeout/t# ~no-deps",
    "kill": "~signal/s= remove-orphans",
    "rm": "force/f stop/s volumes/v",
    "port": "protocol= ~index#", "config": "services images ~quiet/q ~format=",
    "ls": "all/a quiet/q ~format= ~filter=",
    "version": "short ~format/f=",
    "exec": "detach/d env/e* ~index# no-TTY/T interactive/i tty/t ~privileged user/u= workdir/w=",
    "logs": "follow/f no-color no-log-prefix ~since= ~tail= ~timestamps/t ~until=",
  ]

  static func run(_ words: [String], _ process: Process) throws(Unsimulated) {
    let global = try parse("docker compose", globalFlags, words, process, stopsAtArgument: true)
    guard let global else { return }
    guard let verb = global.arguments.first else { throw Unsimulated("docker compose without a command") }
    guard let own = flags[verb] else { throw Unsimulated("docker compose \(verb)") }
    guard
      let parsed = try parse(
        "docker compose " + verb, own, Array(global.arguments.dropFirst()), process,
        stopsAtArgument: verb == "exec")
    else { return }
    if verb == "version" {
      process.write(parsed.has("short") ? "2.20.3\n" : "Docker Compose version v2.20.3\n")
      return process.exit(0)
    }
    guard let engine = process.node.machine.engine else {
      process.writeError(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n")
      return process.exit(1)
    }
    let call = DockerCall(process: process, engine: engine, name: "docker compose " + verb, flags: parsed)
    if verb == "ls" { return list(call) }
    do throws(ComposeProblem) {
      try perform(verb, call, try project(global, call))
    } catch {
      if error.isUnsimulated { throw Unsimulated(error.text) }
      process.writeError(error.text + "\n")
      process.exit(
        error.text.hasPrefix("no configuration file") ? 14 : error.text.hasPrefix("validating") ? 15 : 1)
    }
  }

  private static func parse(
    _ name: String, _ flags: String, _ words: [String], _ process: Process, stopsAtArgument: Bool
  ) throws(Unsimulated) -> FlagSet.Parsed? {
    do throws(FlagSet.Problem) {
      return try FlagSet(name, flags, stopsAtArgument: stopsAtArgument).parse(words)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .help: throw Unsimulated("\(name) --help")
      case .text(let text):
        process.writeError(text + "\n")
        process.exit(16)
        return nil
      }
    }
  }

  // MARK: - The project

  private static let names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]

  private static func project(
    _ global: FlagSet.Parsed, _ call: DockerCall
  ) throws(ComposeProblem) -> ComposeProject {
    let process = call.process
    let given = global.list("file")
    if given.count > 1 { throw .unsimulated("docker compose with several files") }
    let path: String
    if let name = given.first {
      path = FileSystem.resolve(name, in: process.workingDirectory)
    } else {
      path = try find(process)
    }
    guard let text = process.node.files.readText(path) else {
      throw ComposeProblem(text: "stat \(path): no such file or directory")
    }
    var environment = process.environment
    for line in (process.node.files.readText(FileSystem.directory(of: path) + "/.env") ?? "").split(
      separator: "\n")
    {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2, !line.hasPrefix("#"), environment[parts[0]] == nil {
        environment[parts[0]] = parts[1]
      }
    }
    let file = try ComposeReader(path: path, environment: environment).read(text)
    let folder = FileSystem.name(of: FileSystem.directory(of: path))
    let name =
      global.text("project-name") ?? environment["COMPOSE_PROJECT_NAME"] ?? file.projectName
      ?? normalised(folder)
    guard !name.isEmpty else { throw ComposeProblem(text: "project name must not be empty") }
    return ComposeProject(name: name, file: file, engine: call.engine)
  }

  /// The file of one of the usual names, here or in a folder above.
  private static func find(_ process: Process) throws(ComposeProblem) -> String {
    var folder = process.workingDirectory
    while true {
      for name in names {
        let path = (folder == "/" ? "" : folder) + "/" + name
        if process.node.files.exists(path) { return path }
      }
      if folder == "/" || folder.isEmpty {
        throw ComposeProblem(text: "no configuration file provided: not found")
      }
      folder = FileSystem.directory(of: folder)
    }
  }

  /// Lower case letters, digits, dashes and underscores (compose-go, NormalizeProjectName).
  private static func normalised(_ name: String) -> String {
    let kept = name.lowercased().filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
    }
    return String(kept.drop { $0 == "-" || $0 == "_" })
  }

  // MARK: - Commands

  private static func perform(
    _ verb: String, _ call: DockerCall, _ project: ComposeProject
  ) throws(ComposeProblem) {
    do throws(Unsimulated) {
      let work = ComposeUp(call, project)
      switch verb {
      case "up":
        guard call.flags.has("detach") || call.flags.has("no-start") else {
          throw Unsimulated("docker compose up without -d: it would stay in the foreground for ever")
        }
        if call.flags.has("force-recreate") {
          for container in project.containers() { removed(container, call) }
        }
        try work.up(call.arguments, starts: !call.flags.has("no-start"))
      case "create": try work.up(call.arguments, starts: false)
      case "down": try work.down()
      case "start": try work.startCommand(call.arguments)
      case "stop": try work.stop(call.arguments) { call.process.exit(0) }
      case "restart":
        let running = project.containers().filter { $0.isRunning }.compactMap {
          $0.label(ComposeProject.serviceLabel)
        }
        let names = call.arguments.isEmpty ? running : call.arguments
        try work.stop(call.arguments, verb: ("Restarting", "Stopped")) {
          do throws(ComposeProblem) { try work.start(names) } catch { call.printError(error.text) }
          call.process.exit(0)
        }
      case "kill":
        for container in containers(call, project) where container.isRunning {
          call.printError(" Container \(container.name)  Killing")
          call.engine.kill(container)
          call.printError(" Container \(container.name)  Killed")
        }
        call.process.exit(0)
      case "rm": remove(call, project)
      case "ps": ps(call, project)
      case "port": port(call, project)
      case "config": config(call, project)
      case "exec", "logs": try delegate(verb, call, project)
      default: throw Unsimulated("docker compose \(verb)")
      }
    } catch {
      throw .unsimulated(error.feature)
    }
  }

  private static func removed(_ container: DockerContainer, _ call: DockerCall) {
    do throws(DockerError) { try call.engine.remove(container, force: true) } catch {}
  }

  private static func containers(_ call: DockerCall, _ project: ComposeProject) -> [DockerContainer] {
    project.containers().filter { container in
      call.arguments.isEmpty || call.arguments.contains(container.label(ComposeProject.serviceLabel) ?? "")
    }
  }

  private static func remove(_ call: DockerCall, _ project: ComposeProject) {
    let stopped = containers(call, project).filter { call.flags.has("stop") || !$0.isRunning }
    guard !stopped.isEmpty else {
      call.printError("No stopped containers")
      return call.process.exit(0)
    }
    for container in stopped {
      call.printError(" Container \(container.name)  Removing")
      removed(container, call)
      call.printError(" Container \(container.name)  Removed")
    }
    call.process.exit(0)
  }

  private static func ps(_ call: DockerCall, _ project: ComposeProject) {
    let shown = containers(call, project).filter { call.flags.has("all") || $0.isRunning }
      .sorted { $0.name < $1.name }
    if call.flags.has("quiet") {
      for container in shown { call.print(container.identifier) }
    } else if call.flags.has("services") {
      for name in Set(shown.compactMap { $0.label(ComposeProject.serviceLabel) }).sorted() {
        call.print(name)
      }
    } else {
      var table = TextTable(header: ["NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS"])
      for container in shown {
        let fields = ContainerRow(container, call.engine, truncates: true).fields
        func field(_ name: String) -> String { fields.first { $0.0 == name }?.1 ?? "" }
        table.add(
          [
            container.name, container.configuration.image, field("Command"),
            container.label(ComposeProject.serviceLabel) ?? "", field("RunningFor"),
            field("Status"),
            field("Ports"),
          ])
      }
      call.process.write(table.text)
    }
    call.process.exit(0)
  }

  private static func port(_ call: DockerCall, _ project: ComposeProject) {
    guard call.arguments.count == 2, let number = UInt16(call.arguments[1]) else {
      call.printError("\"docker compose port\" requires a service and a private port.")
      return call.process.exit(1)
    }
    let wanted = ContainerPort(number, isUDP: call.flags.text("protocol") == "udp")
    guard let container = project.containers(of: call.arguments[0]).first else {
      call.printError("no container found for service \"\(call.arguments[0])\"")
      return call.process.exit(1)
    }
    guard let found = container.gatewayEndpoint?.published.first(where: { $0.port == wanted }) else {
      let list = container.gatewayEndpoint?.published.map { "\($0.port.number)/\($0.port.transport)" } ?? []
      call.printError(
        "no port \(number)/\(wanted.transport) for container \(container.name): \(list.joined(separator: ", "))"
      )
      return call.process.exit(1)
    }
    call.print("\(found.hostAddress):\(found.hostPort)")
    call.process.exit(0)
  }

  private static func config(_ call: DockerCall, _ project: ComposeProject) {
    if call.flags.has("services") {
      for service in project.file.services { call.print(service.name) }
      return call.process.exit(0)
    }
    if call.flags.has("images") {
      for service in project.file.services { call.print(service.image) }
      return call.process.exit(0)
    }
    call.process.fail(Unsimulated("docker compose config"))
  }

  private static func list(_ call: DockerCall) {
    var projects: [String] = []
    for container in call.engine.containers {
      guard let name = container.label(ComposeProject.projectLabel), !projects.contains(name) else {
        continue
      }
      projects.append(name)
    }
    var table = TextTable(header: ["NAME", "STATUS"])
    for name in projects.sorted() {
      let members = call.engine.containers.filter { $0.label(ComposeProject.projectLabel) == name }
      let running = members.count { $0.isRunning }
      let stopped = members.count - running
      let words = [stopped > 0 ? "exited(\(stopped))" : nil, running > 0 ? "running(\(running))" : nil]
      if running > 0 || call.flags.has("all") {
        table.add([name, words.compactMap { $0 }.joined(separator: ", ")])
      }
    }
    call.process.write(table.text)
    call.process.exit(0)
  }

  /// What `docker` does itself, once the service's container is found.
  private static func delegate(
    _ verb: String, _ call: DockerCall, _ project: ComposeProject
  ) throws(Unsimulated) {
    guard let service = call.arguments.first, verb == "exec" || call.arguments.count == 1 else {
      throw Unsimulated("docker compose logs of several services")
    }
    guard project.file.services.contains(where: { $0.name == service }) else {
      call.printError("no such service: \(service)")
      return call.process.exit(1)
    }
    guard let container = project.containers(of: service).first(where: { verb == "logs" || $0.isRunning })
    else {
      call.printError("service \"\(service)\" is not running")
      return call.process.exit(1)
    }
    var words = [verb]
    if verb == "exec" {
      for entry in call.flags.list("env") { words += ["--env", entry] }
      if call.flags.has("detach") { words.append("--detach") }
      if call.flags.has("interactive") { words.append("--interactive") }
      if let folder = call.flags.text("workdir") { words += ["--workdir", folder] }
      if let user = call.flags.text("user") { words += ["--user", user] }
    } else {
      guard call.flags.has("no-log-prefix") else {
        throw Unsimulated("docker compose logs without --no-log-prefix")
      }
    }
    try DockerCommand.dispatch(words + [container.name] + call.arguments.dropFirst(), call.process)
  }
}
