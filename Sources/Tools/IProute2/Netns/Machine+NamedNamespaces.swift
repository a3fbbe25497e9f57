import Linux

extension Machine {
  /// Makes a namespace with a name: `lo` is down, the settings of `net.ipv4.conf` and forwarding are the host's of
  /// this moment (net/ipv4/devinet.c, devinet_init_net).
  @discardableResult
  func makeNamedNamespace(_ name: String) -> NetworkNamespace {
    let host = node.namespace
    let made = system.network.makeNamespace(name: self.name + "/" + name)
    made.settings.all = host.settings.all
    made.settings.default = host.settings.default
    made.settings.bridgeCallsIPTables = host.settings.bridgeCallsIPTables
    made.loopback.settings = host.settings.default
    namedNamespaces.append(made)
    for directory in Self.nameDirectories { node.files.write(directory + name, "") }
    return made
  }

  private static let nameDirectories = ["/run/netns/", "/var/run/netns/"]

  /// Takes the name away. The namespace itself goes when no process is in it any more; its network cards return to
  /// the host (net/core/dev.c, default_device_exit_net).
  func removeNamedNamespace(_ namespace: NetworkNamespace) {
    let name = shortName(of: namespace)
    namedNamespaces.removeAll { $0 === namespace }
    for directory in Self.nameDirectories { _ = node.files.remove(directory + name) }
    endIfUnused(namespace)
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
