package import Packets
import Simulation

/// A packet socket on one interface: sees every frame that comes in there, for whomever, and sends frames past the IP
/// layer (packet(7)).
package final class PacketSocket {
  private let device: NetworkDevice
  private let owner: SocketOwner
  private var capture: PacketCapture?
  private static let wakeUp = Nanoseconds.microseconds(50)
  /// Every IPv4 packet that comes in, whether the host would take it or not.
  package var onReceive: ((IPv4Packet) -> Void)?

  package init(on device: NetworkDevice, owner: SocketOwner) {
    self.device = device
    self.owner = owner
    let capture = PacketCapture { [unowned(unsafe) self] buffer, device, direction in
      guard direction == .incoming, buffer.kind == .ipv4 else { return }
      let (socket, packet) = (self, buffer.ip)
      // The program has to wake up first: by then the IP layer has had the packet.
      device.namespace.clock.schedule(after: Self.wakeUp) { socket.onReceive?(packet) }
    }
    self.capture = capture
    device.attach(capture)
  }

  /// Sends an IPv4 packet to a station, as it is: no routing decision, no netfilter hook.
  package func send(_ packet: IPv4Packet, to hardware: MACAddress) {
    let network = device.namespace.network
    let frame = EthernetFrame(
      destination: hardware, source: device.hardware, payload: .ipv4(packet))
    let buffer = SocketBuffer(frame, identity: network.nextPacketIdentity())
    buffer.sender = owner.name
    device.namespace.trace(buffer, .created(by: owner.name))
    device.transmit(buffer)
  }

  package func close() {
    guard let capture else { return }
    device.detach(capture)
    self.capture = nil
    onReceive = nil
  }
}
