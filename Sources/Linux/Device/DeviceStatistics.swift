/// Counters of an interface (`ip -s link`). Octets include the link header.
package struct DeviceStatistics: Hashable, Sendable {
  package var receivedPackets = 0
  package var receivedBytes = 0
  package var receivedDropped = 0
  package var transmittedPackets = 0
  package var transmittedBytes = 0
  package var transmittedDropped = 0
  package var multicast = 0
  package var carrierChanges = 0

  package init() {}
}
