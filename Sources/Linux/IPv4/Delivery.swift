import Packets
import Simulation

/// A packet for this host: INPUT, then the protocol (net/ipv4/ip_input.c, ip_local_deliver).
extension NetworkNamespace {
  func deliverLocally(_ buffer: SocketBuffer, _ device: NetworkDevice) {
    if buffer.ip.isFragment {
      guard reassemble(buffer) else { return }
    }
    guard pass(.input, buffer, input: device, output: nil) else { return }
    sockets.deliverRaw(buffer)
    switch buffer.ip.payload {
    case .icmp(let message): receive(message, buffer, on: device)
    case .udp(let datagram):
      if !sockets.deliver(datagram, buffer, on: device) {
        drop(buffer, .noSocket)
        sendError(.portUnreachable, about: buffer)
      }
    case .tcp(let segment): sockets.deliver(segment, buffer, on: device)
    case .raw:
      drop(buffer, .noSocket)
      sendError(.protocolUnreachable, about: buffer)
    }
  }
}
