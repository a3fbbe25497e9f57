import Packets
import Simulation

/// The sockets of a namespace, and which of them a packet is for.
package final class SocketTable {
  private unowned(unsafe) let namespace: NetworkNamespace

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  /// Copies for raw sockets (and ping sockets).
  func deliverRaw(_ buffer: SocketBuffer) {}

  /// False when no socket takes it.
  func deliver(_ datagram: UDPDatagram, _ buffer: SocketBuffer, on device: NetworkDevice) -> Bool { false }

  /// A segment without a connection is answered with a reset.
  func deliver(_ segment: TCPSegment, _ buffer: SocketBuffer, on device: NetworkDevice) {}

  /// An ICMP error has come in (or was made here) about a packet that a socket of ours had sent.
  func handle(_ error: ICMPError, about packet: IPv4Packet, from source: IPv4Address) {}
}
