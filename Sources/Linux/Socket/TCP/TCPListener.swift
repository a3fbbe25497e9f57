import Packets
import Simulation

/// A socket that waits for connections (listen(2)).
package final class TCPListener: TCPEndpoint {
  /// Established connections beyond this are not taken in.
  package private(set) var backlog = 0
  private var waiting: [TCPSocket] = []
  /// Connections whose handshake is not complete.
  private var embryos: [TCPSocket] = []

  /// Called whenever a connection waits to be accepted; also at once if one does when it is set.
  package var onAcceptable: (() -> Void)? {
    didSet { tellProgram() }
  }

  package override init(namespace: NetworkNamespace, owner: SocketOwner) {
    super.init(namespace: namespace, owner: owner)
  }

  /// Connections are taken in from now on. EADDRINUSE when another socket listens there.
  package func listen(backlog: Int) throws(KernelError) {
    if localPort == 0 { try namespace.sockets.bind(self, port: 0) }
    self.backlog = backlog
    try namespace.sockets.listen(self)
    state = .listen
  }

  /// The connection that waits longest.
  package func accept() -> TCPSocket? { waiting.isEmpty ? nil : waiting.removeFirst() }

  /// Nobody is let in any more; who waits unaccepted is reset (inet_csk_listen_stop).
  package override func close() {
    guard isOpen else { return }
    super.close()
    state = .closed
    onAcceptable = nil
    namespace.sockets.remove(self)
    for embryo in embryos { embryo.vanish() }
    for connection in waiting { connection.abort() }
    (embryos, waiting) = ([], [])
  }

  override func abandon() {
    (embryos, waiting, onAcceptable) = ([], [], nil)
    isOpen = false
  }

  var queueLength: Int { waiting.count }
  private var isFull: Bool { waiting.count > backlog }

  /// A segment for the port without a connection (net/ipv4/tcp_input.c, tcp_rcv_state_process, TCP_LISTEN).
  func receive(_ segment: TCPSegment, _ buffer: SocketBuffer) {
    guard !segment.flags.contains(.rst) else { return }
    guard !segment.flags.contains(.ack) else {
      namespace.sockets.sendReset(to: segment, buffer)
      return
    }
    guard segment.flags.contains(.syn), !segment.flags.contains(.fin) else { return }
    guard !isFull else {
      namespace.drop(buffer, .tableFull)
      return
    }
    // Without a way back there is no answer, and nothing is kept (tcp_conn_request, route_req).
    let back = Flow(destination: buffer.ip.source, source: buffer.ip.destination)
    guard case .success = namespace.routeOutput(back) else {
      namespace.drop(buffer, .noRoute)
      return
    }
    namespace.trace(buffer, .delivered(to: "tcp \(localAddress):\(localPort)"))
    let embryo = TCPSocket(answering: segment, in: buffer, listener: self)
    embryos.append(embryo)
    embryo.sendSynAck()
  }

  /// The third part of the handshake has come. False while nobody more can wait: the client will say it again.
  func establish(_ connection: TCPSocket) -> Bool {
    guard !isFull else { return false }
    embryos.removeAll { $0 === connection }
    waiting.append(connection)
    return true
  }

  override func tellProgram() { if !waiting.isEmpty, !isStopped { onAcceptable?() } }

  func forget(_ embryo: TCPSocket) { embryos.removeAll { $0 === embryo } }
}
