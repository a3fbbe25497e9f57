package import Packets
import Simulation

/// What `ip link set` changes, with the kernel's checks (net/core/dev.c).
extension NetworkDevice {
  /// The largest MTU that may be set; `lo` has no limit.
  package var maximumMTU: Int { isLoopback ? Int(Int32.max) : 65535 }
  package var minimumMTU: Int { isLoopback ? 0 : 68 }

  /// Gives the interface an address of its own; a bridge's then no longer follows its ports.
  package func setHardware(_ address: MACAddress) throws(KernelError) {
    guard !address.isGroup, address != .zero || isLoopback else { throw .addressNotAvailable }
    guard !isLoopback else { throw .notSupported }
    hardware = address
    if let bridge {
      bridge.hasFixedAddress = true
      bridge.tree.identifierMayHaveChanged()
      carrierMayHaveChanged()
    }
    port?.bridge.portsChanged()
  }

  /// Addresses whose label is the interface's old name, or begins with it, follow (devinet.c, inetdev_changename).
  package func rename(to newName: String) {
    for place in addresses.indices {
      let suffix = addresses[place].label.split(separator: ":", maxSplits: 1).dropFirst().first
      addresses[place].label = suffix.map { newName + ":" + $0 } ?? newName
    }
    name = newName
  }

  package func setMTU(_ size: Int) throws(KernelError) {
    guard size >= minimumMTU else {
      throw .invalidArgument.explained("mtu less than device minimum")
    }
    guard size <= maximumMTU else {
      throw .invalidArgument.explained("mtu greater than device maximum")
    }
    mtu = size
    bridge?.hasFixedMTU = true
    network.note(.mtu, of: self)
    port?.bridge.portsChanged()
  }

  /// Makes the interface a port of a bridge, or frees it (net/bridge/br_if.c, br_add_if).
  package func enslave(to master: NetworkDevice?) throws(KernelError) {
    if let port { port.bridge.remove(port) }
    network.note(.bridge, of: self)
    guard let master else { return }
    guard let target = master.bridge else { throw .notSupported }
    guard !isLoopback else { throw .invalidArgument }
    guard bridge == nil else {
      throw .loop.explained("Can not enslave a bridge to a bridge")
    }
    target.add(self)
  }
}
