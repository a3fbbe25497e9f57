import Packets

/// The flags that describe a container (docker/cli, cli/command/container/opts.go).
enum ContainerFlags {
  static let all = """
    add-host* attach/a* ~blkio-weight# ~blkio-weight-device* cap-add* cap-drop* ~cgroup-parent= ~cgroupns= ~cidfile= \
    ~cpu-count# ~cpu-percent# ~cpu-period# ~cpu-quota# ~cpu-rt-period# ~cpu-rt-runtime# cpu-shares/c# cpus= \
    cpuset-cpus= ~cpuset-mems= ~device* ~device-cgroup-rule* ~device-read-bps* ~device-read-iops* ~device-write-bps* \
    ~device-write-iops* ~disable-content-trust dns* dns-opt* dns-option* dns-search* domainname= entrypoint= env/e* \
    ~env-file* expose* ~gpus= ~group-add* ~health-cmd= ~health-interval= ~health-retries# ~health-start-period= \
    ~health-timeout= hostname/h= ~init interactive/i ip= ~ip6= ~ipc= ~isolation= ~kernel-memory= label/l* ~label-file* \
    link* ~link-local-ip* ~log-driver= ~log-opt* mac-address= memory/m= memory-reservation= memory-swap= \
    ~memory-swappiness# mount* name= network* net* network-alias* net-alias* ~no-healthcheck ~oom-kill-disable \
    ~oom-score-adj# ~pid= pids-limit# ~platform= privileged publish/p* publish-all/P ~pull= read-only restart= \
    ~runtime= ~security-opt* shm-size= ~stop-signal= stop-timeout# ~storage-opt* sysctl* tmpfs* tty/t ~ulimit* user/u= \
    ~userns= ~uts= volume/v* ~volume-driver= ~volumes-from* workdir/w=
    """

