import Packets
import Simulation

/// What net.ipv4.conf.*.log_martians has the kernel print (net/ipv4/route.c, ip_handle_martian_source).
extension NetworkNamespace {
  /// A source that cannot be there, or that the reverse path filter does not believe.
  func logMartianSource(_ buffer: SocketBuffer, on device: NetworkDevice) {
    guard logsMartians(on: device) else { return }
    let packet = buffer.ip
    kernelLog.append(
      "IPv4: martian source \(packet.destination) from \(packet.source), on dev \(device.name)", at: clock.now
    )
    guard !device.isLoopback else { return }
    // The link header, sixteen octets to a line.
    let octets = buffer.destinationHardware.octets + buffer.sourceHardware.octets + [0x08, 0x00]
    let text = octets.map { UInt8($0).hexadecimal }.joined(separator: " ")
    kernelLog.append("ll header: 00000000: \(text)", at: clock.now)
  }

  func logMartianDestination(_ buffer: SocketBuffer, on device: NetworkDevice) {
    guard logsMartians(on: device) else { return }
    let packet = buffer.ip
    kernelLog.append(
      "IPv4: martian destination \(packet.destination) from \(packet.source), dev \(device.name)",
      at: clock.now)
  }

  private func logsMartians(on device: NetworkDevice) -> Bool {
    max(settings.all.logMartians, device.settings.logMartians) != 0
  }
}
