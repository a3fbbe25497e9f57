import Linux
import Packets
import Simulation

/// A client's messages to servers and theirs to it, on an interface that may have no address yet (RFC 2131,
/// section 4.1): by a packet socket, from 0.0.0.0 to everybody.
final class DHCPExchange {
  let device: NetworkDevice
  let process: Process
  let transaction: UInt32
  private let socket: PacketSocket
  private let timeToLive: UInt8
  private let typeOfService: UInt8
  private let started: Nanoseconds
  /// A reply to this client's transaction.
  var onReply: ((DHCPMessage) -> Void)?

  init(on device: NetworkDevice, _ process: Process, timeToLive: UInt8, typeOfService: UInt8) {
    self.device = device
    self.process = process
    (self.timeToLive, self.typeOfService) = (timeToLive, typeOfService)
    transaction = UInt32(truncatingIfNeeded: process.system.network.random.next())
    socket = PacketSocket(on: device, owner: process.socketOwner)
    started = process.clock.now
    process.atExit { [self] in close() }
    socket.onReceive = { [self] in receive($0) }
  }

  private func receive(_ packet: IPv4Packet) {
    guard case .udp(let datagram) = packet.payload, datagram.destinationPort == DHCPMessage.clientPort,
      let message = DHCPMessage(decoding: datagram.payload), message.isReply,
      message.transaction == transaction, message.hardware == device.hardware
    else { return }
    onReply?(message)
  }

  /// A message of this client, without options.
  func message() -> DHCPMessage {
    var message = DHCPMessage(transaction: transaction, hardware: device.hardware)
    message.seconds = UInt16(truncatingIfNeeded: (process.clock.now - started).seconds)
    return message
  }

  /// To everybody on the wire.
  func broadcast(_ message: DHCPMessage) {
    let datagram = UDPDatagram(
      sourcePort: DHCPMessage.clientPort, destinationPort: DHCPMessage.serverPort,
      payload: Bytes(message.encoded()))
    var packet = IPv4Packet(
      source: .any, destination: .broadcast, timeToLive: timeToLive, payload: .udp(datagram))
    packet.typeOfService = typeOfService
    socket.send(packet, to: .broadcast)
  }

  /// To one server, by the host's own address and routes.
  func send(_ message: DHCPMessage, to server: IPv4Address) {
    let socket = process.makeUDPSocket()
    do throws(KernelError) {
      try socket.bind(message.clientAddress, port: DHCPMessage.clientPort)
    } catch {
      return
    }
    socket.send(Bytes(message.encoded()), to: server, port: DHCPMessage.serverPort)
    socket.close()
  }

  func close() {
    socket.close()
    onReply = nil
  }
}
