import Linux
import Simulation

extension Machine {
  /// Makes a namespace with a name: `lo` is down, the settings of `net.ipv4.conf` and forwarding are the host's of
  /// this moment (net/ipv4/devinet.c, devinet_init_net).
  @discardableResult
  func makeNamedNamespace(_ name: String) -> NetworkNamespace {
    let made = makeNamespace(self.name + "/" + name)
    namedNamespaces.append(made)
    for directory in Self.nameDirectories { node.files.write(directory + name, "") }
    return made
  }

  private func makeNamespace(_ name: String) -> NetworkNamespace {
    let host = node.namespace
    let made = system.network.makeNamespace(name: name)
    made.settings.all = host.settings.all
    made.settings.default = host.settings.default
    made.settings.bridgeCallsIPTables = host.settings.bridgeCallsIPTables
    made.loopback.settings = host.settings.default
    return made
  }

  /// One without a name, for `unshare -n`: it goes when no process is in it any more.
  func makeNamelessNamespace() -> NetworkNamespace {
    let taken = system.network.namespaces.map { $0.name }
    var number = 1
    while taken.contains("\(name)/unshared\(number)") { number += 1 }
    let made = makeNamespace("\(name)/unshared\(number)")
    system.network.clock.schedule(after: .zero) { [unowned(unsafe) self] in self.endIfUnused(made) }
    return made
  }

  /// `ip netns attach NAME PID`, or a symbolic link in /run/netns to a process's namespace.
  func attachNamespace(_ namespace: NetworkNamespace, as name: String) {
    attachedNames[ObjectIdentifier(namespace)] = name
    namedNamespaces.append(namespace)
    for directory in Self.nameDirectories { node.files.write(directory + name, "") }
  }

  /// An attached namespace is gone with the last process in it, and its name with the file.
  func forgetEndedNamespaces() {
    for namespace in namedNamespaces {
      guard let name = attachedNames[ObjectIdentifier(namespace)] else { continue }
      let isThere = system.network.namespaces.contains { $0 === namespace }
      let hasFile = Self.nameDirectories.allSatisfy { node.files.exists($0 + name) }
      if !isThere || !hasFile { removeNamedNamespace(namespace) }
    }
  }

  static let nameDirectories = ["/run/netns/", "/var/run/netns/"]

  /// Takes the name away. The namespace itself goes when no process is in it any more; its network cards return to
  /// the host (net/core/dev.c, default_device_exit_net).
  func removeNamedNamespace(_ namespace: NetworkNamespace) {
    let name = shortName(of: namespace)
    namedNamespaces.removeAll { $0 === namespace }
    let isAttached = attachedNames.removeValue(forKey: ObjectIdentifier(namespace)) != nil
    for directory in Self.nameDirectories { _ = node.files.remove(directory + name) }
    if !isAttached { endIfUnused(namespace) }
  }

  private func endIfUnused(_ namespace: NetworkNamespace) {
    guard system.network.namespaces.contains(where: { $0 === namespace }) else { return }
    if let user = processes.first(where: { $0.namespace === namespace }) {
      user.onExit { [unowned(unsafe) self] _ in endIfUnused(namespace) }
      return
    }
    for card in namespace.devices where card.kind == .ethernet { namespace.move(card, to: node.namespace) }
    system.network.remove(namespace)
  }
}
