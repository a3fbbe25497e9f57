import Linux
import Packets

/// A container, as the daemon describes it (api/types, ContainerJSON).
struct ContainerValue {
  let container: DockerContainer
  let engine: DockerEngine

  init(_ container: DockerContainer, _ engine: DockerEngine) {
    self.container = container
    self.engine = engine
  }

  private var configuration: ContainerConfiguration { container.configuration }
  private var directory: String { "/var/lib/docker/containers/\(container.identifier)" }

  func make(showsSize: Bool = false) -> GoValue {
    let words = container.words
    var object =
      GoObject(
        "types.ContainerJSON",
        [
          ("Id", .string(container.identifier)), ("Created", .string(DockerTime(container.created).precise)),
          ("Path", .string(words.first ?? "")), ("Args", .strings(Array(words.dropFirst()))),
          ("State", state),
          ("Image", .string("sha256:" + container.image.identifier)),
          ("ResolvConfPath", .string(container.started == nil ? "" : directory + "/resolv.conf")),
          ("HostnamePath", .string(container.started == nil ? "" : directory + "/hostname")),
          ("HostsPath", .string(container.started == nil ? "" : directory + "/hosts")),
          (
            "LogPath",
            .string(container.started == nil ? "" : "\(directory)/\(container.identifier)-json.log")
          ),
          ("Name", .string("/" + container.name)), ("RestartCount", .int(container.restartCount)),
          ("Driver", .string(DockerEngine.storageDriver)), ("Platform", .string("linux")),
          ("MountLabel", .string("")),
          ("ProcessLabel", .string("")), ("AppArmorProfile", .string("")), ("ExecIDs", .nilList),
          ("HostConfig", HostConfigurationValue.make(container)),
          (
            "GraphDriver",
            .object(
              GoObject(
                "types.GraphDriverData", [("Data", .nilMap), ("Name", .string(DockerEngine.storageDriver))]))
          ),
          ("Mounts", .list(container.mounts.map { VolumeValue.make($0) })), ("Config", config),
          ("NetworkSettings", networkSettings),
        ])
    if showsSize {
      object.insert("SizeRw", .int(0), after: "GraphDriver")
      object.insert("SizeRootFs", .int(container.image.size), after: "SizeRw")
    }
    return .object(object)
  }

  private var state: GoValue {
    let isRunning = container.isRunning
    var object = GoObject(
      "types.ContainerState", isPointer: true,
      [
        ("Status", .string(container.state.word)), ("Running", .bool(isRunning)),
        ("Paused", .bool(container.state == .paused)), ("Restarting", .bool(container.state == .restarting)),
        ("OOMKilled", .bool(false)), ("Dead", .bool(false)),
        ("Pid", .int(isRunning ? container.process?.identifier ?? 0 : 0)),
        ("ExitCode", .int(container.exitStatus)),
        ("Error", .string(container.errorText)),
        ("StartedAt", .string(container.started.map { DockerTime($0).precise } ?? DockerTime.never)),
        ("FinishedAt", .string(container.finished.map { DockerTime($0).precise } ?? DockerTime.never)),
      ])
    object.appendOptional("Health", .none)
    return .object(object)
  }

  private var config: GoValue {
    var object = GoObject(
      "container.Config", isPointer: true,
      [
        ("Hostname", .string(container.networkOwner == nil ? container.hostName : "")),
        ("Domainname", .string(configuration.domainName)), ("User", .string(configuration.user)),
        ("AttachStdin", .bool(configuration.isInteractive && !configuration.isDetached)),
        ("AttachStdout", .bool(!configuration.isDetached)),
        ("AttachStderr", .bool(!configuration.isDetached)),
      ])
    object.appendOptional(
      "ExposedPorts",
      .object(GoObject(map: container.exposedPorts.map { ($0.text, .object(GoObject("struct {}", []))) })))
    object.fields +=
      GoObject(
        "",
        [
          ("Tty", .bool(configuration.hasTerminal)), ("OpenStdin", .bool(configuration.isInteractive)),
          ("StdinOnce", .bool(configuration.isInteractive && !configuration.isDetached)),
          ("Env", .strings(configuration.environment + ["PATH=/bin"])),
          ("Cmd", container.commandWords.isEmpty ? .nilList : .strings(container.commandWords)),
          ("Image", .string(configuration.image)), ("Volumes", anonymousVolumes),
          ("WorkingDir", .string(configuration.workingDirectory)),
          ("Entrypoint", .strings(configuration.entrypoint ?? container.image.entrypoint)),
          ("OnBuild", .nilList),
          ("Labels", .object(GoObject(map: configuration.labels.map { ($0.key, .string($0.value)) }))),
        ]
      ).fields
    object.insertOptional("NetworkDisabled", .bool(false), after: "Entrypoint")
    object.insertOptional("MacAddress", .string(configuration.hardware ?? ""), after: "NetworkDisabled")
    return .object(object)
  }

