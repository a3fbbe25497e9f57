/// The networking part of a compose file (compose-spec): what a service's container and its networks need.
struct ComposeFile: Hashable, Sendable {
  struct Network: Hashable, Sendable {
    /// The key in the file; the engine's name has the project in front.
    var key: String
    var name: String?
    var driver = "bridge"
    var options: [String] = []
    var subnet: String?
    var gateway: String?
    var range: String?
    var isInternal = false
    var isExternal = false
    var isAttachable = false
  }

  struct Attachment: Hashable, Sendable {
    var network: String
    var aliases: [String] = []
    var address: String?
    var priority = 0
  }

  struct Service: Hashable, Sendable {
    var name: String
    var image = ""
    var containerName: String?
    var command: [String] = []
    /// Words of `docker create`: what the file says of the container itself.
    var flags: [String] = []
    var networkMode: String?
    /// In the order in which the container is connected.
    var attachments: [Attachment] = []
    var dependencies: [String] = []
    var replicas = 1
  }

  var projectName: String?
  var services: [Service] = []
  var networks: [Network] = []
}

/// What compose says of a file that it cannot use.
struct ComposeProblem: Error, Hashable, Sendable {
  var text: String
  var isUnsimulated = false

  static func unsimulated(_ feature: String) -> ComposeProblem {
    ComposeProblem(text: feature, isUnsimulated: true)
  }
}
