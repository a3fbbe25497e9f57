import Packets
import Simulation

/// An interface that is a port of a bridge.
package final class BridgePort {
  /// The lowest that was free, from 1.
  package let number: Int
  package unowned(unsafe) let device: NetworkDevice
  package unowned(unsafe) let bridge: Bridge
  /// A frame may go back by the port that it came in by.
  package var isHairpin = false
  package var isLearning = true
  /// Frames for stations that nobody knows leave by it too.
  package var isFlooding = true
  /// Frames for groups, and for everybody, leave by it too.
  package var floodsMulticast = true
  package var floodsBroadcast = true
  /// BPDUs that come in disable it, or never make it the way to the root.
  package var isGuarded = false
  package var isRootBlocked = false
  /// A group that a station leaves here is left at once.
  package var leavesFast = false
  /// Frames go between it and ports that are not isolated only.
  package var isIsolated = false
  package var cost = 2 { didSet { bridge.tree.settingsChanged(of: self) } }
  package var priority = 32 { didSet { bridge.tree.settingsChanged(of: self) } }
  package internal(set) var tree: PortTree
  /// VLANs, when the bridge is VLAN-aware.
  package var memberships = [VLANMembership(identifier: 1, isPVID: true, isUntagged: true)] {
    didSet { device.network.note(.vlans, of: device) }
  }

  init(number: Int, device: NetworkDevice, bridge: Bridge) {
    self.number = number
    self.device = device
    self.bridge = bridge
    tree = PortTree(identifier: Self.identifier(priority: 32, number: number), of: bridge.tree)
  }

  /// Priority and number in 16 bits (IEEE 802.1D, section 9.2.7).
  package var identifierBits: Int { Self.identifier(priority: priority, number: number) }

  private static func identifier(priority: Int, number: Int) -> Int { priority << 10 & 0xFC00 | number }

  /// The states of IEEE 802.1D, section 8.4, as the kernel numbers them (include/uapi/linux/if_bridge.h).
  package enum State: Int, Hashable, Sendable {
    case disabled, listening, learning, forwarding, blocking

    package var name: String {
      switch self {
      case .disabled: "disabled"
      case .listening: "listening"
      case .learning: "learning"
      case .forwarding: "forwarding"
      case .blocking: "blocking"
      }
    }
  }

  /// What the spanning tree has chosen; it holds while the port and the bridge are up.
  private(set) var storedState = State.disabled
  private var isEnabled = false

  package var state: State {
    device.isRunning && bridge.device.isAdministrativelyUp ? storedState : .disabled
  }

  package var isForwarding: Bool { state == .forwarding }

  func set(_ state: State) { storedState = state }

  /// By hand, where no spanning tree runs: the tree soon has a port that only blocks forward again
  /// (net/bridge/br_netlink.c, br_set_port_state).
  package func setByHand(_ state: State) {
    storedState = state
    bridge.tree.watchCarrier { bridge.tree.selectStates() }
  }

  /// It, or the bridge, has gone up or down.
  func refresh() {
    let isUp = device.isRunning && bridge.device.isAdministrativelyUp
    guard isUp != isEnabled else { return }
    isEnabled = isUp
    if isUp { bridge.tree.enable(self) } else { bridge.tree.disable(self) }
  }

  /// Frames for this address leave by it although nobody knows where the station is.
  func floods(_ destination: MACAddress) -> Bool {
    if destination == .broadcast { return floodsBroadcast }
    return destination.isGroup ? floodsMulticast : isFlooding
  }

  func isMember(of vlan: UInt16) -> Bool {
    !bridge.isVLANAware || memberships.contains { $0.identifier == vlan }
  }

  func isUntagged(_ vlan: UInt16) -> Bool {
    memberships.contains { $0.identifier == vlan && $0.isUntagged }
  }
}

/// A VLAN that a port of a VLAN-aware bridge takes part in (`bridge vlan`).
package struct VLANMembership: Hashable, Sendable {
  package var identifier: UInt16
  /// Untagged frames that come in belong to it.
  package var isPVID: Bool
  /// Its frames leave without a tag.
  package var isUntagged: Bool

  package init(identifier: UInt16, isPVID: Bool, isUntagged: Bool) {
    self.identifier = identifier
    self.isPVID = isPVID
    self.isUntagged = isUntagged
  }
}

extension Bridge {
  /// The VLAN that a frame belongs to (0 on a bridge that does not look at VLANs); nil when the port does not take
  /// it (net/bridge/br_vlan.c, __allowed_ingress).
  func admit(_ buffer: SocketBuffer, at port: BridgePort) -> UInt16? {
    guard isVLANAware else { return 0 }
    if let tag = buffer.vlan, tag.identifier != 0 {
      return port.isMember(of: tag.identifier) ? tag.identifier : nil
    }
    return port.memberships.first { $0.isPVID }?.identifier
  }
}
