import Linux
import Packets
import Simulation
import Tools

/// Finds the decisive step of a console line: from everything that its packets met, and from the network as it
/// stands right behind the line.
struct Explainer {
  let system: System
  let journeys: [PacketJourney]
  let refusals: [Refusal]
  let overtaken: [OvertakenRule]
  /// Where the command was given.
  let node: String
  let transits: [Transit]

  /// How a packet's way ended, and what it was to the conversation.
  struct Transit {
    enum Ending {
      case delivered(TraceStep)
      case dropped(TraceStep, DropReason)
      /// It waits for an answer to ARP.
      case waiting(TraceStep, IPv4Address, interface: String)
      /// It left by an interface, and nobody took it.
      case lost(TraceStep)
    }

    let journey: PacketJourney
    /// As the pictures of the trace number it.
    let number: Int
    let ending: Ending
    /// The request that it answers, by its place among the transits.
    var request: Int?
  }

  init(
    system: System, node: String, trace: [TraceStep], refusals: [Refusal], overtaken: [OvertakenRule]
  ) {
    self.system = system
    self.node = node
    self.refusals = refusals
    self.overtaken = overtaken
    journeys = PacketJourney.all(in: trace)
    transits = Self.transits(of: journeys)
  }

  var network: Network { system.network }

  // MARK: - The decisive one

  /// Why something failed; nil when nothing did.
  func failure() -> Explanation? {
    if let unknown = explainUnknownName() { return unknown }
    let graves = transits.indices.compactMap { index in gravity(of: index).map { (index, $0) } }
    if let worst = graves.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) { return explain(worst.0) }
    return explainRefusal()
  }

  /// Why one packet went no further; nil when it arrived.
  func failure(of packet: PacketIdentity) -> Explanation? {
    guard let index = transits.firstIndex(where: { $0.journey.packet == packet }) else { return nil }
    if case .delivered = transits[index].ending { return nil }
    return explain(index)
  }

  /// From 0, the worst; nil when the packet's end is as it should be.
  private func gravity(of index: Int) -> Int? {
    let transit = transits[index]
    guard let packet = transit.journey.first.before.ipv4, !isForMany(packet.destination) else { return nil }
    let isReport = transit.journey.cause != nil && packet.icmp.map { $0.isError } ?? false
    if packet.isRedirect { return nil }
    switch transit.ending {
    case .delivered: return nil
    case .dropped(_, .noSocket):
      if transit.isStrangeAnswer { return 0 }
      // Late segments of a connection that is over are answered by resets.
      if let segment = packet.tcp, !segment.flags.contains(.syn) || segment.flags.contains(.ack) {
        return nil
      }
      return transit.request == nil ? 1 : nil
    case .dropped(_, .timeToLiveExceeded), .dropped(_, .packetTooBig): return isReported(transit) ? 3 : 0
    case .dropped, .waiting, .lost: return isReport ? 2 : 0
    }
  }

  /// The report of its end came to the sender.
  private func isReported(_ transit: Transit) -> Bool {
    transits.contains { other in
      guard other.journey.cause == transit.journey.packet, case .delivered = other.ending else {
        return false
      }
      return true
    }
  }

  private func isForMany(_ address: IPv4Address) -> Bool { address.isBroadcast || address.isMulticast }

  private func explain(_ index: Int) -> Explanation? {
    let transit = transits[index]
    guard var explanation = explain(transit) else { return nil }
    addTranslations(of: transit, at: nil, &explanation)
    if let request = transit.request { addTranslations(of: transits[request], at: nil, &explanation) }
    addArrival(of: transit, to: &explanation)
    for other in transits where other.journey.cause == transit.journey.packet {
      guard other.journey.first.before.ipv4?.icmp?.isError == true, let why = explain(other) else { continue }
      explanation.add(
        Phrase(
          "the ICMP error that would tell \(transit.source) never arrives",
          "本应告知 \(transit.source) 的 ICMP 差错报文也没有到达"))
      explanation.add(why)
    }
    return explanation
  }

  private func explain(_ transit: Transit) -> Explanation? {
    switch transit.ending {
    case .delivered: nil
    case .dropped(let step, let reason): explain(reason, at: step, of: transit)
    case .waiting(let step, let address, let interface):
      explainSilence(of: address, on: interface, at: step, of: transit)
    case .lost(let step): explainLoss(at: step, of: transit)
    }
  }

  /// An answer that is lost: the request had come through.
  private func addArrival(of transit: Transit, to explanation: inout Explanation) {
    guard let index = transit.request, case .delivered(let step) = transits[index].ending,
      transit.journey.first.before.ipv4?.icmp?.isError != true
    else { return }
    explanation.add(
      Phrase(
        "the request, \(transits[index].words.english), had arrived at \(step.node); it is the answer that is lost",
        "请求（\(transits[index].words.chinese)）已到达 \(step.node)，丢失的是应答"))
  }

  // MARK: - Places

  func namespace(_ name: String) -> NetworkNamespace? { network.namespaces.first { $0.name == name } }

  func device(_ name: String, at node: String) -> NetworkDevice? { namespace(node)?.device(named: name) }

  struct Owner {
    let namespace: NetworkNamespace
    let device: NetworkDevice
    let address: InterfaceAddress
    var place: String { namespace.name + ":" + device.name }
  }

  func owners(of address: IPv4Address) -> [Owner] {
    network.namespaces.flatMap { namespace in
      namespace.devices.flatMap { device in
        device.addresses.filter { $0.address == address }.map {
          Owner(namespace: namespace, device: device, address: $0)
        }
      }
    }
  }
}

extension ICMPMessage {
  var isError: Bool { if case .error = self { true } else { false } }
}