  static func configuration(_ flags: FlagSet.Parsed) throws(DockerError) -> ContainerConfiguration {
    var configuration = ContainerConfiguration()
    configuration.image = flags.arguments[0]
    configuration.command = Array(flags.arguments.dropFirst())
    configuration.name = flags.text("name").flatMap { $0.isEmpty ? nil : $0 }
    configuration.hostName = flags.text("hostname")
    configuration.domainName = flags.text("domainname") ?? ""
    configuration.entrypoint = flags.text("entrypoint").map { $0.isEmpty ? [] : [$0] }
    configuration.environment = flags.list("env")
    configuration.labels = pairs(flags.list("label"))
    configuration.workingDirectory = flags.text("workdir") ?? ""
    configuration.user = flags.text("user") ?? ""
    configuration.isInteractive = flags.has("interactive")
    configuration.hasTerminal = flags.has("tty")
    configuration.publishesAll = flags.has("publish-all")
    configuration.isPrivileged = flags.has("privileged")
    configuration.removesItself = flags.has("rm")
    configuration.nameServers = flags.list("dns")
    for server in configuration.nameServers where IPv4Address(server) == nil {
      if server.contains(":") { throw .unsimulated("IPv6") }
      throw DockerError(
        "invalid argument \"\(server)\" for \"--dns\" flag: \(server) is not an ip address", kind: .badFlag)
    }
    configuration.searchDomains = flags.list("dns-search")
    configuration.resolverOptions = flags.list("dns-opt") + flags.list("dns-option")
    configuration.links = flags.list("link")
    configuration.binds = flags.values["volume"]
    for text in flags.list("sysctl") where !Self.isNamespaced(text) {
      throw DockerError(
        "invalid argument \"\(text)\" for \"--sysctl\" flag: sysctl '\(text)' is not whitelisted",
        kind: .badFlag)
    }
    configuration.sysctls = pairs(flags.list("sysctl"))
    configuration.addedCapabilities = flags.values["cap-add"]
    configuration.droppedCapabilities = flags.values["cap-drop"]
    for (name, list) in [
      ("CapAdd", configuration.addedCapabilities), ("CapDrop", configuration.droppedCapabilities),
    ] {
      for capability in list ?? [] {
        let upper = capability.uppercased()
        let plain = upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
        guard plain != "ALL", !capabilities.contains(plain) else { continue }
        throw DockerError(
          "Error response from daemon: invalid \(name): unknown capability: \"CAP_\(plain)\"", kind: .other)
      }
    }
    if !configuration.user.isEmpty, configuration.user != "root", configuration.user != "0" {
      throw .unsimulated("docker run --user \(configuration.user)")
    }
    try configuration.limits.read(flags)
    for text in flags.list("mount") { configuration.mounts.append(try MountWish(text)) }
    configuration.temporaryFiles = flags.list("tmpfs").map { text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    configuration.stopTimeout = flags.text("stop-timeout").flatMap { Int($0) }
    try readNetwork(flags, &configuration)
    try readPorts(flags, &configuration)
    try readRestart(flags, &configuration)
    return configuration
  }

  /// (capabilities(7))
  private static let capabilities: Set<String> = [
    "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
    "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
    "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
    "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG", "WAKE_ALARM",
  ]

  /// What a container may have of its own (docker/cli, opts.ValidateSysctl).
  private static func isNamespaced(_ text: String) -> Bool {
    guard text.contains("=") else { return false }
    let key = text.prefix { $0 != "=" }
    return key.hasPrefix("net.") || key.hasPrefix("fs.mqueue.")
      || [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
        "kernel.shmmni", "kernel.shm_rmid_forced",
      ].contains(String(key))
  }

  private static func pairs(_ texts: [String]) -> [(key: String, value: String)] {
    texts.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  private static func readNetwork(
    _ flags: FlagSet.Parsed, _ configuration: inout ContainerConfiguration
  ) throws(DockerError) {
    let networks = flags.list("network") + flags.list("net")
    if networks.count > 1 { throw .unsimulated("docker run with several networks") }
    if let mode = networks.first {
      if mode.holds("name=") { throw .unsimulated("docker run --network \(mode)") }
      configuration.networkMode = mode
    }
    let mode = configuration.networkMode
    if !configuration.links.isEmpty, mode == "host" || mode == "none" || mode.hasPrefix("container:") {
      throw DockerError("links are only supported for user-defined networks")
    }
    configuration.aliases = flags.list("network-alias") + flags.list("net-alias")
    if let text = flags.text("ip") {
      guard IPv4Address(text) != nil else { throw DockerError("invalid IPv4 address: \(text)") }
      configuration.address = text
    }
    if let text = flags.text("mac-address") {
      guard MACAddress(text) != nil else { throw DockerError("\(text) is not a valid mac address") }
      configuration.hardware = text
    }
    for host in flags.list("add-host") {
      let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw DockerError(
          "invalid argument \"\(host)\" for \"--add-host\" flag: bad format for add-host: \"\(host)\"",
          kind: .badFlag)
      }
      let address = parts[1] == "host-gateway" ? "172.17.0.1" : parts[1]
      guard IPv4Address(address) != nil else {
        throw DockerError(
          "invalid argument \"\(host)\" for \"--add-host\" flag: invalid IP address in add-host: \"\(parts[1])\"",
          kind: .badFlag)
      }
      configuration.extraHosts.append("\(parts[0]):\(address)")
    }
  }

  private static func readPorts(
    _ flags: FlagSet.Parsed, _ configuration: inout ContainerConfiguration
  ) throws(DockerError) {
    for text in flags.list("publish") {
      for (port, binding) in try PortSpecification.read(text) {
        configuration.portBindings[port, default: []].append(binding)
        configuration.exposedPorts.insert(port)
      }
    }
    for text in flags.list("expose") {
      if text.contains(":") { throw DockerError("invalid port format for --expose: \(text)") }
      let (range, transport) = PortSpecification.splitTransport(text)
      guard let ports = PortSpecification.range(range) else {
        throw DockerError(
          "invalid range format for --expose: \(text), error: strconv.ParseUint: parsing \"\(range)\": "
            + (Int(range) == nil ? "invalid syntax" : "value out of range")
        )
      }
      for number in ports {
        configuration.exposedPorts.insert(ContainerPort(number, isUDP: transport == "udp"))
      }
    }
  }

  private static func readRestart(
    _ flags: FlagSet.Parsed, _ configuration: inout ContainerConfiguration
  ) throws(DockerError) {
    guard let text = flags.text("restart"), !text.isEmpty else { return }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard ["no", "always", "unless-stopped", "on-failure"].contains(parts[0]) || flags.has("rm") else {
      throw DockerError("Error response from daemon: invalid restart policy '\(parts[0])'")
    }
    configuration.restartPolicy = parts[0]
    configuration.restartLimit = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  }
}

/// `-p` and its forms (go-connections, nat.ParsePortSpec).
enum PortSpecification {
  static func read(_ text: String) throws(DockerError) -> [(ContainerPort, PortBinding)] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let address = parts.count > 2 ? parts[..<(parts.count - 2)].joined(separator: ":") : ""
    let hostText = parts.count > 1 ? parts[parts.count - 2] : ""
    let (containerText, transport) = splitTransport(parts[parts.count - 1])
    if address.contains(":") {
      throw DockerError("Invalid ip address \(address): address \(address):: too many colons in address")
    }
    guard address.isEmpty || IPv4Address(address) != nil else {
      throw DockerError("Invalid ip address: \(address)")
    }
    guard !containerText.isEmpty else { throw DockerError("No port specified: \(text)<empty>") }
    guard let ports = range(containerText) else {
      throw DockerError("Invalid containerPort: \(containerText)")
    }
    var hostPorts: ClosedRange<UInt16>?
    if !hostText.isEmpty {
      hostPorts = range(hostText)
      guard let hostPorts else { throw DockerError("Invalid hostPort: \(hostText)") }
      if ports.count != hostPorts.count, ports.count != 1 {
        throw DockerError(
          "Invalid ranges specified for container and host Ports: \(containerText) and \(hostText)")
      }
    }
    guard ["tcp", "udp", "sctp"].contains(transport.lowercased()) else {
      throw DockerError("Invalid proto: \(transport)")
    }
    if transport.lowercased() == "sctp" { throw .unsimulated("SCTP") }
    return ports.enumerated().map { offset, number in
      let port = ContainerPort(number, isUDP: transport.lowercased() == "udp")
      return (port, PortBinding(hostAddress: address, hostPort: hostPort(hostPorts, offset, ports.count)))
    }
  }

  private static func hostPort(_ ports: ClosedRange<UInt16>?, _ offset: Int, _ count: Int) -> String {
    guard let ports else { return "" }
    if count == 1, ports.count > 1 { return "\(ports.lowerBound)-\(ports.upperBound)" }
    return String(Int(ports.lowerBound) + offset)
  }

  static func splitTransport(_ text: String) -> (port: String, transport: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return (parts[0], parts.count > 1 && !parts[1].isEmpty ? parts[1] : "tcp")
  }

  /// `80` or `80-90`.
  static func range(_ text: String) -> ClosedRange<UInt16>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard let first = parts.first, let low = first, parts.count <= 2, let last = parts.last, let high = last,
      low <= high
    else { return nil }
    return low...high
  }
}
