import Packets

/// What `docker run` and `docker create` ask for.
package struct ContainerConfiguration {
  package var name: String?
  package var image = ""
  package var command: [String] = []
  package var entrypoint: [String]?
  package var hostName: String?
  package var domainName = ""
  package var environment: [String] = []
  package var labels: [(key: String, value: String)] = []
  package var workingDirectory = ""
  package var user = ""
  package var isInteractive = false
  package var hasTerminal = false
  package var isDetached = false
  package var exposedPorts: Set<ContainerPort> = []
  package var portBindings: [ContainerPort: [PortBinding]] = [:]
  package var publishesAll = false
  package var networkMode = "default"
  package var aliases: [String] = []
  package var address: String?
  package var hardware: String?
  package var extraHosts: [String] = []
  package var links: [String] = []
  package var nameServers: [String] = []
  package var searchDomains: [String] = []
  package var resolverOptions: [String] = []
  package var sysctls: [(key: String, value: String)] = []
  package var addedCapabilities: [String]?
  package var droppedCapabilities: [String]?
  package var isPrivileged = false
  package var removesItself = false
  package var restartPolicy = "no"
  package var restartLimit = 0
  package var binds: [String]?
  package var mounts: [MountWish] = []
  /// `--tmpfs`: a path and its options.
  package var temporaryFiles: [(key: String, value: String)] = []
  package var limits = ContainerLimits()
  /// How many seconds `docker stop` waits, where that was said.
  package var stopTimeout: Int?

  package init() {}
}
