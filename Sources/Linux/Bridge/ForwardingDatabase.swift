package import Packets
package import Simulation

/// Which station is behind which port (IEEE 802.1D, section 7.9; net/bridge/br_fdb.c).
package struct ForwardingDatabase {
  package struct Entry {
    package var port: Int
    package var seen: Nanoseconds
    /// Made by hand: it does not age.
    package var isStatic: Bool
    /// The bridge's own: frames for it go up (`permanent`).
    package var isLocal = false
  }

  package struct Key: Hashable {
    package var vlan: UInt16
    package var address: MACAddress
  }

  /// Entries not seen for so long are forgotten.
  package var ageing = Nanoseconds.seconds(300)
  private var entries: [Key: Entry] = [:]

  package init() {}

  package mutating func learn(_ address: MACAddress, vlan: UInt16 = 0, port: Int, now: Nanoseconds) {
    guard !address.isGroup, address != .zero else { return }
    let key = Key(vlan: vlan, address: address)
    if let known = entries[key], known.isStatic { return }
    entries[key] = Entry(port: port, seen: now, isStatic: false)
  }

  package mutating func add(
    _ address: MACAddress, vlan: UInt16 = 0, port: Int, isLocal: Bool = false, now: Nanoseconds
  ) {
    entries[Key(vlan: vlan, address: address)] = Entry(
      port: port, seen: now, isStatic: true, isLocal: isLocal)
  }

  /// Somebody has made it the bridge's own.
  func isLocal(_ address: MACAddress, vlan: UInt16) -> Bool {
    entries[Key(vlan: vlan, address: address)]?.isLocal ?? false
  }

  /// The entry of an address, if it has not aged.
  package func entry(_ address: MACAddress, vlan: UInt16 = 0, now: Nanoseconds) -> Entry? {
    guard let entry = entries[Key(vlan: vlan, address: address)] else { return nil }
    return entry.isStatic || now - entry.seen < ageing ? entry : nil
  }

  package mutating func remove(_ address: MACAddress, vlan: UInt16 = 0) -> Bool {
    entries.removeValue(forKey: Key(vlan: vlan, address: address)) != nil
  }

  /// Forgets what was learned; what was set by hand stays.
  package mutating func removeAllLearned() { entries = entries.filter { $0.value.isStatic } }

  /// The same for one port.
  package mutating func removeLearned(port: Int) {
    entries = entries.filter { $0.value.port != port || $0.value.isStatic }
  }

  package mutating func removeAll() { entries = [:] }

  package mutating func removeAll(port: Int) {
    entries = entries.filter { $0.value.port != port }
  }

  package func port(of address: MACAddress, vlan: UInt16 = 0, now: Nanoseconds) -> Int? {
    guard let entry = entries[Key(vlan: vlan, address: address)] else { return nil }
    return entry.isStatic || now - entry.seen < ageing ? entry.port : nil
  }

  /// What has not aged, by VLAN and address.
  package func sorted(now: Nanoseconds) -> [(key: Key, entry: Entry)] {
    entries.filter { $0.value.isStatic || now - $0.value.seen < ageing }
      .map { (key: $0.key, entry: $0.value) }
      .sorted { ($0.key.vlan, $0.key.address) < ($1.key.vlan, $1.key.address) }
  }
}
