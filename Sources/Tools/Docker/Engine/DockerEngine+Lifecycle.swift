import Linux
import Packets
package import Simulation

/// Starting, stopping and killing containers.
extension DockerEngine {
  /// How long `docker stop` waits before it kills.
  package static let patience = Nanoseconds.seconds(10)

  package func start(_ container: DockerContainer) throws(DockerError) {
    guard !container.isRunning else { return }
    container.wasStopped = false
    do throws(DockerError) {
      try enterNetworks(container)
      try startProcess(of: container)
      // Those that are linked to it learn its new address.
      for other in running where links(of: other).contains(where: { $0.target === container }) {
        writeFiles(of: other)
      }
    } catch {
      leaveNetworks(container)
      container.exitStatus = error.startStatus ?? 128
      container.errorText = error.text
      throw error
    }
  }

  // MARK: - Networks

  private func enterNetworks(_ container: DockerContainer) throws(DockerError) {
    container.interfaceCount = 0
    if let missing = container.missingNetworkOwner { throw .noSuchContainer(missing) }
    if let owner = container.networkOwner {
      guard owner.isRunning, let namespace = owner.node?.namespace else {
        throw DockerError(
          isModern
            ? "cannot join network namespace of a non running container: container \(owner.name) is \(owner.state.word)"
            : "cannot join network of a non running container: \(owner.identifier)")
      }
      makeNodes(of: container, in: namespace)
      for name in ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"] {
        if let text = owner.files.readText(name) { container.files.write(name, text) }
      }
      return
    }
    let mode = container.configuration.networkMode
    if container.endpoints.isEmpty, mode != "default", network(mode) == nil {
      throw DockerError("network \(mode) not found", kind: .notFound)
    }
    for endpoint in container.endpoints where !networks.contains(where: { $0 === endpoint.network }) {
      throw DockerError("network \(endpoint.network.identifier) not found", kind: .notFound)
    }
    if let missing = container.missingNetworks.first {
      throw DockerError("network \(missing) not found", kind: .notFound)
    }
    do throws(DockerError) {
      try joinNetworks(container)
    } catch {
      guard isModern, error.kind != .notSimulated, error.startStatus == nil else { throw error }
      throw DockerError("failed to set up container networking: " + error.text, kind: error.kind)
    }
  }

  private func joinNetworks(_ container: DockerContainer) throws(DockerError) {
    try checkWishes(of: container)
    try checkLinks(of: container)
    let isHost = container.endpoints.contains { $0.network.driver == "host" }
    let namespace = isHost ? host : newNamespace(named: container.name)
    makeNodes(of: container, in: namespace)
    container.sandbox = isHost ? "default" : newIdentifier()
    writeFiles(of: container)
    try attachAll(of: container, in: namespace)
    try applySysctls(of: container)
    try moveGateway(of: container, from: nil)
    writeFiles(of: container)
  }

  /// The default bridge is joined first. Up to 20.10 the interfaces are named in the order of their importance all the
  /// same, since they enter the namespace together (daemon, allocateNetwork; libnetwork, sandbox.SetKey).
  private func attachAll(of container: DockerContainer, in namespace: NetworkNamespace) throws(DockerError) {
    guard !isModern else {
      for endpoint in container.endpoints { try attach(endpoint, in: namespace) }
      return
    }
    var counts: [String: Int] = [:]
    for endpoint in container.endpoints.sorted(by: DockerEndpoint.isMoreImportant)
    where endpoint.network.hasGateways {
      let prefix = endpoint.network.interfacePrefix
      endpoint.interfaceName = prefix + String(counts[prefix, default: 0])
      counts[prefix, default: 0] += 1
    }
    let first = container.endpoints.filter { !$0.network.isUserDefined }
    for endpoint in first + container.endpoints.filter({ $0.network.isUserDefined }) {
      try attach(endpoint, in: namespace)
      endpoint.interfaceName = nil
    }
    container.interfaceCount = counts["eth"] ?? 0
  }

  /// A fixed address needs a network whose subnet the user chose.
  private func checkWishes(of container: DockerContainer) throws(DockerError) {
    if container.configuration.networkMode == "bridge", container.configuration.address != nil {
      throw DockerError("user specified IP address is supported on user defined networks only")
    }
    for endpoint in container.endpoints
    where endpoint.requestedAddress != nil && endpoint.network.isUserDefined
      && endpoint.network.subnetIsAutomatic
    {
      throw DockerError(
        "user specified IP address is supported only when connecting to networks with user configured subnets"
      )
    }
    if !container.configuration.aliases.isEmpty, container.configuration.networkMode != "default",
      container.endpoints.contains(where: { $0.network.isPredefined })
    {
      throw DockerError("network-scoped alias is supported only for containers in user defined networks")
    }
  }

  /// A new namespace starts with the settings of the machine's first one.
  private func newNamespace(named name: String) -> NetworkNamespace {
    let namespace = network.makeNamespace(name: name)
    namespace.settings.all = host.settings.all
    namespace.settings.default = host.settings.default
    namespace.loopback.settings = host.settings.default
    namespace.bringUp(namespace.loopback)
    return namespace
  }

  private func makeNodes(of container: DockerContainer, in namespace: NetworkNamespace) {
    let node = Node(name: container.name, machine: machine, namespace: namespace, files: container.files)
    let inside = Node(name: container.name, machine: machine, namespace: namespace, files: container.files)
    ContainerPrograms.install(container.image, on: inside)
    inside.processNumbers = ProcessNumbers()
    inside.hasReadOnlyKernelFiles = !container.configuration.isPrivileged
    inside.hasReadOnlyFiles = container.configuration.limits.hasReadOnlyFiles
    container.node = node
    container.insideNode = inside
  }

  private func applySysctls(of container: DockerContainer) throws(DockerError) {
    guard let node = container.node else { return }
    for (key, value) in container.configuration.sysctls {
      if node.namespace === host, key.hasPrefix("net.") {
        throw Self.cannotCreate("sysctl \"\(key)\" not allowed in host network namespace")
      }
      if key == "net.ipv4.ip_forward", value == "0" || value == "1" {
        node.namespace.isForwarding = value == "1"
        continue
      }
      let path = "/proc/sys/" + key.split(separator: ".").joined(separator: "/")
      guard let file = node.files.specials?(path), let write = file.write else {
        throw .unsimulated("docker run --sysctl \(key)")
      }
      guard write(value + "\n") else {
        throw Self.cannotStart("error during container init: write \(path): invalid argument", status: 125)
      }
    }
  }

  func leaveNetworks(_ container: DockerContainer) {
    container.resolver?.stop()
    container.resolver = nil
    let namespace = container.node?.namespace
    for endpoint in container.endpoints { detach(endpoint) }
    if let namespace, namespace !== host, container.networkOwner == nil { network.remove(namespace) }
    container.node = nil
    container.insideNode = nil
    running.removeAll { $0 === container }
  }

  // MARK: - The main program

  private func startProcess(of container: DockerContainer) throws(DockerError) {
    guard let node = container.insideNode else { return }
    let words = container.words
    let program: Program
    switch ProgramTable.find(words[0], on: node, workingDirectory: "/") {
    case .program(let found): program = found
    case .unsimulated(let missing): throw .unsimulated(missing.feature)
    case .isDirectory, .notExecutable:
      throw Self.cannotStart("exec: \"\(words[0])\": permission denied", status: 126)
    case .noSuchFile:
      throw Self.cannotStart(
        "exec: \"\(words[0])\": stat \(words[0]): no such file or directory", status: 127)
    case .notFound:
      throw Self.cannotStart("exec: \"\(words[0])\": executable file not found in $PATH", status: 127)
    }
    container.state = .running
    network.note(.state, of: container)
    container.exitStatus = 0
    container.errorText = ""
    container.started = clock.now
    container.finished = nil
    running.append(container)
    node.processNumbers?.expectEntry()
    let process = machine.system.start(
      program, arguments: Array(words.dropFirst()), on: node, environment: environment(of: container),
      workingDirectory: container.configuration.workingDirectory.isEmpty
        ? "/" : container.configuration.workingDirectory,
      input: standardInput(of: container), output: logPipe(of: container, isError: false),
      error: logPipe(of: container, isError: true))
    container.standardInput = nil
    container.process = process
    process.onExit { [unowned(unsafe) self] status in self.processEnded(container, process, status) }
  }

  static func cannotCreate(_ text: String) -> DockerError {
    DockerError(
      "failed to create shim task: OCI runtime create failed: runc create failed: \(text): unknown",
      startStatus: 125)
  }

  static func cannotStart(_ text: String, status: Int) -> DockerError {
    DockerError(
      "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
        + "\(text): unknown", startStatus: status)
  }

  func environment(of container: DockerContainer) -> [String: String] {
    var environment = ["PATH": "/bin", "HOSTNAME": container.hostName, "HOME": "/root"]
    for entry in container.configuration.environment {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2 { environment[parts[0]] = parts[1] }
    }
    if container.configuration.hasTerminal { environment["TERM"] = "xterm" }
    for (key, value) in linkEnvironment(of: container) { environment[key] = value }
    return environment
  }

  /// A terminal, or an input that is kept open for whoever attaches, does not end; without either there is nothing to
  /// read.
  private func standardInput(of container: DockerContainer) -> Pipe {
    if let input = container.standardInput { return input }
    let configuration = container.configuration
    guard configuration.hasTerminal || configuration.isInteractive else { return Pipe(text: "") }
    return Pipe()
  }

  private func logPipe(of container: DockerContainer, isError: Bool) -> Pipe {
    Pipe { [unowned(unsafe) self] bytes in
      container.log.append(DockerContainer.LogEntry(bytes: bytes, isError: isError, time: self.clock.now))
      for (listener, wanted) in container.listeners where wanted == nil || wanted == isError {
        if isError { listener.error.write(bytes) } else { listener.output.write(bytes) }
      }
      return nil
    }
  }

  private func processEnded(_ container: DockerContainer, _ process: Process, _ status: Int) {
    for child in machine.processes where child.node === container.insideNode { child.deliver(.kill) }
    container.process = nil
    container.state = .exited
    network.note(.state, of: container)
    container.exitStatus = status
    container.finished = clock.now
    leaveNetworks(container)
    let handlers = container.onExit
    container.onExit = []
    for handler in handlers { handler(status) }
    container.listeners = []
    if container.configuration.removesItself {
      containers.removeAll { $0 === container }
      removeAnonymousVolumes(of: container)
    } else {
      restartIfWanted(container, status)
    }
  }

  /// The restart policy: after 100 ms, then twice as long each time (moby, restartmanager).
  private func restartIfWanted(_ container: DockerContainer, _ status: Int) {
    guard !container.wasStopped else { return }
    switch container.configuration.restartPolicy {
    case "always", "unless-stopped": break
    case "on-failure":
      let limit = container.configuration.restartLimit
      guard status != 0, limit == 0 || container.restartCount < limit else { return }
    default: return
    }
    container.state = .restarting
    let wait = Nanoseconds.milliseconds(100 << min(container.restartCount, 9))
    clock.schedule(after: min(wait, .seconds(60))) { [unowned(unsafe) self] in
      guard container.state == .restarting, !container.wasStopped else { return }
      container.restartCount += 1
      do throws(DockerError) { try self.start(container) } catch { container.state = .exited }
    }
  }

  // MARK: - Signals

  /// SIGTERM, then SIGKILL; `completion` when it has ended.
  package func stop(_ container: DockerContainer, patience: Nanoseconds, completion: @escaping () -> Void) {
    container.wasStopped = true
    if container.state == .restarting { container.state = .exited }
    guard container.isRunning, let process = container.process else { return completion() }
    setPaused(container, false)
    container.onExit.append { _ in completion() }
    if let handler = process.onSignal, handler(.terminate) { return }
    clock.schedule(after: patience) { if container.process === process { process.deliver(.kill) } }
  }

  /// Freezes all its processes, or lets them go on (the cgroup freezer).
  func setPaused(_ container: DockerContainer, _ isPaused: Bool) {
    container.state = isPaused ? .paused : .running
    for process in machine.processes where process.node === container.insideNode {
      if isPaused { process.stop() } else { process.resume() }
    }
  }

  package func kill(_ container: DockerContainer, signal: Signal = .kill) {
    guard let process = container.process else { return }
    if container.state == .paused { setPaused(container, false) }
    if signal == .kill {
      container.wasStopped = true
      process.deliver(.kill)
    } else if let handler = process.onSignal {
      // The first process of a container gets only the signals that it asked for.
      _ = handler(signal)
    }
  }
}
