package import Linux

/// A computer of the note: one kernel, its network namespaces, its processes, and perhaps a Docker Engine.
package final class Machine {
  package enum OperatingSystem: Hashable, Sendable { case linux, windows }

  package let name: String
  /// Its place among the declared hosts, from 1: hardware addresses are made from it.
  package let number: Int
  package let operatingSystem: OperatingSystem
  package unowned(unsafe) let system: System
  /// The host itself as a place for commands.
  package private(set) var node: Node!
  /// What `ip netns` has made, oldest first.
  package var namedNamespaces: [NetworkNamespace] = []
  /// Names in /run/netns for namespaces that something else has made, a container's say.
  package var attachedNames: [ObjectIdentifier: String] = [:]
  /// Running processes, oldest first.
  package var processes: [Process] = []
  /// Docker, where it is installed.
  package var engine: DockerEngine?
  private var lastProcessIdentifier = 1000

  package init(name: String, number: Int, operatingSystem: OperatingSystem, system: System) {
    self.name = name
    self.number = number
    self.operatingSystem = operatingSystem
    self.system = system
    let namespace = system.network.makeNamespace(
      name: name, initialTimeToLive: operatingSystem == .windows ? 128 : 64)
    namespace.bringUp(namespace.loopback)
    node = Node(name: name, machine: self, namespace: namespace, files: FileSystem.host(named: name))
  }

  package func nextProcessIdentifier() -> Int {
    lastProcessIdentifier += 1
    return lastProcessIdentifier
  }
}
