/// Packets and octets, as a rule or a policy has counted them.
package struct Counters: Hashable, Sendable {
  package var packets: UInt64
  package var bytes: UInt64

  package init(packets: UInt64 = 0, bytes: UInt64 = 0) {
    self.packets = packets
    self.bytes = bytes
  }

  mutating func count(_ length: Int) {
    packets += 1
    bytes += UInt64(length)
  }
}
