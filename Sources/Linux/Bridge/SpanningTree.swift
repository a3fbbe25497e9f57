package import Packets
package import Simulation

/// A bridge's part in the spanning tree protocol of IEEE 802.1D-1998, as the kernel plays it (net/bridge/br_stp.c,
/// br_stp_if.c, br_stp_timer.c). It also chooses the ports' states where the protocol is off.
package final class SpanningTree {
  unowned(unsafe) let bridge: Bridge

  package private(set) var identifier: BridgeIdentifier
  package private(set) var designatedRoot: BridgeIdentifier
  package private(set) var rootPathCost = 0
  /// The number of the port towards the root; 0 on the root itself.
  package private(set) var rootPort = 0
  package private(set) var isTopologyChange = false
  package private(set) var hasDetectedChange = false
  /// The times that the root gives out; the bridge's own are in force while it is the root itself.
  private var rootTimes: Times?

  package private(set) var helloTimer = TreeTimer()
  package private(set) var changeNotificationTimer = TreeTimer()
  package private(set) var topologyChangeTimer = TreeTimer()
  /// How long stations are remembered when no change is under way.
  private var usualAgeing: Nanoseconds?

  struct Times {
    var maximumAge: Nanoseconds
    var helloTime: Nanoseconds
    var forwardDelay: Nanoseconds
  }

  init(_ bridge: Bridge) {
    self.bridge = bridge
    identifier = BridgeIdentifier(priority: bridge.priority, address: bridge.device.hardware)
    designatedRoot = identifier
  }

  private var clock: Clock { bridge.network.clock }
  /// As the kernel keeps them: the newest first.
  var ports: [BridgePort] { bridge.ports.reversed() }
  package var isRoot: Bool { identifier == designatedRoot }
  package var maximumAge: Nanoseconds { rootTimes?.maximumAge ?? bridge.maximumAge }
  package var helloTime: Nanoseconds { rootTimes?.helloTime ?? bridge.helloTime }
  package var forwardDelay: Nanoseconds { rootTimes?.forwardDelay ?? bridge.forwardDelay }
  private var towardsRoot: BridgePort? { bridge.ports.first { $0.number == rootPort } }

  // MARK: - What happens to the bridge

  /// The bridge was brought up (br_stp_enable_bridge).
  func start() {
    guard bridge.isSpanningTreeOn else { return }
    startHello()
    generateConfigurations()
  }

  /// The bridge was taken down (br_stp_disable_bridge).
  func stop() {
    setTopologyChange(false)
    hasDetectedChange = false
    helloTimer.stop()
    topologyChangeTimer.stop()
    changeNotificationTimer.stop()
  }

  /// The protocol was switched on (br_stp_start). Where it is switched off everything stays as it is: a port that
  /// blocks does so until what it has heard is too old.
  func wasSwitchedOn() {
    bridge.forwardDelay = min(max(bridge.forwardDelay, .seconds(2)), .seconds(30))
    if bridge.device.isAdministrativelyUp { startHello() }
    watchCarrier { selectStates() }
  }

  /// Its address or its priority may have changed (br_stp_change_bridge_id, br_stp_set_bridge_priority).
  func identifierMayHaveChanged() {
    let old = identifier
    identifier = BridgeIdentifier(priority: bridge.priority, address: bridge.device.hardware)
    guard identifier != old else { return }
    let wasRoot = designatedRoot == old
    for port in ports {
      if port.tree.bridge == old { port.tree.bridge = identifier }
      if port.tree.root == old { port.tree.root = identifier }
    }
    if wasRoot { designatedRoot = identifier }
    update(wasRoot: wasRoot)
  }

  // MARK: - What happens to a port

  func enable(_ port: BridgePort) {
    port.tree.identifier = port.identifierBits
    becomeDesignated(port)
    port.set(.blocking)
    port.tree.acknowledgesChange = false
    port.tree.hasConfigurationPending = false
    selectStates()
  }

  func disable(_ port: BridgePort) {
    let wasRoot = isRoot
    becomeDesignated(port)
    port.set(.disabled)
    port.tree.stopTimers()
    port.tree.acknowledgesChange = false
    port.tree.hasConfigurationPending = false
    bridge.database.removeLearned(port: port.number)
    update(wasRoot: wasRoot)
  }

  /// Its cost or its priority was set.
  func settingsChanged(of port: BridgePort) {
    let identifier = port.identifierBits
    if identifier != port.tree.identifier {
      if isDesignated(port) { port.tree.port = identifier }
      port.tree.identifier = identifier
      if port.tree.bridge == self.identifier, identifier < port.tree.port { becomeDesignated(port) }
    }
    update(wasRoot: isRoot)
  }

  /// Chooses the root and the ports' roles and states anew.
  private func update(wasRoot: Bool) {
    watchCarrier {
      selectRoot()
      selectDesignated()
      selectStates()
    }
    if isRoot, !wasRoot { becomeRoot() }
  }

  /// What the bridge's own interface makes of it when the last port stops forwarding, or the first one begins to.
  func watchCarrier(_ action: () -> Void) {
    let had = bridge.hasCarrier
    action()
    if bridge.hasCarrier != had { bridge.device.carrierMayHaveChanged() }
  }

  // MARK: - Roles

  func isDesignated(_ port: BridgePort) -> Bool {
    port.tree.bridge == identifier && port.tree.port == port.tree.identifier
  }

  private func selectRoot() {
    var best: BridgePort?
    for port in ports where leadsToRoot(port, before: best) && !port.isRootBlocked { best = port }
    rootPort = best?.number ?? 0
    if let best {
      designatedRoot = best.tree.root
      rootPathCost = best.tree.cost + best.cost
    } else {
      designatedRoot = identifier
      rootPathCost = 0
    }
  }

  /// Whether a port is a better way to the root than another (br_should_become_root_port).
  private func leadsToRoot(_ port: BridgePort, before other: BridgePort?) -> Bool {
    guard port.storedState != .disabled, !isDesignated(port), port.tree.root < identifier else {
      return false
    }
    guard let other else { return true }
    let (mine, its) = (port.tree, other.tree)
    if mine.root != its.root { return mine.root < its.root }
    let (cost, itsCost) = (mine.cost + port.cost, its.cost + other.cost)
    if cost != itsCost { return cost < itsCost }
    if mine.bridge != its.bridge { return mine.bridge < its.bridge }
    if mine.port != its.port { return mine.port < its.port }
    return mine.identifier < its.identifier
  }

  private func selectDesignated() {
    for port in ports where port.storedState != .disabled && shouldBeDesignated(port) {
      becomeDesignated(port)
    }
  }

  private func shouldBeDesignated(_ port: BridgePort) -> Bool {
    if isDesignated(port) || port.tree.root != designatedRoot { return true }
    if rootPathCost != port.tree.cost { return rootPathCost < port.tree.cost }
    if identifier != port.tree.bridge { return identifier < port.tree.bridge }
    return port.tree.identifier < port.tree.port
  }

  func becomeDesignated(_ port: BridgePort) {
    port.tree.root = designatedRoot
    port.tree.cost = rootPathCost
    port.tree.bridge = identifier
    port.tree.port = port.tree.identifier
  }

  private func becomeRoot() {
    rootTimes = nil
    detectChange()
    changeNotificationTimer.stop()
    guard bridge.device.isAdministrativelyUp else { return }
    generateConfigurations()
    startHello()
  }

  // MARK: - States

  func selectStates() {
    for port in ports where port.storedState != .disabled {
      if port.number == rootPort {
        port.tree.hasConfigurationPending = false
        port.tree.acknowledgesChange = false
        makeForwarding(port)
      } else if isDesignated(port) {
        port.tree.messageAgeTimer.stop()
        makeForwarding(port)
      } else {
        port.tree.hasConfigurationPending = false
        port.tree.acknowledgesChange = false
        makeBlocking(port)
      }
    }
  }

  private func makeBlocking(_ port: BridgePort) {
    guard port.storedState != .blocking else { return }
    if port.storedState == .forwarding || port.storedState == .learning { detectChange() }
    port.set(.blocking)
    port.tree.forwardDelayTimer.stop()
  }

  private func makeForwarding(_ port: BridgePort) {
    guard port.storedState == .blocking else { return }
    guard bridge.isSpanningTreeOn, forwardDelay > .zero else {
      port.set(.forwarding)
      detectChange()
      port.tree.forwardDelayTimer.stop()
      return
    }
    port.set(.listening)
    startForwardDelay(port)
  }

  private func startForwardDelay(_ port: BridgePort) {
    port.tree.forwardDelayTimer.start(after: forwardDelay, on: clock) { self.forwardDelayIsOver(port) }
  }

  private func forwardDelayIsOver(_ port: BridgePort) {
    if port.storedState == .listening {
      port.set(.learning)
      startForwardDelay(port)
    } else if port.storedState == .learning {
      watchCarrier { port.set(.forwarding) }
      if bridge.ports.contains(where: { $0.tree.bridge == identifier }) { detectChange() }
    }
  }

  // MARK: - Changes of the topology

  /// Stations are forgotten faster while a change is under way (__br_set_topology_change).
  private func setTopologyChange(_ isChanging: Bool) {
    guard isChanging != isTopologyChange else { return }
    isTopologyChange = isChanging
    if isChanging {
      guard bridge.isSpanningTreeOn else { return }
      usualAgeing = bridge.database.ageing
      bridge.database.ageing = forwardDelay + forwardDelay
    } else if let usualAgeing {
      bridge.database.ageing = usualAgeing
      self.usualAgeing = nil
    }
  }

  func detectChange() {
    guard bridge.isSpanningTreeOn else { return }
    if isRoot {
      setTopologyChange(true)
      topologyChangeTimer.start(after: bridge.forwardDelay + bridge.maximumAge, on: clock) {
        self.hasDetectedChange = false
        self.setTopologyChange(false)
      }
    } else if !hasDetectedChange {
      notifyChange()
    }
    hasDetectedChange = true
  }

  private func notifyChange() {
    if let towardsRoot { send(.topologyChange, by: towardsRoot) }
    changeNotificationTimer.start(after: bridge.helloTime, on: clock) {
      if !self.isRoot, self.bridge.device.isAdministrativelyUp { self.notifyChange() }
    }
  }

  // MARK: - Sending

  private func startHello() {
    helloTimer.start(after: helloTime, on: clock) {
      guard self.bridge.device.isAdministrativelyUp else { return }
      self.generateConfigurations()
      if self.bridge.isSpanningTreeOn { self.startHello() }
    }
  }

  private func generateConfigurations() {
    for port in ports where port.storedState != .disabled && isDesignated(port) {
      sendConfiguration(by: port)
    }
  }

  /// At most one a second leaves by a port; one that comes too early waits (BR_HOLD_TIME).
  func sendConfiguration(by port: BridgePort) {
    guard !port.tree.holdTimer.isPending else {
      port.tree.hasConfigurationPending = true
      return
    }
    var age = Nanoseconds.zero
    if !isRoot, let towardsRoot {
      // A hop counts for 1/256 s at least (MESSAGE_AGE_INCR), one tick of the kernel here.
      age = clock.now - towardsRoot.tree.heard + .milliseconds(4)
    }
    guard age < maximumAge else { return }
    let unit = BridgeProtocolUnit.Configuration(
      root: designatedRoot, rootPathCost: rootPathCost, bridge: identifier, port: port.tree.identifier,
      isTopologyChange: isTopologyChange, acknowledgesChange: port.tree.acknowledgesChange,
      messageAge: age.protocolTicks, maximumAge: maximumAge.protocolTicks,
      helloTime: helloTime.protocolTicks, forwardDelay: forwardDelay.protocolTicks)
    send(.configuration(unit), by: port)
    port.tree.acknowledgesChange = false
    port.tree.hasConfigurationPending = false
    guard bridge.isSpanningTreeOn else { return }
    port.tree.holdTimer.start(after: .seconds(1), on: clock) {
      if port.tree.hasConfigurationPending { self.sendConfiguration(by: port) }
    }
  }

  private func send(_ unit: BridgeProtocolUnit, by port: BridgePort) {
    guard bridge.isSpanningTreeOn else { return }
    let frame = EthernetFrame(
      destination: BridgeProtocolUnit.group, source: port.device.hardware, payload: unit.payload)
    port.device.transmit(SocketBuffer(frame, identity: bridge.network.nextPacketIdentity()))
  }

  // MARK: - Receiving

  /// A frame for the bridges' group has come in (br_stp_rcv).
  func receive(_ bytes: Bytes, by port: BridgePort) {
    guard bridge.isSpanningTreeOn, port.state != .disabled, bridge.device.isAdministrativelyUp,
      let unit = BridgeProtocolUnit(decoding: bytes)
    else { return }
    guard !port.isGuarded else {
      disable(port)
      return
    }
    watchCarrier {
      switch unit {
      case .configuration(let unit): if unit.messageAge <= unit.maximumAge { take(unit, port) }
      case .topologyChange:
        guard isDesignated(port) else { return }
        detectChange()
        port.tree.acknowledgesChange = true
        sendConfiguration(by: port)
      }
    }
  }

  private func take(_ unit: BridgeProtocolUnit.Configuration, _ port: BridgePort) {
    guard supersedes(unit, port) else {
      if isDesignated(port) { sendConfiguration(by: port) }
      return
    }
    let wasRoot = isRoot
    record(unit, port)
    selectRoot()
    selectDesignated()
    selectStates()
    if wasRoot, !isRoot {
      helloTimer.stop()
      if hasDetectedChange {
        topologyChangeTimer.stop()
        notifyChange()
      }
    }
    guard port.number == rootPort else { return }
    rootTimes = Times(
      maximumAge: Nanoseconds(protocolTicks: unit.maximumAge),
      helloTime: Nanoseconds(protocolTicks: unit.helloTime),
      forwardDelay: Nanoseconds(protocolTicks: unit.forwardDelay))
    setTopologyChange(unit.isTopologyChange)
    generateConfigurations()
    guard unit.acknowledgesChange else { return }
    hasDetectedChange = false
    changeNotificationTimer.stop()
  }

  /// Whether a message is better than what is known at a port, or news from the same place (br_supersedes_port_info).
  private func supersedes(_ unit: BridgeProtocolUnit.Configuration, _ port: BridgePort) -> Bool {
    let known = port.tree
    if unit.root != known.root { return unit.root < known.root }
    if unit.rootPathCost != known.cost { return unit.rootPathCost < known.cost }
    if unit.bridge != known.bridge { return unit.bridge < known.bridge }
    return unit.bridge != identifier || unit.port <= known.port
  }

  private func record(_ unit: BridgeProtocolUnit.Configuration, _ port: BridgePort) {
    let age = Nanoseconds(protocolTicks: unit.messageAge)
    port.tree.root = unit.root
    port.tree.cost = unit.rootPathCost
    port.tree.bridge = unit.bridge
    port.tree.port = unit.port
    port.tree.heard = clock.now - age
    port.tree.messageAgeTimer.start(
      after: Nanoseconds(protocolTicks: unit.maximumAge) - age, on: clock
    ) {
      guard port.storedState != .disabled else { return }
      let wasRoot = self.isRoot
      self.becomeDesignated(port)
      self.update(wasRoot: wasRoot)
    }
  }
}

extension Nanoseconds {
  /// In 1/256 seconds, as BPDUs give times.
  fileprivate var protocolTicks: Int { milliseconds * 256 / 1000 }

  fileprivate init(protocolTicks: Int) { self = .milliseconds(protocolTicks * 1000 / 256) }
}
