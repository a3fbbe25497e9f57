import Packets

/// The files that the daemon writes into a container (libnetwork, etchosts and resolvconf).
extension DockerEngine {
  func writeFiles(of container: DockerContainer) {
    let files = container.files
    guard container.networkOwner == nil else { return }
    files.write("/etc/hostname", container.hostName + "\n")
    files.write("/etc/hosts", hosts(of: container))
    files.write("/etc/resolv.conf", resolverConfiguration(of: container))
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
      let domain = container.configuration.domainName
      let name = domain.isEmpty ? container.hostName : "\(container.hostName).\(domain) \(container.hostName)"
      lines.append("\(address)\t\(name)")
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
      let options = (configuration.resolverOptions + ["ndots:0"]).joined(separator: " ")
      return "\(search)nameserver 127.0.0.11\noptions \(options)\n"
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
