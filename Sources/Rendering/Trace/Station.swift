/// An interface that packets cross: a column of the ladder, a chip on the map.
package struct Station: Hashable, Sendable {
  package var node: String
  package var interface: String

  package init(_ node: String, _ interface: String) {
    self.node = node
    self.interface = interface
  }

  /// As captures and `expect` lines write it: `centos:ens33`.
  package var name: String { node + ":" + interface }
}
