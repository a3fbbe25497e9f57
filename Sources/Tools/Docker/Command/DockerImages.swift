import Linux
import Simulation

/// `docker images`, `pull`, `tag`, `rmi`. What images are made of is not simulated.
enum DockerImages {
  static let subcommands: [DockerSubcommand] = [
    DockerSubcommand(
      "images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images",
      flags: "all/a ~digests ~filter/f* format= no-trunc quiet/q", arguments: 0...1, run: list),
    DockerSubcommand(
      "pull", "[OPTIONS] NAME[:TAG|@DIGEST]", "Pull an image or a repository from a registry",
      flags: "~all-tags/a ~disable-content-trust ~platform= quiet/q", arguments: 1...1, run: pull),
    DockerSubcommand(
      "tag", "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
      arguments: 2...2, run: tag),
    DockerSubcommand(
      "rmi", "[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", flags: "~force/f ~no-prune",
      arguments: 1...Int.max, run: remove),
  ]

  private static func list(_ call: DockerCall) throws(Unsimulated) {
    call.engine.loadDeclaredImages()
    let truncates = !call.flags.has("no-trunc")
    var shown = call.engine.images
    if let wanted = call.arguments.first {
      shown = shown.filter { $0.repository == wanted || $0.reference == wanted }
    }
    let span = HumanDuration.text(call.process.clock.now)
    let rows = shown.map { image in
      (
        [
          ("Repository", image.repository), ("Tag", image.tag),
          ("ID", truncates ? String(image.identifier.prefix(12)) : "sha256:" + image.identifier),
          ("CreatedSince", span + " ago"), ("Size", image.size >= 1_000_000 ? "1.98MB" : "777kB"),
          ("Digest", "<none>"), ("CreatedAt", DockerTime(.zero).listed),
        ], Origin?.none
      )
    }
    try FormattedList(
      kind: "images", columns: ["Repository", "Tag", "ID", "CreatedSince", "Size"],
      headers: [
        "Repository": "REPOSITORY", "Tag": "TAG", "ID": "IMAGE ID", "CreatedSince": "CREATED", "Size": "SIZE",
        "CreatedAt": "CREATED AT", "Digest": "DIGEST",
      ], typeName: "*formatter.imageContext", rows: rows
    ).print(call, quietField: "ID")
  }

  private static func pull(_ call: DockerCall) throws(Unsimulated) {
    let reference = call.arguments[0]
    do throws(DockerError) {
      try ImageReference.check(reference, call.words)
      if !ImageReference.hasTag(reference), !call.flags.has("quiet") {
        call.print("Using default tag: latest")
      }
      throw try call.engine.missingImage(reference)
    } catch {
      if error.kind == .notSimulated { throw Unsimulated(error.text) }
      call.printError((error.kind == .badReference ? "" : "Error response from daemon: ") + error.text)
      call.process.exit(1)
    }
  }

  private static func tag(_ call: DockerCall) throws(Unsimulated) {
    do throws(DockerError) {
      try ImageReference.check(call.arguments[1], call.words)
      guard let image = call.engine.image(call.arguments[0]) else {
        throw DockerError("No such image: \(DockerEngine.tagged(call.arguments[0]))", kind: .notFound)
      }
      call.engine.tag(image, as: call.arguments[1])
      call.process.exit(0)
    } catch {
      if error.kind == .notSimulated { throw Unsimulated(error.text) }
      call.printError("Error response from daemon: \(error.text)")
      call.process.exit(1)
    }
  }

  private static func remove(_ call: DockerCall) throws(Unsimulated) {
    var status = 0
    for name in call.arguments {
      do throws(DockerError) {
        guard let image = call.engine.image(name) else {
          throw DockerError(
            "No such image: \(call.words.isModern ? DockerEngine.tagged(name) : name)", kind: .notFound)
        }
        call.print("Untagged: \(try call.engine.untag(image, name).reference)")
      } catch {
        if error.kind == .notSimulated { throw Unsimulated(error.text) }
        call.printError(
          (error.kind == .notFound ? call.words.missingPrefix : "Error response from daemon: ") + error.text)
        status = 1
      }
    }
    call.process.exit(status)
  }
}

/// The names of images (distribution, reference.ParseNormalizedNamed).
enum ImageReference {
  static func hasTag(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return false }
    return !text[colon...].contains("/") || text.contains("@")
  }

  static func check(_ text: String, _ words: ClientWords) throws(DockerError) {
    let repository = text.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let letters = repository.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
        || "._-/@".utf8.contains(byte)
    }
    guard letters, !repository.isEmpty else {
      throw DockerError("invalid reference format", kind: .badReference)
    }
    guard !repository.utf8.contains(where: { (65...90).contains($0) }) else {
      let name = repository.contains("/") ? repository : "library/" + repository
      throw DockerError(
        words.isModern
          ? "invalid reference format: repository name (\(name)) must be lowercase"
          : "invalid reference format: repository name must be lowercase", kind: .badReference)
    }
  }
}

extension ContainerImage {
  private var parts: [Substring] { name.split(separator: ":", maxSplits: 1) }
  var repository: String { String(parts.first ?? "") }
  var tag: String { parts.count > 1 ? String(parts[1]) : "latest" }
  var reference: String { "\(repository):\(tag)" }
}

extension DockerEngine {
  /// What `image` statements declare is on the host from the beginning, in their order.
  func loadDeclaredImages() {
    let declared = machine.system.images.values.sorted {
      ($0.origin?.line ?? 0, $0.name) < ($1.origin?.line ?? 0, $1.name)
    }
    for image in declared { _ = self.image(image.name) }
  }

  func tag(_ image: ContainerImage, as reference: String) {
    let name = reference.hasSuffix(":latest") ? String(reference.dropLast(7)) : reference
    var copy = image
    copy.name = name
    images.removeAll { $0.name == name }
    images.append(copy)
  }

  /// Takes a name from an image that has others, or says why not.
  func untag(_ image: ContainerImage, _ name: String) throws(DockerError) -> ContainerImage {
    let others = images.filter { $0.identifier == image.identifier && $0.name != image.name }
    if others.isEmpty {
      if let user = containers.first(where: { $0.image.identifier == image.identifier }) {
        throw DockerError(
          "conflict: unable to remove repository reference \"\(name)\" (must force) - container "
            + "\(user.shortIdentifier) is using its referenced image \(image.identifier.prefix(12))",
          kind: .conflict)
      }
      throw .unsimulated("docker rmi of an image's last name: its layers")
    }
    images.removeAll { $0.name == image.name }
    return image
  }
}
