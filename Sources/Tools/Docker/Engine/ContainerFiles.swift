import Packets

/// The files that the daemon writes into a container (libnetwork, etchosts and resolvconf).
extension DockerEngine {
  func writeFiles(of container: DockerContainer) {
    let files = container.files
    guard container.networkOwner == nil else { return }
    // What the user mounted there stays.
    func write(_ path: String, _ text: String) {
      if files.mounted(path) == nil { files.write(path, text) }
    }
    write("/etc/hostname", container.hostName + "\n")
    write("/etc/hosts", hosts(of: container))
    write("/etc/resolv.conf", resolverConfiguration(of: container))
  }

  private func hosts(of container: DockerContainer) -> String {
    var lines = [
      "127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback", "fe00::0\tip6-localnet",
      "ff00::0\tip6-mcastprefix", "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
    ]
    if container.configuration.networkMode == "host" {
      return machine.node.files.readText("/etc/hosts") ?? ""
    }
    for extra in container.configuration.extraHosts {
      let parts = extra.split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2 { lines.append("\(parts[1])\t\(parts[0])") }
    }
    for link in links(of: container) {
      guard let address = link.target.endpoints.first?.address else { continue }
      var names = [link.alias]
      for name in [link.target.hostName, link.target.name] where !names.contains(name) { names.append(name) }
      lines.append("\(address)\t\(names.joined(separator: " "))")
    }
    for endpoint in container.endpoints {
      guard let address = endpoint.address else { continue }
      // The whole name, and the bare one (libnetwork, sandbox_dns_unix.go, updateHostsFile).
      let domain = container.configuration.domainName
      let whole = domain.isEmpty ? container.hostName : "\(container.hostName).\(domain)"
      let bare = whole.prefix { $0 != "." }
      lines.append("\(address)\t\(whole)\(bare.count < whole.count ? " " + bare : "")")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `--link CONTAINER:ALIAS` on the default bridge.
  func links(of container: DockerContainer) -> [(target: DockerContainer, alias: String)] {
    guard !container.hasNamedLinks else { return [] }
    return container.configuration.links.compactMap { link in
      let parts = link.split(separator: ":").map(String.init)
      guard let first = parts.first else { return nil }
      do throws(DockerError) {
        return (try self.container(first), parts.last ?? first)
      } catch {
        return nil
      }
    }
  }

  /// What a container knows of those that it is linked to (moby, daemon/links).
  func linkEnvironment(of container: DockerContainer) -> [(key: String, value: String)] {
    var entries: [(key: String, value: String)] = []
    for link in links(of: container) {
      guard let address = link.target.endpoints.first?.address else { continue }
      let name = link.alias.uppercased().split(separator: "-", omittingEmptySubsequences: false).joined(
        separator: "_")
      let ports = link.target.exposedPorts.sorted {
        ($0.number, $0.isUDP ? 1 : 0) < ($1.number, $1.isUDP ? 1 : 0)
      }
      func place(_ port: ContainerPort) -> String { "\(port.transport)://\(address):\(port.number)" }
      if let first = ports.first { entries.append(("\(name)_PORT", place(first))) }
      for port in ports {
        let key = "\(name)_PORT_\(port.number)_\(port.transport.uppercased())"
        entries += [
          (key, place(port)), (key + "_ADDR", address.description), (key + "_PORT", String(port.number)),
          (key + "_PROTO", port.transport),
        ]
      }
      entries.append(("\(name)_NAME", "/\(container.name)/\(link.alias)"))
      for entry in link.target.configuration.environment {
        let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        guard parts.count == 2, parts[0] != "HOME", parts[0] != "PATH" else { continue }
        entries.append(("\(name)_ENV_\(parts[0])", parts[1]))
      }
    }
    return entries
  }

  /// A link of the default bridge needs its other end up (daemon, setupLinkedContainers).
  func checkLinks(of container: DockerContainer) throws(DockerError) {
    guard !container.hasNamedLinks else { return }
    for link in container.configuration.links {
      let parts = link.split(separator: ":").map(String.init)
      guard let first = parts.first, let last = parts.last else { continue }
      var target: DockerContainer?
      do throws(DockerError) { target = try self.container(first) } catch {}
      if target?.isRunning != true {
        throw DockerError(
          "Cannot link to a non running container: /\(target?.name ?? first) AS /\(container.name)/\(last)")
      }
    }
  }

  private func resolverConfiguration(of container: DockerContainer) -> String {
    let configuration = container.configuration
    if container.resolver != nil {
      let search =
        configuration.searchDomains.isEmpty
        ? "" : "search \(configuration.searchDomains.joined(separator: " "))\n"
      var options = configuration.resolverOptions
      if !options.contains(where: { $0.hasPrefix("ndots:") }) { options.append("ndots:0") }
      return "\(search)nameserver 127.0.0.11\noptions \(options.joined(separator: " "))\n"
    }
    var text = ""
    if !configuration.searchDomains.isEmpty {
      text += "search \(configuration.searchDomains.joined(separator: " "))\n"
    }
    let servers = configuration.nameServers.isEmpty ? hostNameServers : configuration.nameServers
    for server in servers { text += "nameserver \(server)\n" }
    if !configuration.resolverOptions.isEmpty {
      text += "options \(configuration.resolverOptions.joined(separator: " "))\n"
    }
    return text
  }

  /// The host's name servers; a host of a note has none of its own but 127.0.0.1.
  var hostNameServers: [String] {
    let text = machine.node.files.readText("/etc/resolv.conf") ?? ""
    let servers = text.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.count > 1 && words[0] == "nameserver" ? String(words[1]) : nil
    }
    return servers.isEmpty ? ["127.0.0.1"] : servers
  }
}
