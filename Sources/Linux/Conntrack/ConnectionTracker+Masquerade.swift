package import Packets

/// Masqueraded connections live no longer than what they borrowed their address from
/// (net/netfilter/nf_nat_masquerade.c).
extension ConnectionTracker {
  /// All that were masqueraded by this interface end; translations by SNAT stay.
  package func deviceWentDown(_ device: NetworkDevice) {
    for connection in table.connections where connection.masqueradeInterface == device.index {
      kill(connection)
    }
  }

  /// Those that were masqueraded by this interface with this address end.
  package func addressRemoved(_ address: IPv4Address, from device: NetworkDevice) {
    for connection in table.connections
    where connection.masqueradeInterface == device.index && connection.reply.destination == address {
      kill(connection)
    }
  }
}
