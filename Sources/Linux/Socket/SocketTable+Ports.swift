import Packets
import Simulation

/// Who has which port (net/ipv4/inet_connection_sock.c, udp.c).
extension SocketTable {
  /// Gives a UDP socket its port; 0 means a free one of `net.ipv4.ip_local_port_range`.
  func bind(_ socket: UDPSocket, port: UInt16) throws(KernelError) {
    let chosen = port == 0 ? ephemeralPort { !conflicts(socket, at: $0) } : port
    guard let chosen, port == 0 || !conflicts(socket, at: chosen) else {
      noteTaken(port, isUDP: true, by: datagramSockets[port]?.first)
      throw .addressInUse
    }
    socket.localPort = chosen
    datagramSockets[chosen, default: []].append(socket)
  }

  /// For explanations: a port could not be had.
  func noteTaken(_ port: UInt16, isUDP: Bool, by holder: Socket?) {
    guard let holder else { return }
    namespace.network.recorder.record(
      Refusal(
        node: namespace.name,
        kind: .portTaken(port: port, isUDP: isUDP, holder: holder.owner.name, origin: holder.origin)))
  }

  func remove(_ socket: UDPSocket) {
    guard socket.localPort != 0 else { return }
    datagramSockets[socket.localPort]?.removeAll { $0 === socket }
    if datagramSockets[socket.localPort]?.isEmpty == true { datagramSockets[socket.localPort] = nil }
  }

  private func conflicts(_ socket: UDPSocket, at port: UInt16) -> Bool {
    (datagramSockets[port] ?? []).contains { other in
      overlap(other.localAddress, socket.localAddress) && sameDevice(other, socket)
        && !(other.reusesAddress && socket.reusesAddress)
    }
  }

  /// Both would take a packet to some address.
  func overlap(_ left: IPv4Address, _ right: IPv4Address) -> Bool {
    left.isAny || right.isAny || left == right
  }

  func sameDevice(_ left: Socket, _ right: Socket) -> Bool {
    left.device == nil || right.device == nil || left.device === right.device
  }

  /// A port of the local range that suits, searched from a place chosen by chance; nil when all are taken.
  func ephemeralPort(where isFree: (UInt16) -> Bool) -> UInt16? {
    let range = namespace.settings.localPorts
    let count = range.count
    let start = namespace.network.random.number(below: count)
    for step in 0..<count {
      let port = range.lowerBound + UInt16((start + step) % count)
      if isFree(port) { return port }
    }
    return nil
  }
}
