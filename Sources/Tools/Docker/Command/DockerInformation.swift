import Linux
import Simulation

/// What the engine says about its host and itself, as far as it is simulated: `docker info`, `system df`, `stats`.
enum DockerInformation {
  static func run(_ call: DockerCall) throws(Unsimulated) {
    let engine = call.engine
    engine.loadDeclaredImages()
    let release = try DockerSystem.release(of: engine)
    guard let format = call.flags.text("format"), !format.isEmpty else {
      guard release.platform.isEmpty else {
        throw Unsimulated("docker info of Engine \(release.version) without --format")
      }
      call.process.write(text(of: engine, release))
      for warning in warnings(of: engine) { call.printError(warning) }
      return call.process.exit(0)
    }
    let value = GoValue.object(GoObject("system.Info", fields(engine, release)))
    do throws(TemplateError) {
      call.print(try Template(format).execute(value))
      call.process.exit(0)
    } catch {
      if error.isMissingField { throw Unsimulated("docker info --format '\(format)'") }
      if let missing = error.unsimulated { throw Unsimulated(missing) }
      call.printError("template parsing error: \(error.text)")
      call.process.exit(64)
    }
  }

  private static func fields(_ engine: DockerEngine, _ release: EngineRelease) -> [(String, GoValue)] {
    func count(_ states: [DockerContainer.State]) -> GoValue {
      .int(engine.containers.filter { states.contains($0.state) }.count)
    }
    let warnings = warnings(of: engine)
    let networks = GoValue.strings(["bridge", "host", "ipvlan", "macvlan", "null", "overlay"])
    return [
      ("Containers", .int(engine.containers.count)), ("ContainersRunning", count([.running])),
      ("ContainersPaused", count([.paused])), ("ContainersStopped", count([.created, .exited, .restarting])),
      ("Images", .int(Set(engine.images.map { $0.identifier }).count)),
      ("Driver", .string(DockerEngine.storageDriver)),
      (
        "Plugins",
        .object(GoObject("types.PluginsInfo", [("Volume", .strings(["local"])), ("Network", networks)]))
      ),
      ("IPv4Forwarding", .bool(engine.host.isForwarding)),
      ("BridgeNfIptables", .bool(engine.host.settings.bridgeCallsIPTables == 1)),
      ("LoggingDriver", .string("json-file")), ("OSType", .string("linux")),
      ("OperatingSystem", .string("Debian GNU/Linux 12 (bookworm)")), ("Architecture", .string("x86_64")),
      ("Name", .string(hostName(of: engine))),
      ("ServerVersion", .string(release.version)), ("DefaultRuntime", .string("runc")),
      ("Warnings", warnings.isEmpty ? .nilList : .strings(warnings)), ("NCPU", .int(1)),
      ("LiveRestoreEnabled", .bool(false)), ("ExperimentalBuild", .bool(false)), ("Debug", .bool(false)),
    ]
  }

  private static func warnings(of engine: DockerEngine) -> [String] {
    var lines: [String] = []
    if !engine.host.isForwarding { lines.append("WARNING: IPv4 forwarding is disabled") }
    if engine.host.settings.bridgeCallsIPTables == 0 {
      lines.append("WARNING: bridge-nf-call-iptables is disabled")
    }
    return lines
  }

  // MARK: - system df

  static func diskUsage(_ call: DockerCall) throws(Unsimulated) {
    let engine = call.engine
    engine.loadDeclaredImages()
    var seen: Set<String> = []
    let images = engine.images.filter { seen.insert($0.identifier).inserted }
    let used = images.filter { image in engine.containers.contains { $0.image.identifier == image.identifier }
    }
    let total = images.reduce(0) { $0 + $1.size }
    let unused = total - used.reduce(0) { $0 + $1.size }
    let share = total == 0 ? "" : " (\(unused * 100 / total)%)"
    var table = TextTable(header: ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"])
    table.add(["Images", "\(images.count)", "\(used.count)", size(total), size(unused) + share])
    let running = engine.containers.filter { $0.isRunning }.count
    table.add(["Containers", "\(engine.containers.count)", "\(running)", "0B", "0B"])
    let volumes = engine.volumes
    let mounted = volumes.filter { !engine.containers(with: $0).isEmpty }
    let bytes = volumes.reduce(0) { $0 + $1.size }
    let free = bytes - mounted.reduce(0) { $0 + $1.size }
    table.add([
      "Local Volumes", "\(volumes.count)", "\(mounted.count)", size(bytes),
      size(free) + (bytes == 0 ? "" : " (\(free * 100 / bytes)%)"),
    ])
    table.add(["Build Cache", "0", "0", "0B", "0B"])
    call.process.write(table.text)
    call.process.exit(0)
  }

  /// Four digits and a unit (docker/go-units, HumanSize).
  static func size(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return "\(bytes)B" }
    let (unit, name) = bytes >= 1_000_000 ? (1_000_000, "MB") : (1000, "kB")
    let whole = bytes / unit
    let digits = whole >= 1000 ? 0 : whole >= 100 ? 1 : whole >= 10 ? 2 : 3
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = (bytes * scale + unit / 2) / unit
    guard digits > 0 else { return "\(scaled)\(name)" }
    var fraction = String(String(scale + scaled % scale).dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    return "\(scaled / scale)" + (fraction.isEmpty ? "" : "." + fraction) + name
  }

  // MARK: - stats

  static func statistics(_ call: DockerCall) throws(Unsimulated) {
    guard call.flags.has("no-stream") else { throw Unsimulated("docker stats without --no-stream") }
    var containers: [DockerContainer] = []
    do throws(DockerError) {
      for name in call.arguments { containers.append(try call.engine.container(name)) }
    } catch {
      return try call.fail(error)
    }
    guard let format = call.flags.text("format"), !format.isEmpty, format != "table" else {
      throw Unsimulated("docker stats: what containers take of the processor and of memory")
    }
    if call.arguments.isEmpty {
      containers = call.engine.containers.reversed().filter { call.flags.has("all") || $0.isRunning }
    }
    let rows = containers.map { container in
      let processes = call.process.node.machine.processes.filter { $0.node === container.insideNode }.count
      let identifier = call.flags.has("no-trunc") ? container.identifier : container.shortIdentifier
      return (
        [
          ("Container", container.name), ("ID", identifier), ("Name", container.name),
          ("PIDs", "\(processes)"),
        ], container.origin
      )
    }
    for field in ["CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO"] where format.holds("." + field) {
      throw Unsimulated("docker stats --format '{{.\(field)}}'")
    }
    try FormattedList(
      kind: "statistics", columns: ["Name", "PIDs"],
      headers: ["Container": "CONTAINER", "ID": "CONTAINER ID", "Name": "NAME", "PIDs": "PIDS"],
      typeName: "*container.statsContext", rows: rows
    ).print(call, quietField: "ID")
  }
}
