import Packets
import Simulation

/// The line of `-j LOG` (net/netfilter/nf_log_syslog.c).
extension Netfilter {
  func logLine(_ options: LogOptions, _ context: HookContext) -> String {
    let buffer = context.buffer
    var line = "\(options.prefix)IN=\(context.input?.name ?? "") OUT=\(context.output?.name ?? "") "
    if let port = buffer.physicalInput { line += "PHYSIN=\(port.name) " }
    if let port = buffer.physicalOutput { line += "PHYSOUT=\(port.name) " }
    if let input = context.input { line += hardware(buffer, input, options) }
    line += LogText(options: options, isQuoted: false).describe(buffer.ip)
    if options.flags.contains(.user), !buffer.sender.isEmpty, buffer.sender != "icmp" {
      line += "UID=0 GID=0 "
    }
    if buffer.mark != 0 { line += "MARK=0x\(String(buffer.mark, radix: 16)) " }
    return line
  }

  private func hardware(_ buffer: SocketBuffer, _ input: NetworkDevice, _ options: LogOptions) -> String {
    let (destination, source) = (buffer.destinationHardware, buffer.sourceHardware)
    if options.flags.contains(.macDecode), !input.isLoopback {
      return "MACSRC=\(source) MACDST=\(destination) MACPROTO=0800 "
    }
    return "MAC=\(destination):\(source):08:00 "
  }
}

/// A packet in a line of LOG, with the packet that an ICMP error quotes in brackets.
private struct LogText {
  let options: LogOptions
  let isQuoted: Bool

  func describe(_ packet: IPv4Packet) -> String {
    let tos = packet.typeOfService
    var line = "SRC=\(packet.source) DST=\(packet.destination) LEN=\(packet.totalLength) "
    line += "TOS=0x\(hexadecimal(tos & 0x1E)) PREC=0x\(hexadecimal(tos & 0xE0)) "
    line += "TTL=\(packet.timeToLive) ID=\(packet.identification) "
    if packet.dontFragment { line += "DF " }
    if packet.moreFragments { line += "MF " }
    if packet.fragmentOffset != 0 { line += "FRAG:\(packet.fragmentOffset / 8) " }
    switch packet.payload {
    case .tcp(let segment): line += describe(segment)
    case .udp(let datagram):
      line += "PROTO=UDP SPT=\(datagram.sourcePort) DPT=\(datagram.destinationPort) LEN=\(datagram.length) "
    case .icmp(let message): line += describe(message)
    case .raw(let proto, _): line += "PROTO=\(protocolName(proto)) "
    }
    return line
  }

  private func describe(_ segment: TCPSegment) -> String {
    var line = "PROTO=TCP SPT=\(segment.sourcePort) DPT=\(segment.destinationPort) "
    if options.flags.contains(.tcpSequence) {
      line += "SEQ=\(segment.sequence) ACK=\(segment.acknowledgement) "
    }
    line += "WINDOW=\(segment.window) RES=0x00 "
    let names: [(TCPFlags, String)] = [
      (.cwr, "CWR"), (.ece, "ECE"), (.urg, "URG"), (.ack, "ACK"), (.psh, "PSH"), (.rst, "RST"),
      (.syn, "SYN"), (.fin, "FIN"),
    ]
    for (flag, name) in names where segment.flags.contains(flag) { line += name + " " }
    line += "URGP=0 "
    let encoded = segment.options.encoded()
    if options.flags.contains(.tcpOptions), !isQuoted, !encoded.isEmpty {
      line += "OPT (" + encoded.map { hexadecimal($0) }.joined() + ") "
    }
    return line
  }

  private func describe(_ message: ICMPMessage) -> String {
    var line = "PROTO=ICMP TYPE=\(message.type) CODE=\(message.code) "
    switch message {
    case .echoRequest(let echo), .echoReply(let echo):
      line += "ID=\(echo.identifier) SEQ=\(echo.sequence) "
    case .error(let error, let quoted):
      if case .parameterProblem(_, let pointer) = error { line += "PARAMETER=\(pointer) " }
      if case .redirect(_, let gateway) = error { line += "GATEWAY=\(gateway) " }
      if !isQuoted {
        line += "[" + LogText(options: options, isQuoted: true).describe(quoted.packet) + "] "
      }
      if case .fragmentationNeeded(let mtu) = error, !isQuoted { line += "MTU=\(mtu) " }
    case .other: break
    }
    return line
  }

  private func protocolName(_ proto: IPProtocol) -> String {
    switch proto {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .udplite: "UDPLITE"
    case .icmp: "ICMP"
    case .ah: "AH"
    case .esp: "ESP"
    default: String(proto.number)
    }
  }

  private func hexadecimal(_ value: UInt8) -> String { value.hexadecimal.uppercased() }
}
