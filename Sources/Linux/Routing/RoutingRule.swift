package import Packets
package import Simulation

/// A rule of the routing policy (`ip rule`): which table to ask for which packets.
package struct RoutingRule: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    case lookup(table: UInt32)
    case blackhole, unreachable, prohibit
    /// Go on with the rules from this priority on.
    case goto(UInt32)
    /// The next rule (`nop`).
    case proceed
  }

  package var priority: UInt32
  package var from = IPv4Prefix.everything
  package var to = IPv4Prefix.everything
  package var inputInterface: String?
  package var outputInterface: String?
  package var mark: UInt32?
  package var markMask: UInt32 = 0xFFFF_FFFF
  package var typeOfService: UInt8 = 0
  package var ipProtocol: IPProtocol?
  package var sourcePorts: ClosedRange<UInt16>?
  package var destinationPorts: ClosedRange<UInt16>?
  /// User identifiers of the process that sends.
  package var users: ClosedRange<UInt32>?
  package var isInverted = false
  /// Ignore a found default route (or shorter than this): `suppress_prefixlength`.
  package var suppressPrefixLength: Int?
  /// Ignore a found route by an interface of this group: `suppress_ifgroup`.
  package var suppressGroup: Int?
  /// Where from, in the upper half, and where to, for accounting.
  package var realms: UInt32 = 0
  package var action: Action
  package var proto: String?
  package var origin: Origin?

  package init(priority: UInt32, action: Action) {
    self.priority = priority
    self.action = action
  }

  func matches(_ flow: Flow) -> Bool {
    let fits =
      (from.length == 0 || from.contains(flow.source ?? .any))
      && (to.length == 0 || to.contains(flow.destination))
      && (inputInterface == nil || inputInterface == (flow.input?.name ?? "lo"))
      && (outputInterface == nil || outputInterface == flow.output?.name)
      && (mark == nil || flow.mark & markMask == mark! & markMask)
      && (typeOfService == 0 || typeOfService == flow.typeOfService)
      && (ipProtocol == nil || ipProtocol == flow.ipProtocol)
      && (users == nil || users!.contains(flow.user))
      && (sourcePorts == nil || flow.ports.map { sourcePorts!.contains($0.source) } ?? false)
      && (destinationPorts == nil || flow.ports.map { destinationPorts!.contains($0.destination) } ?? false)
    return fits != isInverted
  }
}

/// What a routing decision is made on.
package struct Flow {
  package var destination: IPv4Address
  /// Nil when the source is still to be chosen.
  package var source: IPv4Address?
  package var mark: UInt32 = 0
  package var typeOfService: UInt8 = 0
  /// Whose packet it is; everybody here is root.
  package var user: UInt32 = 0
  package var ipProtocol: IPProtocol?
  package var ports: (source: UInt16, destination: UInt16)?
  /// The device the packet came in by; nil for a host's own.
  package unowned(unsafe) var input: NetworkDevice?
  /// Only routes that are at least so near count: a gateway must be on a connected network.
  package var scope = RouteScope.universe
  /// The device that a socket is bound to.
  package unowned(unsafe) var output: NetworkDevice?

  package init(
    destination: IPv4Address, source: IPv4Address? = nil, mark: UInt32 = 0,
    input: NetworkDevice? = nil, output: NetworkDevice? = nil
  ) {
    self.destination = destination
    self.source = source
    self.mark = mark
    self.input = input
    self.output = output
  }
}
