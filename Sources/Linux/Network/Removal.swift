import Packets
package import Simulation

/// Something that a statement took away.
package struct Removal {
  package enum Thing {
    case route(Route)
    case address(InterfaceAddress)
    case rule(Rule, chain: String, table: Table.Name)
  }

  package unowned(unsafe) let namespace: NetworkNamespace
  package let thing: Thing
  package let origin: Origin?

  init(_ thing: Thing, in namespace: NetworkNamespace) {
    self.thing = thing
    self.namespace = namespace
    origin = namespace.network.origin
  }
}
