package import Linux
package import Packets
package import Simulation

/// A container: a file system, a main program, and while it runs a network namespace.
package final class DockerContainer {
  package enum State: Hashable, Sendable { case created, running, paused, exited, restarting }

  /// What it has printed at once.
  package struct LogEntry {
    package var bytes: [UInt8]
    package var isError: Bool
    package var time: Nanoseconds
  }

  package let identifier: String
  package internal(set) var name: String
  package let image: ContainerImage
  package internal(set) var configuration: ContainerConfiguration
  package let created: Nanoseconds
  package let origin: Origin?
  package internal(set) var state = State.created
  package internal(set) var exitStatus = 0
  package internal(set) var errorText = ""
  package internal(set) var started: Nanoseconds?
  package internal(set) var finished: Nanoseconds?
  package internal(set) var restartCount = 0
  /// Someone stopped it: the restart policy lets it be.
  var wasStopped = false
  /// In the order in which the networks were joined.
  package internal(set) var endpoints: [DockerEndpoint] = []
  package let files: FileSystem
  /// In the order of their targets.
  package internal(set) var mounts: [ContainerMount] = []
  /// For console lines: the machine's tools in the container's network.
  package internal(set) var node: Node?
  /// For the container's own programs.
  package internal(set) var insideNode: Node?
  package internal(set) var process: Process?
  package internal(set) var log: [LogEntry] = []
  /// Where what the main program prints goes too: `docker run` without `-d`, `docker logs -f`.
  var listeners: [(Process, isError: Bool?)] = []
  var sandbox = ""
  var resolver: EmbeddedResolver?
  /// `docker run -i` without `-d`: what the main program reads.
  var standardInput: Pipe?
  /// Networks that it was told to join while it did not run, and that were not there.
  var missingNetworks: [String] = []
  /// Called when it ends.
  var onExit: [(Int) -> Void] = []
  /// The container whose network this one shares.
  var networkOwner: DockerContainer?
  /// `--network container:NAME` where there is no such container.
  var missingNetworkOwner: String?
  /// How many interfaces it has had since it started: names are not given twice.
  var interfaceCount = 0

  init(
    identifier: String, name: String, image: ContainerImage, configuration: ContainerConfiguration,
    created: Nanoseconds,
    origin: Origin?
  ) {
    self.identifier = identifier
    self.name = name
    self.image = image
    self.configuration = configuration
    self.created = created
    self.origin = origin
    files = FileSystem(directories: ["/bin", "/dev", "/etc", "/proc/sys/net", "/root", "/sys", "/tmp"])
    files.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
    files.write("/etc/group", "root:x:0:\n")
  }

  package var shortIdentifier: String { String(identifier.prefix(12)) }
  package var isRunning: Bool { state == .running || state == .paused }
  package var hostName: String {
    networkOwner?.hostName ?? configuration.hostName ?? sharedHostName ?? shortIdentifier
  }
  /// The host's name, where the container uses the host's network.
  var sharedHostName: String?

  /// The entrypoint and the command, as one line of words.
  package var words: [String] {
    let entrypoint = configuration.entrypoint ?? image.entrypoint ?? []
    return entrypoint + commandWords
  }

  /// The image's command counts only with the image's entrypoint.
  var commandWords: [String] {
    if !configuration.command.isEmpty { return configuration.command }
    return configuration.entrypoint == nil ? image.command ?? [] : []
  }

  package var exposedPorts: [ContainerPort] {
    Set(image.exposedPorts).union(configuration.exposedPorts).union(configuration.portBindings.keys).sorted()
  }

  /// In a network of the user's, `--link` gives another name for the resolver, and nothing else.
  var hasNamedLinks: Bool { endpoints.contains { $0.network.isUserDefined } }

  package func endpoint(on network: DockerNetwork) -> DockerEndpoint? {
    endpoints.first { $0.network === network }
  }

  /// The endpoint that has the default route and the published ports: of the network whose name comes first, internal
  /// ones last (libnetwork, getGatewayEndpoint).
  package var gatewayEndpoint: DockerEndpoint? {
    endpoints.filter { $0.isAttached && $0.network.hasGateways }.sorted(by: DockerEndpoint.isMoreImportant)
      .first
  }
}

/// A container's place in a network.
package final class DockerEndpoint {
  package let network: DockerNetwork
  package unowned(unsafe) let container: DockerContainer
  package internal(set) var identifier = ""
  /// What the user asked for.
  package var requestedAddress: IPv4Address?
  package var requestedHardware: MACAddress?
  package var aliases: [String]?
  /// While it is attached.
  package internal(set) var address: IPv4Address?
  package internal(set) var hardware: MACAddress?
  package internal(set) var device: NetworkDevice?
  package internal(set) var published: [PublishedPort] = []
  var proxies: [Process] = []
  /// What its interface will be called, where that is decided beforehand.
  var interfaceName: String?

  init(network: DockerNetwork, container: DockerContainer) {
    self.network = network
    self.container = container
  }

  package var isAttached: Bool { !identifier.isEmpty }

  /// Networks count in the order of their names, internal ones last (libnetwork, endpoint.Less).
  static func isMoreImportant(_ left: DockerEndpoint, _ right: DockerEndpoint) -> Bool {
    if left.network.isInternal != right.network.isInternal { return !left.network.isInternal }
    return left.network.name < right.network.name
  }
}
