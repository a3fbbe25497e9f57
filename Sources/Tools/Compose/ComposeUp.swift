import Packets
import Simulation

/// `docker compose up -d`, `down`, `stop`, `start`, `restart`: brings the engine to what the file says. Progress goes
/// to standard error, a line for each event, as compose writes it where there is no terminal.
struct ComposeUp {
  let call: DockerCall
  let project: ComposeProject
  private var engine: DockerEngine { call.engine }

  init(_ call: DockerCall, _ project: ComposeProject) { (self.call, self.project) = (call, project) }

  private func say(_ kind: String, _ name: String, _ event: String) {
    call.printError(" \(kind) \(name)  \(event)")
  }

  // MARK: - Up

  func up(_ names: [String], starts: Bool) throws(Unsimulated) {
    do throws(ComposeProblem) {
      let services = try project.selected(names)
      try makeNetworks(services)
      for service in services {
        if service.replicas > 1, service.containerName != nil {
          throw ComposeProblem(
            text: "services.\(service.name): can't set container_name and replicas at the same time")
        }
        for number in 1...max(1, service.replicas) where service.replicas > 0 { try make(service, number) }
      }
      if starts { try start(services.map { $0.name }) }
      call.process.after(DockerRun.startTime) { call.process.exit(0) }
    } catch {
      try fail(error)
    }
  }

  private func fail(_ problem: ComposeProblem) throws(Unsimulated) {
    if problem.isUnsimulated { throw Unsimulated(problem.text) }
    call.printError(problem.text)
    call.process.exit(1)
  }

  private func makeNetworks(_ services: [ComposeFile.Service]) throws(ComposeProblem) {
    let used = Set(services.flatMap { $0.attachments }.map { $0.network })
    for network in project.file.networks.sorted(by: { $0.key < $1.key }) where used.contains(network.key) {
      let name = project.engineName(of: network)
      if engine.networks.contains(where: { $0.name == name }) { continue }
      if network.isExternal {
        throw ComposeProblem(text: "network \(name) declared as external, but could not be found")
      }
      say("Network", name, "Creating")
      var request = DockerEngine.NetworkRequest()
      (request.name, request.driver) = (name, network.driver)
      (request.subnet, request.gateway, request.range) = (network.subnet, network.gateway, network.range)
      (request.isInternal, request.isAttachable) = (network.isInternal, network.isAttachable)
      request.options = network.options.map { option in
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
      request.labels = [
        ("com.docker.compose.network", network.key), (ComposeProject.projectLabel, project.name),
      ]
      do throws(DockerError) {
        try engine.createNetwork(request)
      } catch {
        throw problem(error, "failed to create network \(name): Error response from daemon: ")
      }
      say("Network", name, "Created")
    }
  }

  private func problem(_ error: DockerError, _ prefix: String = "Error response from daemon: ")
    -> ComposeProblem
  {
    error.kind == .notSimulated ? .unsimulated(error.text) : ComposeProblem(text: prefix + error.text)
  }

  private func make(_ service: ComposeFile.Service, _ number: Int) throws(ComposeProblem) {
    let name = project.containerName(of: service, number: number)
    if let existing = engine.containers.first(where: { $0.name == name }) {
      if project.isCurrent(existing, service) {
        if existing.isRunning { say("Container", name, "Running") }
        return
      }
      say("Container", name, "Recreate")
      do throws(DockerError) { try engine.remove(existing, force: true) } catch { throw problem(error) }
      try create(service, number)
      return say("Container", name, "Recreated")
    }
    say("Container", name, "Creating")
    try create(service, number)
    say("Container", name, "Created")
  }

  private func create(_ service: ComposeFile.Service, _ number: Int) throws(ComposeProblem) {
    let parsed: FlagSet.Parsed
    do throws(FlagSet.Problem) {
      parsed = try FlagSet("docker create", ContainerFlags.all, stopsAtArgument: true)
        .parse(project.words(for: service, number: number))
    } catch {
      switch error {
      case .unsimulated(let missing): throw .unsimulated(missing.feature)
      case .text(let text): throw ComposeProblem(text: text)
      case .help: throw ComposeProblem(text: "invalid compose project")
      }
    }
    do throws(DockerError) {
      let container = try engine.create(try ContainerFlags.configuration(parsed))
      for attachment in service.attachments.dropFirst() {
        try engine.connect(
          container, to: project.engineName(ofNetwork: attachment.network),
          aliases: [service.name] + attachment.aliases,
          address: attachment.address.flatMap { IPv4Address($0) })
      }
    } catch {
      if error.kind == .noImage {
        throw .unsimulated(
          "the image \(service.image): there are alpine, busybox, httpd, nginx and those that `image` declares"
        )
      }
      throw problem(error)
    }
  }

  // MARK: - Starting and stopping

  func start(_ names: [String]) throws(ComposeProblem) {
    for name in names {
      for container in project.containers(of: name) where !container.isRunning {
        say("Container", container.name, "Starting")
        do throws(DockerError) { try engine.start(container) } catch { throw problem(error) }
        say("Container", container.name, "Started")
      }
    }
  }

  func startCommand(_ names: [String]) throws(Unsimulated) {
    do throws(ComposeProblem) {
      let services = try project.selected(names)
      for service in services where project.containers(of: service.name).isEmpty {
        throw ComposeProblem(text: "service \"\(service.name)\" has no container to start")
      }
      try start(services.map { $0.name })
      call.process.after(DockerRun.startTime) { call.process.exit(0) }
    } catch {
      try fail(error)
    }
  }

  /// Stops the services' containers, dependents first, then does the rest.
  func stop(_ names: [String], verb: (String, String) = ("Stopping", "Stopped"), then: @escaping () -> Void)
    throws(Unsimulated)
  {
    do throws(ComposeProblem) {
      let all = try project.ordered()
      for name in names where !all.contains(where: { $0.name == name }) {
        throw ComposeProblem(text: "no such service: \(name)")
      }
      let services = all.filter { names.isEmpty || names.contains($0.name) }.reversed()
      stopNext(services.flatMap { project.containers(of: $0.name) }[...], verb, then)
    } catch {
      try fail(error)
    }
  }

  private func stopNext(
    _ containers: ArraySlice<DockerContainer>, _ verb: (String, String), _ then: @escaping () -> Void
  ) {
    guard let container = containers.first else { return then() }
    let rest = containers.dropFirst()
    guard container.isRunning else { return stopNext(rest, verb, then) }
    say("Container", container.name, verb.0)
    engine.stop(container, patience: DockerEngine.patience) {
      say("Container", container.name, verb.1)
      stopNext(rest, verb, then)
    }
  }

  // MARK: - Down

  func down() throws(Unsimulated) {
    try stop([]) {
      for container in project.containers().reversed() {
        say("Container", container.name, "Removing")
        do throws(DockerError) { try engine.remove(container, force: true) } catch {}
        say("Container", container.name, "Removed")
      }
      var status = 0
      for network in project.file.networks.sorted(by: { $0.key < $1.key }) where !network.isExternal {
        if !remove(network) { status = 1 }
      }
      call.process.exit(status)
    }
  }

  private func remove(_ network: ComposeFile.Network) -> Bool {
    let name = project.engineName(of: network)
    guard engine.networks.contains(where: { $0.name == name }) else { return true }
    say("Network", name, "Removing")
    do throws(DockerError) {
      try engine.removeNetwork(name)
      say("Network", name, "Removed")
      return true
    } catch {
      say("Network", name, "Error")
      call.printError("failed to remove network \(name): Error response from daemon: \(error.text)")
      return false
    }
  }
}
