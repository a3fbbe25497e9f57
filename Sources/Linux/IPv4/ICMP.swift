package import Packets
import Simulation

/// The kernel's own part of ICMP (net/ipv4/icmp.c).
extension NetworkNamespace {
  func receive(_ message: ICMPMessage, _ buffer: SocketBuffer, on device: NetworkDevice) {
    switch message {
    case .echoRequest(let echo): answer(echo, buffer, on: device)
    case .echoReply:
      trace(buffer, .delivered(to: "icmp"))
    case .error(let error, let quoted):
      trace(buffer, .delivered(to: "icmp"))
      learn(from: error, about: quoted.packet)
      if case .redirect(_, let gateway) = error {
        heed(gateway, from: buffer.ip.source, about: quoted.packet, on: device)
      }
      sockets.handle(
        error, about: quoted.packet, from: buffer.ip.source, timeToLive: buffer.ip.timeToLive)
    case .other:
      drop(buffer, .notForUs("icmp"))
    }
  }

  private func answer(_ echo: ICMPEcho, _ buffer: SocketBuffer, on device: NetworkDevice) {
    let isToGroup = buffer.ip.destination.isMulticast || !isLocal(buffer.ip.destination)
    guard settings.ignoresEchoRequests == 0, !isToGroup || settings.ignoresBroadcastEchoRequests == 0 else {
      if isToGroup { counters.icmp.inErrors += 1 }
      drop(buffer, .notForUs("icmp"))
      return
    }
    trace(buffer, .delivered(to: "icmp"))
    // The answer comes from the address that was asked (icmp_reply).
    let source =
      isToGroup ? selectAddress(on: device, to: buffer.ip.source) ?? .any : buffer.ip.destination
    var reply = IPv4Packet(
      source: source, destination: buffer.ip.source, timeToLive: UInt8(settings.defaultTimeToLive),
      payload: .icmp(.echoReply(echo)))
    reply.typeOfService = buffer.ip.typeOfService
    var options = OutputOptions(sender: "icmp")
    options.cause = buffer.identity
    _ = send(reply, options)
  }

  /// "Fragmentation needed" teaches the path's MTU (RFC 1191).
  private func learn(from error: ICMPError, about packet: IPv4Packet) {
    guard case .fragmentationNeeded(let mtu) = error else { return }
    let least = 552
    let learnt = max(Int(mtu), least)
    guard learnt < packet.totalLength else { return }
    routing.exceptions.learn(learnt, to: packet.destination, now: clock.now)
  }

  /// Reports a packet's fate to its sender. Never about another report, a later fragment, or what was sent to
  /// many (RFC 1122, section 3.2.2).
  package func sendError(_ error: ICMPError, about buffer: SocketBuffer) {
    let packet = buffer.ip
    guard packet.fragmentOffset == 0, !packet.source.isMulticast, !packet.source.isBroadcast,
      !packet.source.isAny, !packet.destination.isMulticast, !packet.destination.isBroadcast,
      !buffer.destinationHardware.isGroup || buffer.inputDevice == nil
    else { return }
    if case .icmp(let message) = packet.payload {
      switch message {
      case .error: return
      case .other(let type, _, _, _) where type != 8 && type != 0 && type != 13 && type != 17: return
      default: break
      }
    }
    guard isWithinRate(error, to: packet.source) else {
      counters.icmp.outRateLimitHost += 1
      return
    }
    var options = OutputOptions(sender: "icmp")
    options.cause = buffer.identity
    options.about = buffer
    var report = IPv4Packet(
      source: errorSource(about: buffer), destination: packet.source,
      timeToLive: UInt8(settings.defaultTimeToLive),
      payload: .icmp(.error(error, quoted: QuotedPacket(packet))))
    // Internetwork control, for errors (RFC 1812, section 4.3.2.5).
    report.typeOfService = packet.typeOfService & 0x1E | 0xC0
    _ = send(report, options)
  }

  /// Neither a host's words to itself are limited, nor what path MTU discovery needs, nor the types that
  /// net.ipv4.icmp_ratemask leaves out, such as redirects (icmpv4_mask_allow).
  private func isWithinRate(_ error: ICMPError, to address: IPv4Address) -> Bool {
    if case .fragmentationNeeded = error { return true }
    guard settings.limitedErrors >> Int(error.type) & 1 != 0, !isLocal(address) else { return true }
    return errorRateLimit.allows(to: address, interval: settings.errorInterval, now: clock.now)
  }

  /// The address the packet was for, if it is ours; otherwise the one that the way back chooses.
  private func errorSource(about buffer: SocketBuffer) -> IPv4Address {
    if buffer.inputDevice != nil, isLocal(buffer.ip.destination) { return buffer.ip.destination }
    if buffer.inputDevice == nil, isLocal(buffer.ip.source) { return buffer.ip.source }
    return .any
  }
}
