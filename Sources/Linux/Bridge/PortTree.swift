package import Packets
package import Simulation

/// What a bridge's port knows of the spanning tree: the best message heard there, or what the bridge itself says
/// where it is the designated one (IEEE 802.1D-1998, section 8.5.5).
package struct PortTree {
  package internal(set) var root: BridgeIdentifier
  package internal(set) var cost: Int
  package internal(set) var bridge: BridgeIdentifier
  /// The designated port's identifier, on whichever bridge it is.
  package internal(set) var port: Int
  /// This port's own identifier: priority and number.
  var identifier: Int
  /// When what is known left the root.
  var heard = Nanoseconds.zero
  package internal(set) var acknowledgesChange = false
  package internal(set) var hasConfigurationPending = false
  package internal(set) var messageAgeTimer = TreeTimer()
  package internal(set) var forwardDelayTimer = TreeTimer()
  package internal(set) var holdTimer = TreeTimer()

  init(identifier: Int, of tree: SpanningTree) {
    root = tree.designatedRoot
    cost = tree.rootPathCost
    bridge = tree.identifier
    port = identifier
    self.identifier = identifier
  }

  mutating func stopTimers() {
    messageAgeTimer.stop()
    forwardDelayTimer.stop()
    holdTimer.stop()
  }
}

/// A timer of the protocol, which tells how long it still has.
package struct TreeTimer {
  private var timer: Timer?
  private var due = Nanoseconds.zero

  package var isPending: Bool { timer?.isPending ?? false }

  package func remaining(at now: Nanoseconds) -> Nanoseconds { isPending ? due - now : .zero }

  mutating func start(after span: Nanoseconds, on clock: Clock, _ action: @escaping () -> Void) {
    stop()
    due = clock.now + span
    timer = clock.schedule(after: span, action)
  }

  mutating func stop() {
    timer?.cancel()
    timer = nil
  }
}
