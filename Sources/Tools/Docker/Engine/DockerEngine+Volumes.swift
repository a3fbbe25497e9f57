import Simulation

/// Volumes, and what is mounted in containers (moby, volume/mounts and volume/local).
extension DockerEngine {
  package func volume(_ name: String) -> DockerVolume? { volumes.first { $0.name == name } }

  /// The volume of a name, made if there is none; without a name, a new one.
  package func createVolume(_ name: String?, isAnonymous: Bool = false) throws(DockerError) -> DockerVolume {
    if let name, let present = volume(name) { return present }
    if let name { try checkVolume(name) }
    let made = DockerVolume(
      name: name ?? newIdentifier(), created: clock.now, isAnonymous: isAnonymous || name == nil)
    volumes.append(made)
    return made
  }

  private func checkVolume(_ name: String) throws(DockerError) {
    let letters = name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
    let startsWell = name.first.map { $0.isLetter || $0.isNumber } ?? false
    guard letters, startsWell, name.utf8.count >= 2 else {
      throw DockerError(
        "create \(name): \"\(name)\" includes invalid characters for a local volume name, only "
          + "\"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path",
        kind: .invalid)
    }
  }

  package func removeVolume(_ volume: DockerVolume) throws(DockerError) {
    let users = containers(with: volume)
    guard users.isEmpty else {
      let identifiers = users.map { $0.identifier }.joined(separator: ", ")
      throw DockerError("remove \(volume.name): volume is in use - [\(identifiers)]", kind: .conflict)
    }
    volumes.removeAll { $0 === volume }
  }

  package func containers(with volume: DockerVolume) -> [DockerContainer] {
    containers.filter { container in container.mounts.contains { $0.volume === volume } }
  }

  /// `docker rm -v` and `docker run --rm` take the volumes along that have no name of their own.
  func removeAnonymousVolumes(of container: DockerContainer) {
    let own = container.mounts.compactMap { $0.volume }.filter { $0.isAnonymous }
    volumes.removeAll { volume in own.contains { $0 === volume } && containers(with: volume).isEmpty }
  }

  // MARK: - In a container

  func mountAll(in container: DockerContainer) throws(DockerError) {
    let configuration = container.configuration
    for bind in configuration.binds ?? [] { try add(try read(bind), to: container) }
    for wish in configuration.mounts { try add(try read(wish), to: container) }
    for entry in configuration.temporaryFiles {
      let path = FileSystem.resolve(entry.key, in: "/")
      container.files.mount(Mount(at: path, FileSystem(directories: []), root: "/", isReadOnly: false))
    }
  }

  private func add(_ mount: ContainerMount, to container: DockerContainer) throws(DockerError) {
    let path = FileSystem.resolve(mount.target, in: "/")
    if ["nginx", "httpd"].contains(container.image.name) {
      throw .unsimulated(
        "files of one's own in the image \(container.image.name), whose page is always the same")
    }
    switch mount.source {
    case .volume(let volume):
      container.files.mount(Mount(at: path, volume.files, root: "/", isReadOnly: mount.isReadOnly))
    case .bind(let source):
      let files = machine.node.files
      container.files.mount(Mount(at: path, files, root: source, isReadOnly: mount.isReadOnly))
    }
    container.mounts.removeAll { $0.target == mount.target }
    container.mounts.append(mount)
    container.mounts.sort { $0.target < $1.target }
  }

  /// `SOURCE:TARGET:MODE`, `SOURCE:TARGET`, `TARGET` (moby, linuxParser.ParseMountRaw).
  private func read(_ bind: String) throws(DockerError) -> ContainerMount {
    var parts = bind.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if isModern, let first = parts.first, parts.count > 1, first == "." || first.hasPrefix("./") {
      parts[0] = FileSystem.resolve(first, in: "/root")
    }
    guard parts.count <= 3, !parts.contains("") else {
      throw DockerError("invalid volume specification: '\(bind)'", kind: .invalid)
    }
    let target = parts.count > 1 ? parts[1] : parts[0]
    let isBind = parts.count > 1 && parts[0].hasPrefix("/")
    guard target.hasPrefix("/") else {
      throw DockerError(
        "invalid volume specification: '\(bind)': invalid mount config for type \"\(isBind ? "bind" : "volume")\": "
          + "invalid mount path: '\(target)' mount path must be absolute", kind: .invalid)
    }
    let mode = parts.count > 2 ? parts[2] : ""
    try check(mode: mode)
    let isReadOnly = mode.split(separator: ",").contains("ro")
    guard !isBind else {
      let source = FileSystem.resolve(parts[0], in: "/")
      if !machine.node.files.exists(source) { machine.node.files.makeDirectory(source) }
      return ContainerMount(source: .bind(source), target: target, isReadOnly: isReadOnly, mode: mode)
    }
    let volume = try createVolume(parts.count > 1 ? parts[0] : nil)
    let shown = mode.isEmpty && parts.count > 1 ? "z" : mode
    return ContainerMount(source: .volume(volume), target: target, isReadOnly: isReadOnly, mode: shown)
  }

  private func check(mode: String) throws(DockerError) {
    let known: Set<Substring> = [
      "ro", "rw", "z", "Z", "nocopy", "shared", "rshared", "slave", "rslave", "private", "rprivate",
      "consistent", "cached", "delegated",
    ]
    guard mode.split(separator: ",").allSatisfy({ known.contains($0) }) else {
      throw DockerError("invalid mode: \(mode)", kind: .invalid)
    }
  }

  private func read(_ wish: MountWish) throws(DockerError) -> ContainerMount {
    guard wish.target.hasPrefix("/") else {
      throw DockerError(
        "invalid mount config for type \"\(wish.type)\": invalid mount path: '\(wish.target)' mount path must be absolute",
        kind: .invalid)
    }
    if wish.type == "bind" {
      let source = FileSystem.resolve(wish.source, in: "/")
      guard machine.node.files.exists(source) || machine.node.files.isDirectory(source) else {
        throw DockerError(
          "invalid mount config for type \"bind\": bind source path does not exist: \(wish.source)",
          kind: .invalid)
      }
      return ContainerMount(source: .bind(source), target: wish.target, isReadOnly: wish.isReadOnly)
    }
    let volume = try createVolume(wish.source.isEmpty ? nil : wish.source)
    return ContainerMount(
      source: .volume(volume), target: wish.target, isReadOnly: wish.isReadOnly, mode: "z")
  }
}

/// `--mount type=…,source=…,target=…,readonly`.
package struct MountWish: Hashable, Sendable {
  package var type = "volume"
  package var source = ""
  package var target = ""
  package var isReadOnly = false

  /// (docker/cli, opts.MountOpt)
  init(_ text: String) throws(DockerError) {
    for part in text.split(separator: ",").map(String.init) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let value = pair.count > 1 ? pair[1] : ""
      switch pair[0].lowercased() {
      case "type": type = value.lowercased()
      case "source", "src": source = value
      case "target", "dst", "destination": target = value
      case "readonly", "ro": isReadOnly = pair.count < 2 || value == "true" || value == "1"
      default: throw .unsimulated("docker run --mount \(part)")
      }
    }
    guard type == "bind" || type == "volume" else { throw .unsimulated("docker run --mount type=\(type)") }
    guard !target.isEmpty else {
      throw DockerError(
        "invalid argument \"\(text)\" for \"--mount\" flag: target is required", kind: .badFlag)
    }
  }
}
