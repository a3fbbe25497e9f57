import Linux
import Packets

/// Connections: each is accepted, and carried on by a second one from the host to the container
/// (libnetwork, cmd/proxy/tcp_proxy.go).
enum StreamProxy {
  /// Go's listeners ask for as many as the kernel allows (net.core.somaxconn).
  private static let backlog = 4096

  static func start(_ process: Process, _ port: PublishedPort) throws(KernelError) {
    let listener = process.makeTCPListener()
    listener.reusesAddress = true
    try listener.bind(port.hostAddress, port: port.hostPort)
    try listener.listen(backlog: backlog)
    listener.onAcceptable = { [unowned(unsafe) listener] in
      while let client = listener.accept() { relay(process, client, port) }
    }
  }

  private static func relay(_ process: Process, _ client: TCPSocket, _ port: PublishedPort) {
    let server = process.makeTCPSocket()
    process.keep(client)
    do throws(KernelError) {
      try server.connect(to: port.containerAddress, port: port.port.number)
    } catch {
      return client.close()
    }
    server.onError = { _ in
      client.close()
      server.close()
    }
    client.onError = { _ in
      client.close()
      server.close()
    }
    server.onConnected = {
      var openDirections = 2
      func ended(_ other: TCPSocket) {
        other.shutdown()
        openDirections -= 1
        guard openDirections == 0 else { return }
        client.close()
        server.close()
      }
      client.onReceive = { server.send($0) }
      server.onReceive = { client.send($0) }
      client.onEnd = { ended(server) }
      server.onEnd = { ended(client) }
    }
  }
}
