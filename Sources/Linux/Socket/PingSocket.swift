package import Packets
import Simulation

/// A socket that sends echo requests and gets the answers to them (icmp(7), net/ipv4/ping.c).
package final class PingSocket: Socket {
  package struct Reply {
    package var sequence: UInt16
    package var payload: Bytes
    package var source: IPv4Address
    package var destination: IPv4Address
    package var timeToLive: UInt8
  }

  /// In the identifier field of every request.
  package internal(set) var identifier: UInt16 = 0
  package var onReply: ((Reply) -> Void)?
  /// An ICMP error about one of our requests: the error, the request's sequence number, and the host that
  /// reported it (the host itself when ARP had no answer).
  package var onICMPError: ((ICMPError, UInt16, IPv4Address) -> Void)?

  /// The identifier is chosen freely unless one is given.
  package init(namespace: NetworkNamespace, owner: SocketOwner, identifier: UInt16? = nil) {
    super.init(namespace: namespace, owner: owner)
    namespace.sockets.insert(self, identifier: identifier)
  }

  /// Takes a source address. EADDRNOTAVAIL when it is not one of the host's.
  package func bind(_ address: IPv4Address) throws(KernelError) {
    guard mayBind(to: address) else { throw .addressNotAvailable }
    localAddress = address
  }

  /// The source address that requests to this destination have; the failure is connect(2)'s.
  package func source(to destination: IPv4Address) -> Swift.Result<IPv4Address, KernelError> {
    route(to: destination, .icmp).map { $0.source }
  }

  /// Sends an echo request. The failure is sendto(2)'s: EMSGSIZE, ENETUNREACH, EHOSTUNREACH, EACCES (prohibited,
  /// or broadcast without `allowsBroadcast`), EINVAL (blackhole), EPERM (an OUTPUT rule).
  @discardableResult
  package func send(sequence: UInt16, payload: Bytes, to destination: IPv4Address) -> KernelError? {
    guard payload.count <= 65507 else { return .messageTooLong }
    switch route(to: destination, .icmp) {
    case .failure(let error): return error
    case .success(let route):
      let echo = ICMPEcho(identifier: identifier, sequence: sequence, payload: payload)
      return send(.icmp(.echoRequest(echo)), to: destination, by: route)
    }
  }

  package override func close() {
    guard isOpen else { return }
    super.close()
    namespace.sockets.remove(self)
    (onReply, onICMPError) = (nil, nil)
  }

  func receive(_ echo: ICMPEcho, in packet: IPv4Packet, on input: NetworkDevice?) {
    guard echo.identifier == identifier, device == nil || device === input || input?.isLoopback == true,
      localAddress.isAny || localAddress == packet.destination
    else { return }
    onReply?(
      Reply(
        sequence: echo.sequence, payload: echo.payload, source: packet.source,
        destination: packet.destination, timeToLive: packet.timeToLive))
  }

  func handle(_ error: ICMPError, about packet: IPv4Packet, from source: IPv4Address) {
    guard case .icmp(.echoRequest(let echo)) = packet.payload, echo.identifier == identifier else { return }
    onICMPError?(error, echo.sequence, source)
  }
}
