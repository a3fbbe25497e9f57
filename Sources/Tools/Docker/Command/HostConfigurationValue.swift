/// What a container asked of its host (api/types/container, HostConfig).
enum HostConfigurationValue {
  /// `/TARGET:/CONTAINER/ALIAS`.
  private static func link(_ text: String, _ name: String) -> String {
    let parts = text.split(separator: ":").map(String.init)
    return "/\(parts.first ?? ""):/\(name)/\(parts.last ?? "")"
  }

  static func make(_ container: DockerContainer) -> GoValue {
    let configuration = container.configuration
    let links = container.hasNamedLinks ? [] : configuration.links.map { Self.link($0, container.name) }
    let empty = GoValue.string("")
    let zero = GoValue.int(0)
    let bindings = configuration.portBindings.keys.sorted().map { port in
      (
        port.text,
        GoValue.list(
          (configuration.portBindings[port] ?? []).map { ContainerValue.binding($0.hostAddress, $0.hostPort) }
        )
      )
    }
    let log = GoObject(
      "container.LogConfig", [("Type", .string("json-file")), ("Config", .object(GoObject(map: [])))])
    let policy = GoObject(
      "container.RestartPolicy",
      [
        ("Name", .string(configuration.restartPolicy)),
        ("MaximumRetryCount", .int(configuration.restartLimit)),
      ])
    var object = GoObject(
      "container.HostConfig", isPointer: true,
      [
        ("Binds", binds(configuration)), ("ContainerIDFile", empty), ("LogConfig", .object(log)),
        ("NetworkMode", .string(configuration.networkMode)),
        ("PortBindings", .object(GoObject(map: bindings))),
        ("RestartPolicy", .object(policy)), ("AutoRemove", .bool(configuration.removesItself)),
        ("VolumeDriver", empty),
        ("VolumesFrom", .nilList), ("CapAdd", .strings(configuration.addedCapabilities)),
        ("CapDrop", .strings(configuration.droppedCapabilities)), ("CgroupnsMode", .string("host")),
        ("Dns", .strings(configuration.nameServers)), ("DnsOptions", .strings(configuration.resolverOptions)),
        ("DnsSearch", .strings(configuration.searchDomains)),
        ("ExtraHosts", configuration.extraHosts.isEmpty ? .nilList : .strings(configuration.extraHosts)),
        ("GroupAdd", .nilList), ("IpcMode", .string("private")), ("Cgroup", empty),
        ("Links", links.isEmpty ? .nilList : .strings(links)), ("OomScoreAdj", zero),
        ("PidMode", empty), ("Privileged", .bool(configuration.isPrivileged)),
        ("PublishAllPorts", .bool(configuration.publishesAll)),
        ("ReadonlyRootfs", .bool(configuration.limits.hasReadOnlyFiles)),
        ("SecurityOpt", configuration.isPrivileged ? .strings(["label=disable"]) : .nilList),
        ("UTSMode", empty),
        ("UsernsMode", empty), ("ShmSize", .int(configuration.limits.sharedMemory)),
      ])
    if !configuration.sysctls.isEmpty {
      object.appendOptional(
        "Sysctls", .object(GoObject(map: configuration.sysctls.map { ($0.key, .string($0.value)) })))
    }
    object.fields += resources(configuration.limits).fields
    if !configuration.mounts.isEmpty {
      object.insertOptional(
        "Mounts", .list(configuration.mounts.map { wish($0) }), after: "IOMaximumBandwidth")
    }
    if !configuration.temporaryFiles.isEmpty {
      let entries = configuration.temporaryFiles.map { ($0.key, GoValue.string($0.value)) }
      object.insertOptional("Tmpfs", .object(GoObject(map: entries)), after: "UTSMode")
    }
    let masked = [
      "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
      "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
    ]
    let readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
    let isPrivileged = configuration.isPrivileged
    object.fields +=
      GoObject(
        "",
        [
          ("MaskedPaths", isPrivileged ? .nilList : .strings(masked)),
          ("ReadonlyPaths", isPrivileged ? .nilList : .strings(readOnly)),
        ]
      ).fields
    return .object(object)
  }

  /// Volumes without a name are no binds.
  private static func binds(_ configuration: ContainerConfiguration) -> GoValue {
    guard let binds = configuration.binds else { return .nilList }
    let named = binds.filter { $0.contains(":") }
    return named.isEmpty ? .nilList : .strings(named)
  }

  private static func wish(_ wish: MountWish) -> GoValue {
    var object = GoObject("mount.Mount", [])
    object.appendOptional("Type", .string(wish.type))
    object.appendOptional("Source", .string(wish.source))
    object.appendOptional("Target", .string(wish.target))
    object.appendOptional("ReadOnly", .bool(wish.isReadOnly))
    return .object(object)
  }

  private static func resources(_ limits: ContainerLimits) -> GoObject {
    let empty = GoValue.string("")
    let zero = GoValue.int(0)
    let numbers = { (names: [String]) in names.map { ($0, zero) } }
    let absent = { (names: [String]) in names.map { ($0, GoValue.nilList) } }
    var fields: [(String, GoValue)] = [
      ("Runtime", .string("runc")), ("ConsoleSize", .list([zero, zero])), ("Isolation", empty),
    ]
    fields += [
      ("CpuShares", .int(limits.processorShares)), ("Memory", .int(limits.memory)),
      ("NanoCpus", .int(limits.processors)),
    ]
    fields += [("CgroupParent", empty), ("BlkioWeight", zero), ("BlkioWeightDevice", .list([]))]
    fields += absent([
      "BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps",
    ])
    fields += numbers(["CpuPeriod", "CpuQuota", "CpuRealtimePeriod", "CpuRealtimeRuntime"])
    fields += [("CpusetCpus", .string(limits.processorSet)), ("CpusetMems", empty), ("Devices", .list([]))]
    fields += absent(["DeviceCgroupRules", "DeviceRequests"])
    fields += numbers(["KernelMemory", "KernelMemoryTCP"])
    fields += [
      ("MemoryReservation", .int(limits.memoryReservation)), ("MemorySwap", .int(limits.memoryAndSwap)),
    ]
    fields += [
      ("MemorySwappiness", .nilMap), ("OomKillDisable", .bool(false)),
      ("PidsLimit", limits.processes.map { .int($0) } ?? .nilMap),
      ("Ulimits", .nilList),
    ]
    fields += numbers(["CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth"])
    return GoObject("container.Resources", fields)
  }
}
