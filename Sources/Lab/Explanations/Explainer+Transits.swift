import Packets
import Simulation

extension Explainer {
  /// The packets of the line, each with its end and the request that it answers.
  static func transits(of journeys: [PacketJourney]) -> [Transit] {
    var transits: [Transit] = []
    for (index, journey) in journeys.enumerated() where journey.isIPv4 {
      var transit = Transit(journey: journey, number: index + 1, ending: ending(of: journey), request: nil)
      // An answer follows its request closely.
      transit.request = transits.indices.suffix(64).last { transits[$0].isAnswered(by: journey) }
      transits.append(transit)
    }
    return transits
  }

  private static func ending(of journey: PacketJourney) -> Transit.Ending {
    let steps = journey.relevant
    for step in steps.reversed() {
      if case .delivered = step.event { return .delivered(step) }
    }
    if let drop = journey.drop { return .dropped(drop.step, drop.reason) }
    guard let last = steps.last else { return .lost(journey.last) }
    if case .resolving(let address, let interface) = last.event {
      return .waiting(last, address, interface: interface)
    }
    // A packet that a hook of INPUT let pass and that no protocol reported is in good hands.
    if case .policy(.input, _, _, "ACCEPT") = last.event { return .delivered(last) }
    return .lost(last)
  }
}

extension Explainer.Transit {
  /// An answer that nobody takes, since it comes from another address than was asked.
  var isStrangeAnswer: Bool {
    guard case .dropped(_, .noSocket) = ending, let segment = packet?.tcp else { return false }
    return segment.flags.contains([.syn, .ack])
  }

  var packet: IPv4Packet? { journey.first.before.ipv4 }
  var source: String { packet.map { "\($0.source)" } ?? "?" }

  /// `packet 3 (tcp 10.0.0.2:40000 > 10.0.1.2:80)`
  var words: Phrase {
    guard let packet else { return Phrase("packet \(number)", "\(number) 号包") }
    let text = packet.kindWord + " " + packet.addressText
    return Phrase("packet \(number) (\(text))", "\(number) 号包（\(text)）")
  }

  /// It is made in answer: by the kernel, or back from where this one ended to where it came from.
  func isAnswered(by other: PacketJourney) -> Bool {
    if other.isRedirect { return false }
    if other.cause == journey.packet { return true }
    guard case .delivered(let step) = ending, step.node == other.first.node, let end = step.after.ipv4,
      let answer = other.first.before.ipv4, end.proto == answer.proto
    else { return false }
    return answer.source == end.destination && answer.destination == end.source
      && answer.ports?.source == end.ports?.destination && answer.ports?.destination == end.ports?.source
  }
}

extension IPv4Packet {
  /// `tcp`, `udp`, `echo request`.
  var kindWord: String {
    switch payload {
    case .tcp: "tcp"
    case .udp: "udp"
    case .icmp(.echoRequest): "echo request"
    case .icmp(.echoReply): "echo reply"
    case .icmp(.error(.timeExceeded, _)): "icmp time exceeded"
    case .icmp(.error(.fragmentationNeeded, _)): "icmp fragmentation needed"
    case .icmp(.error(.redirect, _)): "icmp redirect"
    case .icmp(.error): "icmp unreachable"
    case .icmp: "icmp"
    case .raw(let proto, _): proto.description
    }
  }
}
