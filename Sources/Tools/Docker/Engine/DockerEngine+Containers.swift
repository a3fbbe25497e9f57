import Linux
import Packets
import Simulation

/// `docker create` and `rm`.
extension DockerEngine {
  package func create(_ configuration: ContainerConfiguration) throws(DockerError) -> DockerContainer {
    try checkMode(configuration)
    guard let image = image(configuration.image) else {
      throw try missingImage(configuration.image)
    }
    let name = configuration.name ?? newName()
    try check(name)
    let identifier = newIdentifier()
    let container = DockerContainer(
      identifier: identifier, name: name, image: image, configuration: configuration, created: clock.now,
      origin: network.origin)
    guard !container.words.isEmpty else { throw DockerError("No command specified", kind: .invalid) }
    if configuration.networkMode == "host" {
      container.sharedHostName = (machine.node.files.readText("/etc/hostname") ?? machine.name)
        .split(separator: "\n").first.map(String.init)
    }
    try chooseNetwork(of: container)
    for link in configuration.links {
      let first = link.split(separator: ":").map(String.init).first ?? link
      do throws(DockerError) {
        _ = try self.container(first)
      } catch {
        throw DockerError("could not get container for \(first): No such container: \(first)")
      }
    }
    try container.configuration.limits.settle()
    try mountAll(in: container)
    containers.append(container)
    return container
  }

  /// `NAME:latest` where no tag was given.
  static func tagged(_ image: String) -> String { image.contains(":") ? image : image + ":latest" }

  /// The registry's name is looked up first; a host without name servers asks itself, last by IPv6 (Go's net package).
  func missingImage(_ image: String) throws(DockerError) -> DockerError {
    let text = machine.node.files.readText("/etc/resolv.conf") ?? ""
    guard ResolverConfiguration(text).servers.isEmpty, !image.contains("/") else {
      throw .unsimulated(
        "the image \(image): there are alpine, busybox, httpd, nginx and those that `image` declares")
    }
    return DockerError(
      "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io on [::1]:53: "
        + "dial udp [::1]:53: connect: cannot assign requested address", kind: .noImage)
  }

  /// What the client says when a container with a network of its own is made on a host that does not forward.
  var forwardingWarning: String? {
    host.isForwarding ? nil : "WARNING: IPv4 forwarding is disabled. Networking will not work."
  }

  /// What a container that shares another's network, or the host's, cannot have (runconfig, validateNetMode).
  private func checkMode(_ configuration: ContainerConfiguration) throws(DockerError) {
    let isShared = configuration.networkMode.hasPrefix("container:")
    func refuse(_ what: String) -> DockerError { DockerError("conflicting options: \(what)", kind: .invalid) }
    if isShared {
      if configuration.hostName != nil { throw refuse("hostname and the network mode") }
      if !configuration.nameServers.isEmpty { throw refuse("dns and the network mode") }
      if !configuration.extraHosts.isEmpty { throw refuse("custom host-to-IP mapping and the network mode") }
    }
    if isShared || configuration.networkMode == "host", configuration.hardware != nil {
      throw refuse("mac-address and the network mode")
    }
    if isShared {
      if !configuration.portBindings.isEmpty || configuration.publishesAll {
        throw refuse("port publishing and the container type network mode")
      }
      if !configuration.exposedPorts.isEmpty {
        throw refuse("port exposing and the container type network mode")
      }
    }
  }

  private func check(_ name: String, shown: String? = nil) throws(DockerError) {
    let letters = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
    guard letters, name.utf8.count >= 2, let first = name.first, first.isLetter || first.isNumber else {
      throw DockerError(
        "Invalid container name (\(shown ?? name)), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
        kind: .invalid)
    }
    if let other = containers.first(where: { $0.name == name }) {
      throw DockerError(
        "Conflict. The container name \"/\(name)\" is already in use by container \"\(other.identifier)\". You have to "
          + "remove (or rename) that container to be able to reuse that name.", kind: .conflict)
    }
  }

  /// Networks by name are looked for when the container starts.
  private func chooseNetwork(of container: DockerContainer) throws(DockerError) {
    let configuration = container.configuration
    let mode = configuration.networkMode
    if mode.hasPrefix("container:") {
      let name = String(mode.dropFirst(10))
      do throws(DockerError) {
        let owner = try self.container(name)
        container.networkOwner = owner
        container.configuration.networkMode = "container:" + owner.identifier
      } catch {
        // The daemon looks for it when the container starts.
        container.missingNetworkOwner = name
      }
      return
    }
    guard let target = network(mode == "default" ? "bridge" : mode) else { return }
    let endpoint = DockerEndpoint(network: target, container: container)
    if target.isUserDefined {
      endpoint.aliases = configuration.aliases + [container.shortIdentifier]
      if let name = configuration.hostName, endpoint.aliases?.contains(name) == false {
        endpoint.aliases?.append(name)
      }
    }
    endpoint.requestedAddress = configuration.address.flatMap { IPv4Address($0) }
    endpoint.requestedHardware = configuration.hardware.flatMap { MACAddress($0) }
    container.endpoints = [endpoint]
  }

  package func remove(_ container: DockerContainer, force: Bool, removesVolumes: Bool = false)
    throws(DockerError)
  {
    if container.isRunning || container.state == .restarting {
      guard force else {
        if container.state == .paused {
          throw DockerError(
            "You cannot remove a paused container \(container.identifier). Unpause and then stop the container before attempting removal or force remove",
            kind: .conflict)
        }
        throw DockerError(
          "You cannot remove a running container \(container.identifier). Stop the container before attempting removal "
            + "or force remove", kind: .conflict)
      }
      container.configuration.removesItself = false
      kill(container)
    }
    container.wasStopped = true
    for endpoint in container.endpoints { detach(endpoint) }
    containers.removeAll { $0 === container }
    if removesVolumes { removeAnonymousVolumes(of: container) }
  }

  package func rename(_ container: DockerContainer, to name: String) throws(DockerError) {
    guard name != container.name else {
      throw DockerError("Renaming a container with the same name as its current name", kind: .invalid)
    }
    do throws(DockerError) {
      try check(name, shown: "/" + name)
    } catch {
      throw DockerError("Error when allocating new name: \(error.text)", kind: error.kind)
    }
    container.name = name
  }

  /// What Docker makes up for a container without a name.
  private func newName() -> String {
    while true {
      let left = DockerNames.adjectives[network.random.number(below: DockerNames.adjectives.count)]
      let right = DockerNames.people[network.random.number(below: DockerNames.people.count)]
      let name = "\(left)_\(right)"
      if !containers.contains(where: { $0.name == name }) { return name }
    }
  }
}

/// Words for containers that were given no name.
enum DockerNames {
  static let adjectives = [
    "amazing", "bold", "brave", "charming", "clever", "cool", "eager", "elegant", "epic", "friendly",
    "gifted", "happy",
    "hopeful", "jolly", "keen", "kind", "lucid", "modest", "nice", "peaceful", "quirky", "serene", "stoic",
    "sweet",
    "tender", "vibrant", "vigilant", "wizardly", "xenodochial", "zen",
  ]
  static let people = [
    "archimedes", "babbage", "bohr", "cerf", "curie", "darwin", "dijkstra", "edison", "euler", "fermat",
    "feynman",
    "galileo", "gauss", "hamilton", "hopper", "kepler", "knuth", "lamport", "lovelace", "maxwell", "newton",
    "noether",
    "pasteur", "perlman", "ritchie", "shannon", "tesla", "torvalds", "turing", "wozniak",
  ]
}
