package import Packets
package import Simulation

/// What is known of one neighbour: an entry of `ip neigh` (include/net/neighbour.h).
package final class Neighbour {
  /// The states of neighbour unreachability detection, named as `ip neigh` names them.
  package enum State: Hashable, Sendable {
    case incomplete, reachable, stale, delay, probe, failed, permanent, noARP

    package var name: String {
      switch self {
      case .incomplete: "INCOMPLETE"
      case .reachable: "REACHABLE"
      case .stale: "STALE"
      case .delay: "DELAY"
      case .probe: "PROBE"
      case .failed: "FAILED"
      case .permanent: "PERMANENT"
      case .noARP: "NOARP"
      }
    }
  }

  package let address: IPv4Address
  package unowned(unsafe) let device: NetworkDevice
  package internal(set) var hardware: MACAddress?
  package internal(set) var origin: Origin?
  var storedState: State
  /// When it was last confirmed that the neighbour hears us.
  var confirmed: Nanoseconds
  /// When it was last used or changed.
  var updated: Nanoseconds
  package internal(set) var probes = 0
  var timer: Timer?
  var waiting: [Waiting] = []

  struct Waiting {
    let buffer: SocketBuffer
    let send: (MACAddress) -> Void
  }

  init(address: IPv4Address, device: NetworkDevice, state: State, now: Nanoseconds, origin: Origin?) {
    self.address = address
    self.device = device
    self.origin = origin
    storedState = state
    confirmed = now
    updated = now
  }

  package var isValid: Bool { hardware != nil && storedState != .incomplete && storedState != .failed }
}
