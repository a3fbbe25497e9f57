package import Packets

/// A program that waits for others to come to it.
package struct ListeningService: Hashable, Sendable {
  /// The addresses that it can be reached at; `.any` for all.
  package var address: IPv4Address
  package var port: UInt16
  package var isUDP: Bool
  /// The program's name, as `ss -p` gives it.
  package var program: String
}

extension SocketTable {
  /// What listens, for drawings: TCP's listeners and the datagram sockets of servers, by port. A datagram socket with
  /// a port that the kernel chose is a client's, and so is a listener of that kind on a loopback address (the name
  /// server that Docker puts into a container).
  package var listeningServices: [ListeningService] {
    var services: [ListeningService] = []
    for socket in all {
      guard let owner = socket.owner, socket.localPort != 0 else { continue }
      let isUDP = socket.kind == .udp
      guard isUDP ? socket.state == .closed : socket.kind == .tcp && socket.state == .listen else { continue }
      let isChosen = namespace.settings.localPorts.contains(socket.localPort)
      if isChosen, isUDP || socket.localAddress.isLoopback { continue }
      let service = ListeningService(
        address: socket.localAddress, port: socket.localPort, isUDP: isUDP, program: owner.name)
      if !services.contains(service) { services.append(service) }
    }
    return services
  }
}
