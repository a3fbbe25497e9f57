import Packets
import Simulation

extension Netfilter {
  /// Targets that let the packet go on.
  func apply(_ target: UncommonTarget, _ buffer: SocketBuffer) {
    switch target {
    case .track(let options): apply(options, buffer)
    case .removeECN:
      guard var segment = buffer.ip.tcp else { return }
      segment.flags = TCPFlags(rawValue: segment.flags.rawValue & 0x3F)
      buffer.ip.payload = .tcp(segment)
    case .stripOptions(let numbers):
      guard var segment = buffer.ip.tcp else { return }
      for number in numbers { segment.options.remove(number) }
      buffer.ip.payload = .tcp(segment)
    case .classify, .fillChecksum, .netfilterLog, .queue, .audit: break
    }
  }

  /// What the connection that the packet begins is made with; a packet that has one keeps it
  /// (net/netfilter/xt_CT.c).
  private func apply(_ options: TrackingOptions, _ buffer: SocketBuffer) {
    guard buffer.connection == nil else { return }
    if options.isExempt {
      buffer.connectionState = .untracked
    } else {
      buffer.trackingTemplate = TrackingTemplate(options)
      buffer.connectionState = .new
    }
  }
}

extension TCPOptions {
  /// As if the option had not been sent.
  fileprivate mutating func remove(_ number: UInt8) {
    switch number {
    case 2: maximumSegmentSize = nil
    case 3: windowScale = nil
    case 4: sackPermitted = false
    case 8: timestamps = nil
    default: break
    }
  }
}
