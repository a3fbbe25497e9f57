/// Metrics of a route beside its preference (rtnetlink(7), RTA_METRICS): what TCP and IP shall assume of the way.
package struct RouteMetrics: Hashable, Sendable {
  /// In the kernel's order, which is the order of `ip route` (include/uapi/linux/rtnetlink.h).
  package enum Kind: Int, Hashable, Sendable, CaseIterable {
    case mtu = 2
    case window, rtt, rttvar, ssthresh, cwnd, advmss, reordering, hoplimit, initcwnd, features, rtoMin
    case initrwnd, quickack, congctl, fastOpenNoCookie

    /// The kind with this word.
    package static func named(_ name: String) -> Kind? { allCases.first { $0.name == name } }

    /// The word of `ip route`.
    package var name: String {
      switch self {
      case .mtu: "mtu"
      case .window: "window"
      case .rtt: "rtt"
      case .rttvar: "rttvar"
      case .ssthresh: "ssthresh"
      case .cwnd: "cwnd"
      case .advmss: "advmss"
      case .reordering: "reordering"
      case .hoplimit: "hoplimit"
      case .initcwnd: "initcwnd"
      case .features: "features"
      case .rtoMin: "rto_min"
      case .initrwnd: "initrwnd"
      case .quickack: "quickack"
      case .congctl: "congctl"
      case .fastOpenNoCookie: "fastopen_no_cookie"
      }
    }
  }

  package struct Entry: Hashable, Sendable {
    package var kind: Kind
    /// Octets, packets or milliseconds.
    package var value: Int
    /// For a congestion control's name.
    package var word: String?
    /// The kernel shall not change it: of the MTU, that packets may be cut all the same (`mtu lock 1200`).
    package var isLocked: Bool
  }

  /// Those that were given, in the kernel's order.
  package private(set) var entries: [Entry] = []

  package init() {}

  package var isEmpty: Bool { entries.isEmpty }

  package subscript(kind: Kind) -> Int? { entries.first { $0.kind == kind }?.value }

  package func isLocked(_ kind: Kind) -> Bool { entries.contains { $0.kind == kind && $0.isLocked } }

  package mutating func set(_ kind: Kind, _ value: Int, word: String? = nil, isLocked: Bool = false) {
    entries.removeAll { $0.kind == kind }
    let place = entries.firstIndex { $0.kind.rawValue > kind.rawValue } ?? entries.count
    entries.insert(Entry(kind: kind, value: value, word: word, isLocked: isLocked), at: place)
  }
}
