import Linux
import Packets

/// What a request changes without a check (net/core/rtnetlink.c, do_setlink).
extension LinkRequest {
  func applySettings(to device: NetworkDevice) throws(CommandStop) {
    if let group { device.group = group }
    if let alias { device.alias = alias.isEmpty ? nil : alias }
    if let broadcast { device.broadcast = broadcast }
    if let isPromiscuous = flags.promiscuous { device.isPromiscuous = isPromiscuous }
    if let isARPOn = flags.arp, isARPOn != device.isARPEnabled {
      device.isARPEnabled = isARPOn
      // What was learnt one way is nothing worth the other (net/ipv4/arp.c, arp_netdev_event).
      device.namespace.neighbours.forget(device)
    }
    if let hasMulticast = flags.multicast { device.hasMulticast = hasMulticast }
    if let takesAll = flags.allMulticast { device.takesAllMulticast = takesAll }
    if let isDynamic = flags.dynamic { device.isDynamic = isDynamic }
    if let hasTrailers = flags.trailers { device.avoidsTrailers = !hasTrailers }
    if let length = queueLength { device.transmitQueueLength = length }
    if let isModeDormant { device.isModeDormant = isModeDormant }
    if let addressGeneration { device.addressGeneration = addressGeneration }
    for limit in limits { limit(&device.limits) }
    // Only a dummy lets its carrier be set, and no driver here can be held down.
    if hasCarrier != nil {
      guard device.kind == .dummy else { throw IPContext.refused(.notSupported) }
      throw .unsimulated("ip link set … carrier")
    }
    if isProtocolDown != nil {
      throw IPContext.refused(KernelError.notSupported.explained("Protodown not supported by device"))
    }
  }
}
