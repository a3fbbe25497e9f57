package import Linux

extension Process {
  /// The owner that this process's sockets have in `ss` and traces.
  package var socketOwner: SocketOwner {
    SocketOwner(name: name, processIdentifier: identifier, firstDescriptor: firstDescriptor)
  }

  /// Has a socket close when the process ends.
  package func keep(_ socket: Socket) { atExit { socket.close() } }

  package func makeUDPSocket() -> UDPSocket {
    let socket = UDPSocket(namespace: namespace, owner: socketOwner)
    keep(socket)
    return socket
  }
}

extension Process {
  package func makeTCPSocket() -> TCPSocket {
    let socket = TCPSocket(namespace: namespace, owner: socketOwner)
    keep(socket)
    return socket
  }

  package func makeTCPListener() -> TCPListener {
    let socket = TCPListener(namespace: namespace, owner: socketOwner)
    keep(socket)
    return socket
  }
}
