/// A compose file on an engine: the names that things have there, and the order in which they are made.
struct ComposeProject {
  let name: String
  let file: ComposeFile
  let engine: DockerEngine

  static let projectLabel = "com.docker.compose.project"
  static let serviceLabel = "com.docker.compose.service"
  static let numberLabel = "com.docker.compose.container-number"
  static let hashLabel = "com.docker.compose.config-hash"

  func engineName(of network: ComposeFile.Network) -> String {
    network.name ?? (network.isExternal ? network.key : name + "_" + network.key)
  }

  func engineName(ofNetwork key: String) -> String {
    file.networks.first { $0.key == key }.map { engineName(of: $0) } ?? key
  }

  func containerName(of service: ComposeFile.Service, number: Int) -> String {
    service.containerName ?? "\(name)-\(service.name)-\(number)"
  }

  /// The project's containers, in the order in which they were made.
  func containers(of service: String? = nil) -> [DockerContainer] {
    engine.containers.filter { container in
      container.label(Self.projectLabel) == name
        && (service == nil || container.label(Self.serviceLabel) == service)
    }
  }

  /// Those that others depend on come first; among equals, the order of names.
  func ordered() throws(ComposeProblem) -> [ComposeFile.Service] {
    var done: [ComposeFile.Service] = []
    var waiting = file.services
    while !waiting.isEmpty {
      let ready = waiting.filter { service in
        service.dependencies.allSatisfy { name in done.contains { $0.name == name } }
      }
      guard !ready.isEmpty else {
        let names = waiting.map { $0.name }
        throw ComposeProblem(
          text: "dependency cycle detected: \(names.joined(separator: " -> ")) -> \(names[0])")
      }
      done += ready
      waiting.removeAll { service in ready.contains { $0.name == service.name } }
    }
    return done
  }

  /// The services of these names with all that they depend on; all of them for no name.
  func selected(_ names: [String]) throws(ComposeProblem) -> [ComposeFile.Service] {
    let all = try ordered()
    for name in names where !all.contains(where: { $0.name == name }) {
      throw ComposeProblem(text: "no such service: \(name)")
    }
    guard !names.isEmpty else { return all }
    var wanted = Set(names)
    for service in all.reversed() where wanted.contains(service.name) {
      wanted.formUnion(service.dependencies)
    }
    return all.filter { wanted.contains($0.name) }
  }

  /// `docker create`'s words for a service's container.
  func words(for service: ComposeFile.Service, number: Int) -> [String] {
    var words = ["--name", containerName(of: service, number: number)] + service.flags
    let labels = [
      (Self.projectLabel, name), (Self.serviceLabel, service.name), (Self.numberLabel, String(number)),
      (Self.hashLabel, fingerprint(of: service)),
    ]
    for (key, value) in labels { words += ["--label", "\(key)=\(value)"] }
    if let mode = service.networkMode {
      let owner = mode.hasPrefix("service:") ? String(mode.dropFirst(8)) : nil
      let other = owner.flatMap { name in file.services.first { $0.name == name } }
      words += ["--network", other.map { "container:" + containerName(of: $0, number: 1) } ?? mode]
    } else if let first = service.attachments.first {
      words += ["--network", engineName(ofNetwork: first.network)]
      for alias in [service.name] + first.aliases { words += ["--network-alias", alias] }
      if let address = first.address { words += ["--ip", address] }
    }
    return words + [service.image] + service.command
  }

  /// Changes when the service does.
  private func fingerprint(of service: ComposeFile.Service) -> String {
    var parts = service.flags + [service.image, service.networkMode ?? ""] + service.command
    for attachment in service.attachments {
      parts += [attachment.network, attachment.address ?? ""] + attachment.aliases
    }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in parts.joined(separator: "\u{0}").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }

  func isCurrent(_ container: DockerContainer, _ service: ComposeFile.Service) -> Bool {
    container.label(Self.hashLabel) == fingerprint(of: service)
  }
}

extension DockerContainer {
  func label(_ key: String) -> String? { configuration.labels.first { $0.key == key }?.value }
}

extension DockerNetwork {
  func label(_ key: String) -> String? { labels.first { $0.key == key }?.value }
}
