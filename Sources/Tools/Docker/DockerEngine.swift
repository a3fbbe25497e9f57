/// Docker Engine on a host.
package final class DockerEngine {
  package init() {}
  /// The running container of this name as a place for commands.
  package func node(named name: String) -> Node? { nil }
}
