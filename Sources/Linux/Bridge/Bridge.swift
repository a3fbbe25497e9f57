import Packets
package import Simulation

/// What is behind a bridge device: ports and what was learnt about stations (net/bridge/).
package final class Bridge {
  package private(set) unowned(unsafe) var device: NetworkDevice
  package private(set) var ports: [BridgePort] = []
  package var database = ForwardingDatabase()
  /// Its address was given by hand and no longer follows the ports.
  package var hasFixedAddress = false
  /// Its MTU was set by hand, and no longer is the least of its ports' (BROPT_MTU_SET_BY_USER).
  package var hasFixedMTU = false
  package var isSpanningTreeOn = false {
    didSet { if isSpanningTreeOn, !oldValue { tree.wasSwitchedOn() } }
  }
  package private(set) lazy var tree = SpanningTree(self)
  package var isVLANAware = false
  /// Settings that change no frame's way here, by iproute2's name; what is not there has the kernel's default.
  package var options: [String: Int] = [:]
  /// Multicast is flooded all the same: no host here joins a group.
  package var isSnooping = true
  /// VLANs of the bridge device itself, when it is VLAN-aware.
  package var memberships: [VLANMembership] = [VLANMembership(identifier: 1, isPVID: true, isUntagged: true)]
  package private(set) var hasHadPorts = false
  /// The upper half of the bridge identifier (IEEE 802.1D, section 9.2.5).
  package var priority = 32768 { didSet { tree.identifierMayHaveChanged() } }
  package var helloTime = Nanoseconds.seconds(2)
  package var maximumAge = Nanoseconds.seconds(20)
  package var forwardDelay = Nanoseconds.seconds(15)

  init(device: NetworkDevice) { self.device = device }

  /// A bridge has a carrier when one of its ports has; a new one, whose ports were never looked at, has it too
  /// (net/bridge/br_stp.c, br_port_state_selection).
  package var hasCarrier: Bool {
    ports.contains { isSpanningTreeOn ? $0.isForwarding : $0.device.isRunning }
      || !hasHadPorts && !hasFixedAddress
  }
  var network: Network { device.network }

  /// Takes an interface in as a port. The bridge has the lowest address of its ports, unless it was given one
  /// (net/bridge/br_stp_if.c, br_stp_recalculate_bridge_id).
  package func add(_ newcomer: NetworkDevice) {
    var number = 1
    while ports.contains(where: { $0.number == number }) { number += 1 }
    hasHadPorts = true
    let port = BridgePort(number: number, device: newcomer, bridge: self)
    newcomer.port = port
    ports.append(port)
    port.refresh()
    portsChanged()
    device.carrierMayHaveChanged()
  }

  package func remove(_ port: BridgePort) {
    tree.disable(port)
    port.device.port = nil
    ports.removeAll { $0 === port }
    database.removeAll(port: port.number)
    portsChanged()
    device.carrierMayHaveChanged()
  }

  func portsChanged() {
    defer { tree.identifierMayHaveChanged() }
    if !hasFixedMTU { device.mtu = ports.map { $0.device.mtu }.min() ?? device.mtu }
    guard !hasFixedAddress else { return }
    device.hardware = ports.map { $0.device.hardware }.min() ?? .zero
  }

  /// It was brought up or taken down.
  func wentUpOrDown() {
    if device.isAdministrativelyUp { tree.start() }
    for port in ports { port.refresh() }
    if !device.isAdministrativelyUp { tree.stop() }
  }

  /// A frame has come in by a port.
  func receive(_ buffer: SocketBuffer, from port: BridgePort) {
    if isSpanningTreeOn, buffer.destinationHardware == BridgeProtocolUnit.group {
      return takeProtocolUnit(buffer, from: port)
    }
    // A port that learns takes note of stations, and nothing else (br_handle_frame_finish).
    guard port.isForwarding || port.state == .learning else {
      network.trace(buffer, at: device.namespace.name, .dropped(.portNotForwarding))
      return
    }
    guard let tag = admit(buffer, at: port) else {
      network.trace(buffer, at: device.namespace.name, .dropped(.vlanFilter))
      return
    }
    guard network.countSwitchHop(buffer, at: device.namespace.name + ":" + device.name) else { return }
    if port.isLearning {
      database.learn(buffer.sourceHardware, vlan: tag, port: port.number, now: network.clock.now)
    }
    guard port.isForwarding else {
      network.trace(buffer, at: device.namespace.name, .dropped(.portNotForwarding))
      return
    }
    buffer.physicalInput = port.device
    guard passPreRouting(buffer) else { return }
    forward(buffer, from: port, vlan: tag)
  }

  private func forward(_ buffer: SocketBuffer, from port: BridgePort, vlan: UInt16) {
    let isForBridge =
      buffer.destinationHardware == device.hardware || isPortAddress(buffer.destinationHardware)
      || database.isLocal(buffer.destinationHardware, vlan: vlan)
    if buffer.destinationHardware.isGroup {
      flood(buffer.copy(), from: port, vlan: vlan)
      passUp(buffer)
    } else if isForBridge {
      passUp(buffer)
    } else if let known = database.port(of: buffer.destinationHardware, vlan: vlan, now: network.clock.now),
      let target = ports.first(where: { $0.number == known })
    {
      guard target !== port || port.isHairpin else {
        network.trace(buffer, at: device.namespace.name, .dropped(.bridgePortSame))
        return
      }
      traceChoice(buffer, from: port.device.name, to: [target], flooded: false)
      send(buffer, from: port, to: target, vlan: vlan)
    } else {
      flood(buffer, from: port, vlan: vlan)
    }
  }

  /// What bridges say to each other goes no further, and its sender is a station too (br_handle_local_finish).
  private func takeProtocolUnit(_ buffer: SocketBuffer, from port: BridgePort) {
    if port.isLearning, port.isForwarding || port.state == .learning, let vlan = admit(buffer, at: port) {
      database.learn(buffer.sourceHardware, vlan: vlan, port: port.number, now: network.clock.now)
    }
    if case .other(_, let bytes) = buffer.payload { tree.receive(bytes, by: port) }
  }

  private func isPortAddress(_ address: MACAddress) -> Bool {
    ports.contains { $0.device.hardware == address }
  }

  private func flood(_ buffer: SocketBuffer, from port: BridgePort?, vlan: UInt16) {
    // The kernel keeps the newest port first (net/bridge/br_if.c, br_add_if).
    let targets = ports.reversed().filter {
      ($0 !== port || $0.isHairpin) && $0.isForwarding
        && $0.floods(buffer.destinationHardware) && $0.device.isRunning
        && $0.isMember(of: vlan)
    }
    traceChoice(buffer, from: port?.device.name ?? device.name, to: targets, flooded: true)
    for (index, target) in targets.enumerated() {
      send(index == targets.count - 1 ? buffer : buffer.copy(), from: port, to: target, vlan: vlan)
    }
  }

  private func traceChoice(
    _ buffer: SocketBuffer, from: String, to targets: [BridgePort], flooded: Bool
  ) {
    network.trace(
      buffer, at: device.namespace.name,
      .bridged(bridge: device.name, from: from, to: targets.map { $0.device.name }, flooded: flooded))
  }

  /// Sends by a port: through FORWARD and POSTROUTING if the frame came in by another.
  private func send(_ buffer: SocketBuffer, from port: BridgePort?, to target: BridgePort, vlan: UInt16) {
    guard target.isForwarding, target.isMember(of: vlan), !(target.isIsolated && port?.isIsolated == true)
    else { return }
    if port != nil {
      buffer.physicalOutput = target.device
      guard passForward(buffer) else { return }
    }
    if isVLANAware { buffer.vlan = target.isUntagged(vlan) ? nil : VLANTag(vlan) }
    transmit(buffer, by: target.device)
  }

  /// To the host's own IP layer, as if it had come in by the bridge device.
  private func passUp(_ buffer: SocketBuffer) {
    guard device.isAdministrativelyUp else { return }
    buffer.vlan = isVLANAware ? nil : buffer.vlan
    device.receive(buffer)
  }

  /// The host sends by the bridge device.
  func transmit(_ buffer: SocketBuffer) {
    let vlan: UInt16 = isVLANAware ? memberships.first { $0.isPVID }?.identifier ?? 1 : 0
    if !buffer.destinationHardware.isGroup,
      let known = database.port(of: buffer.destinationHardware, vlan: vlan, now: network.clock.now),
      let target = ports.first(where: { $0.number == known })
    {
      traceChoice(buffer, from: device.name, to: [target], flooded: false)
      send(buffer, from: nil, to: target, vlan: vlan)
    } else {
      flood(buffer, from: nil, vlan: vlan)
    }
  }
}
