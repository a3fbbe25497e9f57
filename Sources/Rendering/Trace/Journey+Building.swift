package import Lab
import Packets
package import Simulation

extension Journey {
  /// Tells the story of a trace. The topology says which interfaces a cable joins, so that the copies that a switch
  /// floods are told apart.
  package init(_ steps: [TraceStep], in topology: Topology) {
    let wiring = Wiring(topology)
    var order: [PacketIdentity] = []
    var grouped: [PacketIdentity: [TraceStep]] = [:]
    for step in steps {
      if grouped[step.packet] == nil { order.append(step.packet) }
      grouped[step.packet, default: []].append(step)
    }
    packets = order.enumerated().compactMap { index, identity in
      grouped[identity].flatMap { PacketJourney(number: index + 1, steps: $0, wiring: wiring) }
    }
    findConversations()
    findDestinations(topology)
    numberStops()
    findStations()
  }

  /// Joins packets whose addresses, before or after rewriting, answer each other; errors join what caused them.
  private mutating func findConversations() {
    struct Known {
      var index: Int
      var original: Flow
      var translated: Flow
    }
    var known: [Known] = []
    var home: [PacketIdentity: Int] = [:]
    for index in packets.indices {
      let packet = packets[index]
      var place: Int?
      if packet.isARP {
        place = conversations.lastIndex { $0.isARP && answers(packet, packets[$0.packets[0]]) }
        packets[index].direction = isARPReply(packet) ? .reply : .request
      } else if let before = packet.first.ipv4, let after = packet.last.ipv4 {
        let (first, last) = (Flow(of: before), Flow(of: after))
        if let same = known.last(where: { $0.original == first }) {
          place = same.index
          // A host that asks itself answers with the addresses of the question.
          if first == first.reversed, case .icmp(.echoReply) = before.payload {
            packets[index].direction = .reply
          }
        } else if let back = known.last(where: {
          $0.translated.reversed == first || $0.original.reversed == last
        }) {
          place = back.index
          packets[index].direction = .reply
        } else if let cause = packet.cause, let found = home[cause], !conversations[found].isARP {
          place = found
          let culprit = packets.first { $0.identity == cause }
          packets[index].direction = culprit?.direction == .reply ? .request : .reply
        } else {
          known.append(Known(index: conversations.count, original: first, translated: last))
        }
      }
      if let place {
        conversations[place].packets.append(index)
      } else {
        conversations.append(Conversation(packets: [index], isARP: packet.isARP))
      }
      home[packet.identity] = place ?? conversations.count - 1
    }
  }

  private mutating func findDestinations(_ topology: Topology) {
    for index in packets.indices {
      guard case .dropped(let node, .noRoute) = packets[index].end, let header = packets[index].last.ipv4
      else {
        continue
      }
      let addresses = topology.nodes.first { $0.name == node }?.interfaces.flatMap(\.addresses) ?? []
      packets[index].isAtDestination = addresses.contains { $0.hasPrefix("\(header.destination)/") }
    }
  }

  private func isARPReply(_ packet: PacketJourney) -> Bool {
    if case .arp(let arp) = packet.first.payload { arp.operation == .reply } else { false }
  }

  private func answers(_ packet: PacketJourney, _ question: PacketJourney) -> Bool {
    guard case .arp(let reply) = packet.first.payload, case .arp(let request) = question.first.payload else {
      return false
    }
    if reply.operation == .request { return reply.sender == request.sender && reply.target == request.target }
    return reply.sender == request.target && reply.target == request.sender
  }

  /// The main conversation has the first numbers, then the others; address resolution comes last, so that the story
  /// on the map begins with 1.
  private mutating func numberStops() {
    let ordered = conversations.filter { !$0.isARP } + conversations.filter(\.isARP)
    var number = 0
    for index in ordered.flatMap(\.packets) {
      for stop in packets[index].stops.indices {
        number += 1
        packets[index].stops[stop].number = number
      }
    }
  }

  /// Columns in the order of the request's way; an interface that only a later packet crosses joins its node's others.
  private mutating func findStations() {
    var nodes: [String] = []
    var byNode: [String: [Station]] = [:]
    let ordered = [request, reply].compactMap { $0 } + packets.filter { !$0.isARP } + packets.filter(\.isARP)
    for packet in ordered {
      let way = packet.direction == .reply ? packet.stations.reversed() : packet.stations
      for station in way {
        if byNode[station.node] == nil { nodes.append(station.node) }
        if byNode[station.node]?.contains(station) != true {
          byNode[station.node, default: []].append(station)
        }
      }
    }
    stations = nodes.flatMap { byNode[$0] ?? [] }
  }
}
