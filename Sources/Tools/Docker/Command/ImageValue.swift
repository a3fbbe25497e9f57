/// An image, as the daemon describes it (api/types, ImageInspect). Its layers are not simulated.
enum ImageValue {
  static let typeName = "types.ImageInspect"

  static func make(_ image: ContainerImage, _ engine: DockerEngine) -> GoValue {
    let references = engine.images.filter { $0.identifier == image.identifier }.map { $0.reference }
    var configuration = GoObject(
      "container.Config", isPointer: true,
      [
        ("Hostname", .string("")), ("Domainname", .string("")), ("User", .string("")),
        ("AttachStdin", .bool(false)), ("AttachStdout", .bool(false)), ("AttachStderr", .bool(false)),
      ])
    configuration.appendOptional(
      "ExposedPorts",
      .object(GoObject(map: image.exposedPorts.map { ($0.text, .object(GoObject("struct {}", []))) })))
    configuration.fields +=
      GoObject(
        "",
        [
          ("Tty", .bool(false)), ("OpenStdin", .bool(false)), ("StdinOnce", .bool(false)),
          ("Env", .strings(["PATH=/bin"])),
          ("Cmd", image.command.map { .strings($0) } ?? .nilList), ("Image", .string("")),
          ("Volumes", .nilMap), ("WorkingDir", .string("")), ("Entrypoint", .strings(image.entrypoint)),
          ("OnBuild", .nilList), ("Labels", .nilMap),
        ]
      ).fields
    return .object(
      GoObject(
        typeName,
        [
          ("Id", .string("sha256:" + image.identifier)), ("RepoTags", .strings(references)),
          ("RepoDigests", .list([])), ("Config", .object(configuration)), ("Architecture", .string("amd64")),
          ("Os", .string("linux")), ("Size", .int(image.size)), ("VirtualSize", .int(image.size)),
        ]))
  }
}
