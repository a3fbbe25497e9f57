import Packets

/// A container image: what a container starts with.
package struct ContainerImage: Hashable, Sendable {
  /// A service that the image's program offers.
  package struct Service: Hashable, Sendable {
    package var port: ContainerPort
    package var text: String
  }

  package var name: String
  /// 64 hexadecimal digits.
  package var identifier: String
  package var entrypoint: [String]?
  package var command: [String]?
  package var services: [Service] = []
  /// The image has a shell and busybox's small programs in /bin.
  package var hasShell = false
  /// In bytes.
  package var size = 777_184

  package var exposedPorts: [ContainerPort] { services.map { $0.port }.sorted() }

  /// The images that are on every Docker host.
  static func builtIn(_ name: String, identifier: String) -> ContainerImage? {
    var image = ContainerImage(name: name, identifier: identifier)
    switch name {
    case "alpine", "busybox":
      image.command = [name == "alpine" ? "/bin/sh" : "sh"]
      image.hasShell = true
      image.size = 1_982_296
    case "nginx":
      image.entrypoint = ["/docker-entrypoint.sh"]
      image.command = ["nginx", "-g", "daemon off;"]
      image.services = [Service(port: ContainerPort(80), text: "Welcome to nginx!")]
    case "httpd":
      image.command = ["httpd-foreground"]
      image.services = [Service(port: ContainerPort(80), text: "It works!")]
    default: return nil
    }
    return image
  }

  init(name: String, identifier: String) {
    self.name = name
    self.identifier = identifier
  }

  init(_ declared: DeclaredImage, identifier: String) {
    self.init(name: declared.name, identifier: identifier)
    entrypoint = ["/serve"]
    services = [Service(port: ContainerPort(declared.port, isUDP: declared.isUDP), text: declared.text)]
  }
}
