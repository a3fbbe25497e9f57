extension SocketTable {
  /// Has the sockets of a process tell it nothing while it is stopped (SIGSTOP, a frozen control group), and catch up
  /// when it goes on.
  package func setStopped(_ isStopped: Bool, of processIdentifier: Int) {
    var own: [Socket] = datagramSockets.values.flatMap { $0 }
    own += listeners.values.flatMap { $0 as [Socket] }
    own += connections.values.map { $0 as Socket }
    own.removeAll { $0.owner.processIdentifier != processIdentifier }
    for socket in own.sorted(by: { $0.serial < $1.serial }) { socket.isStopped = isStopped }
  }
}
