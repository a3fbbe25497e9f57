extension SocketTable {
  /// Has the sockets of a process tell it nothing while it is stopped (SIGSTOP, a frozen control group), and catch up
  /// when it goes on.
  package func setStopped(_ isStopped: Bool, of processIdentifier: Int) {
    var own: [Socket] = []
    for found in datagramSockets.values { for socket in found { own.append(socket) } }
    for found in listeners.values { for listener in found { own.append(listener) } }
    for connection in connections.values { own.append(connection) }
    own.removeAll { $0.owner.processIdentifier != processIdentifier }
    for socket in own.sorted(by: { $0.serial < $1.serial }) { socket.isStopped = isStopped }
  }
}
