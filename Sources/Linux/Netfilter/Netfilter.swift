import Packets
import Simulation

/// The hooks of a namespace and what hangs in them: tables of rules, connection tracking, NAT.
package final class Netfilter {
  package enum Verdict: Hashable, Sendable { case accept, drop }

  private unowned(unsafe) let namespace: NetworkNamespace
  package private(set) var tracker: ConnectionTracker

  init(namespace: NetworkNamespace) {
    self.namespace = namespace
    tracker = ConnectionTracker(namespace: namespace)
  }

  /// There is anything to look at in any hook. While false, packets pass without a look.
  package private(set) var isActive = false
  /// Connection tracking is on: some rule needs it (nf_ct_netns_get).
  package private(set) var tracksConnections = false
  /// Connection tracking is on, so that fragments are put together first.
  var defragments: Bool { tracksConnections }

  /// Takes a packet through a hook: raw, connection tracking, mangle, nat, filter, in Linux's order
  /// (include/uapi/linux/netfilter_ipv4.h). The packet may be rewritten.
  func evaluate(
    _ hook: Hook, _ buffer: SocketBuffer, input: NetworkDevice?, output: NetworkDevice?
  ) -> Verdict { .accept }

  /// An ICMP error is about a packet that was tracked here (nf_ct_attach).
  func relate(_ report: SocketBuffer, to packet: SocketBuffer) { tracker.relate(report, to: packet) }

  /// Connections that were masqueraded by this interface end (nf_nat_masquerade.c).
  func deviceWentDown(_ device: NetworkDevice) { tracker.deviceWentDown(device) }
  func addressRemoved(_ address: IPv4Address, from device: NetworkDevice) {
    tracker.addressRemoved(address, from: device)
  }
}
