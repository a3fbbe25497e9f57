import Packets

/// The pools that networks without `--subnet` get theirs from, taken in turn (libnetwork, ipamutils and
/// ipam.getPredefinedPool).
struct AddressPools {
  private static let all: [IPv4Prefix] =
    (17...31).map { IPv4Prefix(IPv4Address(172, UInt8($0), 0, 0), length: 16) }
    + (0...15).map { IPv4Prefix(IPv4Address(192, 168, UInt8($0 * 16), 0), length: 20) }

  /// Where the next search begins.
  private var start = 0

  /// The next pool that is free; nil when none is.
  mutating func next(where isFree: (IPv4Prefix) -> Bool) -> IPv4Prefix? {
    let count = Self.all.count
    for step in 0..<count {
      let place = (start + step) % count
      guard isFree(Self.all[place]) else { continue }
      start = (place + 1) % count
      return Self.all[place]
    }
    return nil
  }
}

extension IPv4Prefix {
  func overlaps(_ other: IPv4Prefix) -> Bool {
    length <= other.length ? contains(other.address) : other.contains(address)
  }
}
