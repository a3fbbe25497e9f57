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
  /// Frames go between it and ports that are not isolated only.
  package var isIsolated = false
  /// Set down by hand (`bridge link set … state 0`).
  package var isDisabled = false
  package var cost = 2
  package var priority = 32
  /// VLANs, when the bridge is VLAN-aware.
  package var memberships = [VLANMembership(identifier: 1, isPVID: true, isUntagged: true)] {
    didSet { device.network.note(.vlans, of: device) }
  }

  init(number: Int, device: NetworkDevice, bridge: Bridge) {
    self.number = number
    self.device = device
    self.bridge = bridge
  }

  /// Without a spanning tree a port forwards as soon as it and the bridge are up.
  package var isForwarding: Bool {
    device.isRunning && bridge.device.isAdministrativelyUp && !isDisabled
  }

  /// As the kernel numbers states (include/uapi/linux/if_bridge.h).
  package enum State: Int, Sendable {
    case disabled, listening, learning, forwarding, blocking
  }

  /// Without a spanning tree there are no states on the way to forwarding.
  package var state: State { isForwarding ? .forwarding : .disabled }

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
    guard port.isForwarding else { return nil }
    guard isVLANAware else { return 0 }
    if let tag = buffer.vlan, tag.identifier != 0 {
      return port.isMember(of: tag.identifier) ? tag.identifier : nil
    }
    return port.memberships.first { $0.isPVID }?.identifier
  }
}
