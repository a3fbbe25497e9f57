import Linux
import Packets
import Simulation

/// The files of /proc/net/xt_recent, one for each list of `-m recent` (net/netfilter/xt_recent.c).
enum RecentFiles {
  static func names(in namespace: NetworkNamespace) -> [String] {
    namespace.netfilter.recentLists.map { $0.name }.sorted()
  }

  static func file(_ name: String, in namespace: NetworkNamespace) -> FileSystem.SpecialFile? {
    guard namespace.netfilter.recentLists.contains(where: { $0.name == name }) else { return nil }
    return FileSystem.SpecialFile(
      read: { [unowned(unsafe) namespace] in
        namespace.netfilter.recentLists.first { $0.name == name }.map(text)
      },
      write: { [unowned(unsafe) namespace] in write($0, to: name, in: namespace) })
  }

  /// Moments are counted in ticks of 4 ms; the kernel's counter begins five minutes before it overflows 32 bits.
  private static func text(of list: Netfilter.RecentListing) -> String {
    list.entries.map { entry in
      var line =
        "src=\(entry.address) ttl: \(entry.timeToLive) last_seen: \(ticks(entry.stamps.last ?? .zero))"
      line += " oldest_pkt: \(entry.oldest)"
      line += entry.stamps.enumerated().map { ($0.offset == 0 ? " " : ", ") + "\(ticks($0.element))" }
        .joined()
      return line + "\n"
    }.joined()
  }

  private static func ticks(_ moment: Nanoseconds) -> Int64 {
    4_294_892_296 + moment.count / 4_000_000
  }

  /// `+ADDRESS`, `-ADDRESS`, or `/` for all. False for anything else.
  private static func write(_ text: String, to name: String, in namespace: NetworkNamespace) -> Bool {
    let word = text.split(separator: "\n").first ?? ""
    if word.hasPrefix("/") {
      namespace.netfilter.emptyRecentList(name)
      return true
    }
    guard let sign = word.first, sign == "+" || sign == "-", let address = IPv4Address(word.dropFirst())
    else {
      return false
    }
    if sign == "+" {
      namespace.netfilter.addToRecentList(name, address)
    } else {
      namespace.netfilter.removeFromRecentList(name, address)
    }
    return true
  }
}
