package import Packets
package import Simulation

/// The lists of `-m recent` and the tables of `-m hashlimit`, as /proc shows and changes them.
extension Netfilter {
  package struct RecentListing {
    package struct Entry {
      package var address: IPv4Address
      package var timeToLive: UInt8
      /// The place of the oldest stamp in the ring of stamps.
      package var oldest: Int
      package var stamps: [Nanoseconds]
    }
    package var name: String
    /// The least recently seen address first.
    package var entries: [Entry]
  }

  /// By name.
  package var recentLists: [RecentListing] {
    recent.keys.sorted().map { name in
      let entries = recent[name]!.entries.map { address, entry in
        RecentListing.Entry(
          address: address, timeToLive: entry.timeToLive,
          oldest: entry.stamps.count % RecentList.usualStamps, stamps: entry.stamps)
      }
      return RecentListing(
        name: name,
        entries: entries.sorted {
          let (left, right) = ($0.stamps.last ?? .zero, $1.stamps.last ?? .zero)
          return left == right ? $0.address.bits < $1.address.bits : left < right
        })
    }
  }

  package var hashLimitNames: [String] { hashLimits.keys.sorted() }

  package func emptyRecentList(_ name: String) { recent[name]?.entries = [:] }

  package func removeFromRecentList(_ name: String, _ address: IPv4Address) {
    recent[name]?.entries[address] = nil
  }

  /// Adds an address, or another moment to one that is there.
  package func addToRecentList(_ name: String, _ address: IPv4Address) {
    let now = namespace.clock.now
    if recent[name]?.entries[address] != nil {
      recent[name]?.entries[address]?.stamps.append(now)
    } else {
      recent[name]?.entries[address] = RecentList.Entry(stamps: [now], timeToLive: 0)
    }
  }
}
