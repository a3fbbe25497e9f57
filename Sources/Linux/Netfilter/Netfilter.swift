import Packets
import Simulation

/// The hooks of a namespace and what hangs in them: tables of rules, connection tracking, NAT.
package final class Netfilter {
  package enum Verdict: Hashable, Sendable { case accept, drop }

  unowned(unsafe) let namespace: NetworkNamespace
  package let tracker: ConnectionTracker
  package let raw = Table(.raw)
  package let mangle = Table(.mangle)
  package let nat = Table(.nat)
  package let filter = Table(.filter)
  package let security = Table(.security)
  /// What `-m recent` remembers, by list.
  var recent: [String: RecentList] = [:]
  /// What `-m hashlimit` remembers, by table.
  var hashLimits: [String: HashLimitTable] = [:]
  package let sets = IPSets()

  /// There is anything to look at in any hook. While false, packets pass without a look.
  package private(set) var isActive = false
  /// Connection tracking is on: some rule needs it (nf_ct_netns_get).
  package private(set) var tracksConnections = false

  init(namespace: NetworkNamespace) {
    self.namespace = namespace
    tracker = ConnectionTracker(namespace: namespace)
  }

  package func table(_ name: Table.Name) -> Table {
    switch name {
    case .raw: raw
    case .mangle: mangle
    case .nat: nat
    case .filter: filter
    case .security: security
    }
  }

  /// In the order of `iptables-save`.
  package var tables: [Table] { [mangle, security, raw, filter, nat] }

  /// Connection tracking is on, so that fragments are put together first.
  var defragments: Bool { tracksConnections }

  /// After a change of rules: whether packets have to be looked at, and whether connections are tracked. They are
  /// only where a rule needs it (nf_ct_netns_get).
  func rulesChanged() {
    var tracks = false
    var acts = false
    for table in tables {
      for chain in table.chains {
        if !chain.isIdle { acts = true }
        if chain.trackingRules > 0 { tracks = true }
      }
    }
    if tracks, !tracksConnections { tracker.forgetWindows() }
    tracksConnections = tracks
    isActive = acts || tracks
  }

  /// An ICMP error is about a packet that was tracked here (nf_ct_attach).
  func relate(_ report: SocketBuffer, to packet: SocketBuffer) { tracker.relate(report, to: packet) }

  /// Connections that were masqueraded by this interface end (nf_nat_masquerade.c).
  func deviceWentDown(_ device: NetworkDevice) { tracker.deviceWentDown(device) }
  func addressRemoved(_ address: IPv4Address, from device: NetworkDevice) {
    tracker.addressRemoved(address, from: device)
  }
}

extension RuleSpecification {
  /// It speaks of certain packets: a protocol, an address, or anything else beside states of connections.
  var isSelective: Bool {
    source != nil || destination != nil || proto != nil
  }

  /// A match or target that looks at connections. NOTRACK does not (net/netfilter/xt_CT.c).
  var needsTracking: Bool {
    switch target {
    case .connectionMark, .sourceNAT, .destinationNAT, .masquerade, .redirect, .netmap: return true
    case .uncommon(.track(let options)) where !options.isExempt: return true
    default: break
    }
    return matches.contains {
      switch $0 {
      case .conntrack, .state, .connectionMark: true
      case .uncommon(let match): match.needsTracking
      default: false
      }
    }
  }
}