  /// What `-v TARGET` asked for, by the client's own look at it.
  private var anonymousVolumes: GoValue {
    let targets = (configuration.binds ?? []).filter { !$0.contains(":") }
    guard !targets.isEmpty else { return .nilMap }
    return .object(GoObject(map: targets.map { ($0, .object(GoObject("struct {}", []))) }))
  }

  // MARK: - Networks

  /// The default bridge's settings stand at the top too.
  private var networkSettings: GoValue {
    let bridge = container.endpoints.first { $0.network.name == "bridge" && $0.isAttached }
    return .object(
      GoObject(
        "types.NetworkSettings", isPointer: true,
        [
          ("Bridge", .string("")),
          ("SandboxID", .string(container.sandbox == "default" ? "" : container.sandbox)),
          ("HairpinMode", .bool(false)), ("LinkLocalIPv6Address", .string("")),
          ("LinkLocalIPv6PrefixLen", .int(0)),
          ("Ports", ports), ("SandboxKey", .string(sandboxKey)), ("SecondaryIPAddresses", .nilList),
          ("SecondaryIPv6Addresses", .nilList), ("EndpointID", .string(bridge?.identifier ?? "")),
          ("Gateway", .string(gateway(of: bridge))), ("GlobalIPv6Address", .string("")),
          ("GlobalIPv6PrefixLen", .int(0)),
          ("IPAddress", .string(bridge?.address?.description ?? "")),
          ("IPPrefixLen", .int(prefixLength(of: bridge))),
          ("IPv6Gateway", .string("")), ("MacAddress", .string(bridge?.hardware?.description ?? "")),
          ("Networks", .object(GoObject(map: container.endpoints.map { ($0.network.name, settings($0)) }))),
        ]))
  }

  private var sandboxKey: String {
    guard !container.sandbox.isEmpty else { return "" }
    return "/var/run/docker/netns/" + container.sandbox.prefix(12)
  }

  private func gateway(of endpoint: DockerEndpoint?) -> String {
    guard let endpoint, endpoint.address != nil else { return "" }
    return endpoint.network.gateway?.description ?? ""
  }

  private func prefixLength(of endpoint: DockerEndpoint?) -> Int {
    endpoint?.address == nil ? 0 : endpoint?.network.subnet?.length ?? 0
  }

  private var ports: GoValue {
    guard let endpoint = container.gatewayEndpoint, !endpoint.network.isInternal else {
      return .object(GoObject(map: []))
    }
    return .object(
      GoObject(
        map: container.exposedPorts.map { port in
          let published = endpoint.published.filter { $0.port == port }.map {
            Self.binding($0.hostAddress.description, String($0.hostPort))
          }
          return (port.text, published.isEmpty ? .nilList : .list(published))
        }))
  }

  static func binding(_ address: String, _ port: String) -> GoValue {
    .object(GoObject("nat.PortBinding", [("HostIp", .string(address)), ("HostPort", .string(port))]))
  }

  private func settings(_ endpoint: DockerEndpoint) -> GoValue {
    let links = endpoint.network.isUserDefined ? endpoint.container.configuration.links : []
    let wish: GoValue
    if let address = endpoint.requestedAddress {
      var object = GoObject("network.EndpointIPAMConfig", isPointer: true, [])
      object.appendOptional("IPv4Address", .string(address.description))
      wish = .object(object)
    } else {
      wish = .nilMap
    }
    return .object(
      GoObject(
        "network.EndpointSettings", isPointer: true,
        [
          ("IPAMConfig", wish), ("Links", links.isEmpty ? .nilList : .strings(links)),
          ("Aliases", .strings(endpoint.aliases)),
          ("NetworkID", .string(container.started == nil ? "" : endpoint.network.identifier)),
          ("EndpointID", .string(endpoint.identifier)), ("Gateway", .string(gateway(of: endpoint))),
          ("IPAddress", .string(endpoint.address?.description ?? "")),
          ("IPPrefixLen", .int(prefixLength(of: endpoint))),
          ("IPv6Gateway", .string("")), ("GlobalIPv6Address", .string("")), ("GlobalIPv6PrefixLen", .int(0)),
          ("MacAddress", .string(endpoint.hardware?.description ?? "")), ("DriverOpts", .nilMap),
        ]))
  }
}
