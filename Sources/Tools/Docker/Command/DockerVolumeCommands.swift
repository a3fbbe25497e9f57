import Simulation

/// `docker volume …`
enum DockerVolumeCommands {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "volume create", "[OPTIONS] [VOLUME]", "Create a volume", flags: "driver/d= label* name= ~opt/o*",
      arguments: 0...1, run: create),
    DockerSubcommand(
      "volume ls", "[OPTIONS]", "List volumes", flags: "filter/f* format= quiet/q", arguments: 0...0,
      run: list),
    DockerSubcommand(
      "volume rm", "[OPTIONS] VOLUME [VOLUME...]", "Remove one or more volumes", flags: "force/f",
      arguments: 1...Int.max, run: remove),
    DockerSubcommand(
      "volume inspect", "[OPTIONS] VOLUME [VOLUME...]", "Display detailed information on one or more volumes",
      flags: "format/f=", arguments: 1...Int.max, run: DockerInspect.volumes),
    DockerSubcommand(
      "volume prune", "[OPTIONS]", "Remove all unused local volumes", flags: "~filter* force/f all/a",
      arguments: 0...0, run: prune),
  ]

  private static func create(_ call: DockerCall) throws(Unsimulated) {
    if let driver = call.flags.text("driver"), driver != "local" {
      throw Unsimulated("the volume driver \(driver)")
    }
    do throws(DockerError) {
      let name = call.arguments.first ?? call.flags.text("name")
      let isNew = name.flatMap { call.engine.volume($0) } == nil
      let made = try call.engine.createVolume(name)
      if isNew {
        made.labels = call.flags.list("label").map { text in
          let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
          return (parts[0], parts.count > 1 ? parts[1] : "")
        }.sorted { $0.0 < $1.0 }
      }
      call.print(made.name)
      call.process.exit(0)
    } catch {
      try call.fail(error)
    }
  }

  private static func list(_ call: DockerCall) throws(Unsimulated) {
    var shown = call.engine.volumes.sorted { $0.name < $1.name }
    for filter in call.flags.list("filter") {
      let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      let value = parts.count > 1 ? parts[1] : ""
      switch parts[0] {
      case "name": shown = shown.filter { $0.name.holds(value) }
      case "driver": shown = shown.filter { _ in value == "local" }
      case "dangling":
        let wanted = value == "true" || value == "1"
        shown = shown.filter { call.engine.containers(with: $0).isEmpty == wanted }
      case "label":
        shown = shown.filter { volume in
          volume.labels.contains { value == $0.key || value == "\($0.key)=\($0.value)" }
        }
      default: return try call.fail(DockerError("Invalid filter '\(parts[0])'"))
      }
    }
    let rows = shown.map { volume in
      (
        [
          ("Driver", "local"),
          ("Labels", volume.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")), ("Links", "N/A"),
          ("Mountpoint", volume.directory), ("Name", volume.name), ("Scope", "local"), ("Size", "N/A"),
        ], nil as Origin?
      )
    }
    try FormattedList(
      kind: "volumes", columns: ["Driver", "Name"],
      headers: [
        "Driver": "DRIVER", "Name": "VOLUME NAME", "Labels": "LABELS", "Links": "LINKS",
        "Mountpoint": "MOUNTPOINT", "Scope": "SCOPE", "Size": "SIZE",
      ], typeName: "*formatter.volumeContext", rows: rows
    ).print(call, quietField: "Name")
  }

  private static func remove(_ call: DockerCall) throws(Unsimulated) {
    var problems: [String] = []
    for name in call.arguments {
      guard let volume = call.engine.volume(name) else {
        if call.flags.has("force") {
          call.print(name)
        } else {
          problems.append(
            call.words.isModern
              ? "Error response from daemon: get \(name): no such volume" : "Error: No such volume: \(name)")
        }
        continue
      }
      do throws(DockerError) {
        try call.engine.removeVolume(volume)
        call.print(name)
      } catch {
        problems.append("Error response from daemon: \(error.text)")
      }
    }
    call.process.exit(call.end(problems))
  }

  /// From 23 on volumes with a name stay, unless all are meant.
  private static func prune(_ call: DockerCall) throws(Unsimulated) {
    guard call.flags.has("force") else {
      throw Unsimulated("docker volume prune without -f: nobody answers its question")
    }
    let takesNamed = call.flags.has("all") || !call.words.isModern
    let unused = call.engine.volumes.filter {
      (takesNamed || $0.isAnonymous) && call.engine.containers(with: $0).isEmpty
    }
    var size = 0
    for volume in unused {
      size += volume.size
      do throws(DockerError) { try call.engine.removeVolume(volume) } catch {}
    }
    if !unused.isEmpty {
      call.print("Deleted Volumes:\n" + unused.map { $0.name + "\n" }.joined())
    }
    call.print("Total reclaimed space: \(DockerInformation.size(size))")
    call.process.exit(0)
  }
}

/// A volume, as the daemon describes it (api/types, Volume).
enum VolumeValue {
  static func make(_ volume: DockerVolume) -> GoValue {
    .object(
      GoObject(
        "types.Volume",
        [
          ("CreatedAt", .string(DockerTime(volume.created).precise)), ("Driver", .string("local")),
          (
            "Labels",
            volume.labels.isEmpty
              ? (volume.isAnonymous ? .nilMap : .object(GoObject(map: [])))
              : .object(GoObject(map: volume.labels.map { ($0.key, .string($0.value)) }))
          ),
          ("Mountpoint", .string(volume.directory)), ("Name", .string(volume.name)),
          ("Options", volume.isAnonymous ? .nilMap : .object(GoObject(map: []))), ("Scope", .string("local")),
        ]))
  }

  /// A place in a container (api/types, MountPoint).
  static func make(_ mount: ContainerMount) -> GoValue {
    var object = GoObject("types.MountPoint", [])
    object.appendOptional("Type", .string(mount.volume == nil ? "bind" : "volume"))
    object.appendOptional("Name", .string(mount.volume?.name ?? ""))
    let source: String
    switch mount.source {
    case .volume(let volume): source = volume.directory
    case .bind(let path): source = path
    }
    object.fields +=
      GoObject("", [("Source", .string(source)), ("Destination", .string(mount.target))]).fields
    object.appendOptional("Driver", .string(mount.volume == nil ? "" : "local"))
    object.fields +=
      GoObject(
        "",
        [
          ("Mode", .string(mount.mode)), ("RW", .bool(!mount.isReadOnly)),
          ("Propagation", .string(mount.volume == nil ? "rprivate" : "")),
        ]
      ).fields
    return .object(object)
  }
}
