import Packets
import Simulation

/// An address that a client has for a time.
struct DHCPLease {
  var hardware: MACAddress
  var address: IPv4Address
  var name: String?
  /// Nil for ever.
  var expires: Nanoseconds?
  var clientIdentifier: Bytes?

  /// A line of the leases file.
  func line() -> String {
    let time = expires.map { String(CalendarTime.epoch + Int64($0.seconds)) } ?? "0"
    let identifier = clientIdentifier.map { $0.map { $0.hexadecimal }.joined(separator: ":") } ?? "*"
    return "\(time) \(hardware) \(address) \(name ?? "*") \(identifier)\n"
  }
}

/// The addresses that are given out, newest first.
struct DHCPLeaseTable {
  private(set) var leases: [DHCPLease] = []

  mutating func removeExpired(at now: Nanoseconds) {
    leases.removeAll { $0.expires.map { $0 <= now } ?? false }
  }

  func lease(of hardware: MACAddress) -> DHCPLease? { leases.first { $0.hardware == hardware } }
  func lease(of address: IPv4Address) -> DHCPLease? { leases.first { $0.address == address } }

  mutating func remove(_ hardware: MACAddress) { leases.removeAll { $0.hardware == hardware } }

  mutating func insert(_ lease: DHCPLease) {
    if let place = leases.firstIndex(where: { $0.hardware == lease.hardware && $0.address == lease.address })
    {
      leases[place] = lease
    } else {
      remove(lease.hardware)
      leases.insert(lease, at: 0)
    }
  }
}
