/// What the daemon answers to a request that it cannot fulfil, without `Error response from daemon: `.
package struct DockerError: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case notFound, conflict, invalid, other, notSimulated
    /// The client's own complaint about a flag's value.
    case badFlag
    /// No name of an image.
    case badReference
    /// Neither here nor to be had from the registry.
    case noImage
  }
  package var text: String
  package var kind: Kind
  /// The command that a container could not begin with: 127 for none, 126 for one that cannot be run.
  package var startStatus: Int?

  package init(_ text: String, kind: Kind = .other, startStatus: Int? = nil) {
    self.text = text
    self.kind = kind
    self.startStatus = startStatus
  }

  static func noSuchContainer(_ name: String) -> DockerError {
    DockerError("No such container: \(name)", kind: .notFound)
  }
  static func unsimulated(_ feature: String) -> DockerError { DockerError(feature, kind: .notSimulated) }
}
