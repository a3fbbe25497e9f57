package import Packets
package import Simulation

/// What became of one packet, from the steps of a trace: where it went and how it ended.
package struct PacketJourney: Sendable {
  package let packet: PacketIdentity
  package let steps: [TraceStep]

  /// The journeys of a trace, in the order in which the packets appeared.
  package static func all(in steps: [TraceStep]) -> [PacketJourney] {
    var groups: [[TraceStep]] = []
    var places: [PacketIdentity: Int] = [:]
    var (packet, place): (PacketIdentity?, Int) = (nil, 0)
    for step in steps {
      // Most steps are of the same packet as the one before.
      if step.packet != packet {
        packet = step.packet
        place = places[step.packet] ?? groups.count
        if place == groups.count {
          places[step.packet] = place
          groups.append([])
        }
      }
      groups[place].append(step)
    }
    return groups.map { PacketJourney(packet: $0[0].packet, steps: $0) }
  }

  /// The first packet that answers the first: from where that one ended, to where it came from. A redirect answers
  /// nothing.
  static func reply(in journeys: [PacketJourney]) -> PacketJourney? {
    guard let first = journeys.first, let asked = first.lastAddresses else { return nil }
    return journeys.dropFirst().first { journey in
      guard let addresses = journey.firstAddresses, !journey.isRedirect else { return false }
      return journey.cause == first.packet
        || (addresses.source == asked.destination && addresses.destination == asked.source)
    }
  }

  package var first: TraceStep { steps[0] }
  package var last: TraceStep { steps[steps.count - 1] }
  package var isIPv4: Bool { first.before.ipv4 != nil }
  var isRedirect: Bool { first.before.ipv4?.isRedirect == true }
  package var cause: PacketIdentity? { first.cause }

  /// The addresses with which it set out.
  package var firstAddresses: (source: IPv4Address, destination: IPv4Address)? {
    first.before.ipv4.map { ($0.source, $0.destination) }
  }

  /// The addresses that it had at the end.
  package var lastAddresses: (source: IPv4Address, destination: IPv4Address)? {
    (relevant.last ?? last).after.ipv4.map { ($0.source, $0.destination) }
  }

  /// Without the hosts that a switch sent a copy to and that looked away, since the frame was not for them.
  package var relevant: [TraceStep] {
    var bystanders: Set<String> = []
    var others: Set<String> = []
    for step in steps {
      if case .dropped(.otherHost) = step.event {
        bystanders.insert(step.node)
      } else if !step.isMereArrival {
        others.insert(step.node)
      }
    }
    return steps.filter { !bystanders.contains($0.node) || others.contains($0.node) }
  }

  /// Hosts, containers and namespaces in the order in which it came to them; switches are left out.
  package func nodes(switches: Set<String>) -> [String] {
    var nodes: [String] = []
    for step in relevant where !switches.contains(step.node) && nodes.last != step.node {
      nodes.append(step.node)
    }
    return nodes
  }

  /// Where and why it was dropped, if it was.
  package var drop: (step: TraceStep, reason: DropReason)? {
    for step in relevant.reversed() {
      if case .dropped(let reason) = step.event, reason != .otherHost { return (step, reason) }
    }
    return nil
  }
}

extension TraceStep {
  /// The frame came to an interface, and nothing more is known yet.
  var isMereArrival: Bool {
    switch event {
    case .received: true
    default: false
    }
  }
}
