package import Packets
import Simulation

/// A raw socket: sees copies of all packets of one protocol that reach the host, and sends any (raw(7)).
package final class RawSocket: Socket {
  package let proto: IPProtocol
  /// Every packet of the protocol for this host, whole, and the interface that it came in by.
  package var onReceive: ((IPv4Packet, NetworkDevice) -> Void)?
  /// ICMP errors about packets of the protocol that this host has sent: the error, the packet it quotes, and the
  /// host that reported it.
  package var onICMPError: ((ICMPError, IPv4Packet, IPv4Address) -> Void)?

  package init(namespace: NetworkNamespace, owner: SocketOwner, proto: IPProtocol) {
    self.proto = proto
    super.init(namespace: namespace, owner: owner)
    namespace.sockets.insert(self)
  }

  /// Takes a source address, and only packets to it. EADDRNOTAVAIL when it is not one of the host's.
  package func bind(_ address: IPv4Address) throws(KernelError) {
    guard mayBind(to: address) else { throw .addressNotAvailable }
    localAddress = address
  }

  /// Sends a packet; the socket's options fill the header in. The failure is what sendto(2) answers.
  @discardableResult
  package func send(_ payload: IPv4Payload, to destination: IPv4Address) -> KernelError? {
    switch route(to: destination, payload.proto) {
    case .failure(let error): return error
    case .success(let route): return send(payload, to: destination, by: route)
    }
  }

  /// The source address that a packet to this destination would have.
  package func source(to destination: IPv4Address) -> Swift.Result<IPv4Address, KernelError> {
    route(to: destination, proto).map { $0.source }
  }

  package override func close() {
    guard isOpen else { return }
    super.close()
    namespace.sockets.remove(self)
    (onReceive, onICMPError) = (nil, nil)
  }

  func accepts(_ packet: IPv4Packet, on input: NetworkDevice?) -> Bool {
    packet.proto == proto && (localAddress.isAny || localAddress == packet.destination)
      && (device == nil || device === input)
  }
}
