import Packets
import Simulation

/// Connection tracking and NAT of a namespace, as the hooks of netfilter call them.
///
/// `Netfilter.evaluate` calls, in this order: at PREROUTING and OUTPUT `track` (after raw); at each hook with a
/// nat table `needsNATRules`, the table's rules (which may call `setUpNAT`), `setUpNullBinding`, `applyNAT`; at
/// INPUT and POSTROUTING `confirm` at the end.
package final class ConnectionTracker {
  private unowned(unsafe) let namespace: NetworkNamespace

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  /// Finds or makes the packet's connection and sets `connection`, `connectionState` and `isReply`. A packet
  /// whose state is already `.untracked` (NOTRACK) or whose connection is set stays as it is (nf_conntrack_in).
  func track(_ buffer: SocketBuffer, at hook: Hook) -> Netfilter.Verdict { .accept }

  /// The connection has not got a translation of this kind yet: the rules of table nat decide (nf_nat_inet_fn).
  func needsNATRules(_ buffer: SocketBuffer, _ manipulation: Translation.Manipulation) -> Bool { false }

  /// A rule's decision for the connection. False when no free tuple was left: the packet is dropped.
  func setUpNAT(_ buffer: SocketBuffer, _ range: NATRange, _ manipulation: Translation.Manipulation, at hook: Hook)
    -> Bool
  { true }

  /// MASQUERADE: the connection ends with the interface's address (nf_nat_masquerade_ipv4).
  func setUpMasquerade(_ buffer: SocketBuffer, _ range: NATRange, on output: NetworkDevice, at hook: Hook) -> Bool {
    true
  }

  /// No rule wanted a translation: none, unless the tuple collides (nf_nat_alloc_null_binding).
  func setUpNullBinding(_ buffer: SocketBuffer, _ manipulation: Translation.Manipulation, at hook: Hook) -> Bool {
    true
  }

  /// Rewrites the packet as its connection says, and the packet inside an ICMP error; traces `.translated` by
  /// the author, where something changed. False drops the packet.
  func applyNAT(
    _ buffer: SocketBuffer, _ manipulation: Translation.Manipulation, at hook: Hook, author: Translation.Author
  ) -> Bool { true }

  /// The first packet has got through: its connection goes into the table (nf_confirm).
  func confirm(_ buffer: SocketBuffer, at hook: Hook) -> Netfilter.Verdict { .accept }
}
