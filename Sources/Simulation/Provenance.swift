/// Which statement gave a thing the form that it has now, where another statement made it: who set an interface up
/// or down, a chain's policy, a setting of the kernel, the VLANs of a port.
///
/// What is made anew (a rule, a route, an address) carries its origin itself; what only changes is noted here.
package struct Provenance {
  /// What of a thing was changed.
  package enum Aspect: Hashable, Sendable {
    /// Up or down, running or stopped.
    case state
    case mtu
    /// The bridge that an interface is a port of, or no longer is.
    case bridge
    case vlans
    /// A chain's policy.
    case policy
    /// A setting of a namespace by its name, such as `net.ipv4.ip_forward`.
    case setting(String)
  }

  private struct Key: Hashable {
    let object: ObjectIdentifier
    let aspect: Aspect
  }

  private var origins: [Key: Origin] = [:]

  package init() {}

  /// A change without an origin (a kernel's default) forgets the one before.
  package mutating func note<Thing: AnyObject>(_ aspect: Aspect, of object: Thing, _ origin: Origin?) {
    origins[Key(object: ObjectIdentifier(object), aspect: aspect)] = origin
  }

  /// Nil when nothing in the note has changed it.
  package func origin<Thing: AnyObject>(of aspect: Aspect, _ object: Thing) -> Origin? {
    origins[Key(object: ObjectIdentifier(object), aspect: aspect)]
  }
}
