import Packets
import Simulation

/// An entry of connection tracking (include/net/netfilter/nf_conntrack.h).
package final class Connection {
  init() {}
}
