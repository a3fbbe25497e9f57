import Packets
import Simulation

/// A packet for this host: INPUT, then the protocol (net/ipv4/ip_input.c, ip_local_deliver).
extension NetworkNamespace {
  func deliverLocally(_ buffer: SocketBuffer, _ device: NetworkDevice) {
    if buffer.ip.isFragment {
      guard reassemble(buffer) else { return }
    }
    guard pass(.input, buffer, input: device, output: nil) else { return }
    countDelivered(buffer.ip)
    sockets.deliverRaw(buffer)
    switch buffer.ip.payload {
    case .icmp(let message): receive(message, buffer, on: device)
    case .udp(let datagram):
      if sockets.deliver(datagram, buffer, on: device) {
        counters.udp.inDatagrams += 1
      } else {
        counters.udp.noPorts += 1
        drop(buffer, .noSocket)
        sendError(.portUnreachable, about: buffer)
      }
    case .tcp(let segment):
      counters.tcp.inSegments += 1
      sockets.deliver(segment, buffer, on: device)
    case .raw:
      drop(buffer, .noSocket)
      sendError(.protocolUnreachable, about: buffer)
    }
  }

  /// Before a program hears of the packet, since it may ask for the counters at once.
  private func countDelivered(_ packet: IPv4Packet) {
    if case .icmp(let message) = packet.payload { counters.icmp.countIn(message.type) }
    if case .raw = packet.payload {
      counters.ip.inUnknownProtos += 1
    } else {
      counters.ip.inDelivers += 1
    }
  }
}
