/// Something that the real program does and the simulator does not: it ends the cell instead of being guessed.
package struct Unsimulated: Error, Hashable, Sendable {
  /// What is missing, such as `iptables -m hashlimit`: "netnote does not simulate …".
  package var feature: String

  package init(_ feature: String) { self.feature = feature }
}
