import Simulation

/// The operational state of an interface (RFC 2863, section 3.1.14), as `ip link` names it.
package enum OperationalState: Hashable, Sendable {
  case unknown, down, lowerLayerDown, up

  package var name: String {
    switch self {
    case .unknown: "UNKNOWN"
    case .down: "DOWN"
    case .lowerLayerDown: "LOWERLAYERDOWN"
    case .up: "UP"
    }
  }
}

/// What is remembered of the loss of a carrier.
struct CarrierLoss {
  var since: Nanoseconds
  /// The state that was found before the interface moved to another namespace; nothing looks again after.
  var settled: OperationalState?
}

extension NetworkDevice {
  /// The kernel looks at a lost carrier up to a second later (net/core/link_watch.c).
  private static let linkWatchDelay = Nanoseconds.seconds(1)

  package var operationalState: OperationalState {
    guard isAdministrativelyUp else { return .down }
    guard hasCarrier else { return carrierLoss.settled ?? stateWithoutCarrier }
    switch kind {
    case .loopback, .dummy: return .unknown
    case .bridge: return bridge.map { $0.ports.isEmpty } ?? true ? .unknown : .up
    default: return .up
    }
  }

  /// The interface at the other end, or below.
  package var partner: NetworkDevice? { peer ?? lower }

  /// Only an interface below in the same namespace that has no carrier itself makes it "lower layer down"; the
  /// kernel looks it up by its index (default_operstate).
  private var stateWithoutCarrier: OperationalState {
    guard let index = partner?.index, let below = namespace.device(index: index), below !== self,
      !below.hasCarrier || !below.isAdministrativelyUp
    else { return .down }
    return .lowerLayerDown
  }

  func noteCarrier() {
    carrierLoss = CarrierLoss(since: network.clock.now)
  }

  /// What the kernel has found stays when the interface moves; what it has not looked at yet is found out there.
  func settleBeforeMove() {
    guard !hasCarrier, network.clock.now >= carrierLoss.since + Self.linkWatchDelay else { return }
    carrierLoss.settled = carrierLoss.settled ?? stateWithoutCarrier
  }
}
