import Linux

/// Docker Engine on a host.
package final class DockerEngine {
  package let machine: Machine
  /// As declared: nil for `docker` alone, "28" for `docker=28`.
  package let version: String?

  package init(machine: Machine, version: String?) {
    self.machine = machine
    self.version = version
  }

  /// The daemon starts: docker0, its rules, forwarding.
  package func start() {}

  /// The running container of this name as a place for commands.
  package func node(named name: String) -> Node? { runningNodes.first { $0.name == name } }

  /// Running containers, in the order in which they were started.
  package var runningNodes: [Node] { [] }

  /// The image that a container was made from.
  package func image(of container: Node) -> String? { nil }
}
