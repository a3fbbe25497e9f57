/// Where something of the network came from: the statement of a note that made it. Rules, routes, addresses,
/// containers and sockets carry theirs, so that an explanation can point at a line.
package struct Origin: Hashable, Sendable {
  /// The line in the source file, from 1.
  package var line: Int
  /// The file, where it is not the note itself but one that the note includes.
  package var file: String?

  package init(line: Int, file: String? = nil) {
    self.line = line
    self.file = file
  }
}
