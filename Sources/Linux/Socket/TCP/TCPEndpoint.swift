package import Packets
import Simulation

/// What a listener and a connection have in common: a place in the table of TCP ports.
package class TCPEndpoint: Socket {
  package internal(set) var localPort: UInt16 = 0
  package internal(set) var state = TCPState.closed
  /// SO_REUSEADDR: a port may be bound again while old connections of it linger.
  package var reusesAddress = false
  /// SO_REUSEPORT: several listeners of one port, where all of them say so. The oldest gets the connections here; the
  /// kernel spreads them by a hash.
  package var sharesPort = false
  /// The port was taken by bind(2), not found by connect(2) for one connection.
  var holdsPort = false
  /// The program has let go of it (close(2)), and the kernel finishes alone.
  var isOrphan = false

  package override init(namespace: NetworkNamespace, owner: SocketOwner) {
    super.init(namespace: namespace, owner: owner)
    pathMTUDiscovery = .do
  }

  /// Takes an address and a port; port 0 takes a free one. EADDRNOTAVAIL, EADDRINUSE, EINVAL when bound already.
  package func bind(_ address: IPv4Address = .any, port: UInt16 = 0) throws(KernelError) {
    guard localPort == 0 else { throw .invalidArgument }
    guard mayBind(to: address), !address.isBroadcast else { throw .addressNotAvailable }
    localAddress = address
    try namespace.sockets.bind(self, port: port)
  }
}
