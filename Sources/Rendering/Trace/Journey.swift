package import Packets
package import Simulation

/// A traced command told as a story: which packets there were, where they went, who rewrote them, how they ended.
/// The map, the ladder, the steps, the captions and the terminal's forms are all drawn from it, so they agree.
package struct Journey: Hashable, Sendable {
  /// In the order of their first steps.
  package var packets: [PacketJourney] = []
  /// In the order in which they began.
  package var conversations: [Conversation] = []
  /// The ladder's columns: the interfaces crossed, those of one node together, in the order of the way.
  package var stations: [Station] = []

  /// Packets that belong together: a request with its answers, and what was needed on the way.
  package struct Conversation: Hashable, Sendable {
    /// Indexes into `packets`, in time order.
    package var packets: [Int]
    package var isARP: Bool
  }

  package var isEmpty: Bool { packets.isEmpty }

  /// The packet that the map draws: the first that is not address resolution, or the first of all.
  package var request: PacketJourney? { featured.map { packets[$0] } }

  /// The first packet back; a redirect answers nothing.
  package var reply: PacketJourney? {
    guard let featured, let conversation = conversations.first(where: { $0.packets.contains(featured) })
    else {
      return nil
    }
    return conversation.packets.map { packets[$0] }.first {
      $0.direction == .reply && $0.first.ipv4?.isRedirect != true
    }
  }

  private var featured: Int? {
    func isSent(_ conversation: Conversation) -> Bool {
      conversation.packets.first.map { !packets[$0].stops.isEmpty } ?? false
    }
    let best =
      conversations.first { !$0.isARP && isSent($0) } ?? conversations.first(where: isSent)
      ?? conversations.first
    return best?.packets.first
  }

  /// What came of the request over the network: a proxy's own connection, the question that a name server asks
  /// another; or what a program does with the answer of a name server. Its reply may be missing.
  package var onward: (request: PacketJourney, reply: PacketJourney?)? {
    guard let featured else { return nil }
    let request = packets[featured]
    for conversation in conversations where !conversation.isARP && !conversation.packets.contains(featured) {
      let members = conversation.packets.map { packets[$0] }
      guard let first = members.first, !first.stations.isEmpty, first.started >= request.started,
        isPassedOn(request, by: first) || isLookup(request, for: first)
      else { continue }
      return (first, members.first { $0.direction == .reply && $0.first.ipv4?.isRedirect != true })
    }
    return nil
  }

  /// Another program of the host that took the request sends, and not where the request came along.
  private func isPassedOn(_ request: PacketJourney, by other: PacketJourney) -> Bool {
    guard case .delivered(let node, _) = request.end, other.origin == node else { return false }
    return other.creator != request.creator && !Set(request.stations).isSuperset(of: other.stations)
  }

  /// The program that asked for a name uses it.
  private func isLookup(_ request: PacketJourney, for other: PacketJourney) -> Bool {
    request.label.proto == "DNS" && other.label.proto != "DNS" && other.origin == request.origin
      && other.creator == request.creator
  }

  /// Packets that were never sent, such as one whose next hop did not answer ARP.
  package var unsent: [PacketJourney] { packets.filter(\.stops.isEmpty) }

  /// Packets that were sent, in the order in which they were: one that waited for ARP comes after the question.
  package var packetsInTime: [PacketJourney] {
    packets.filter { !$0.stops.isEmpty }.sorted { left, right in
      (left.sent, left.number) < (right.sent, right.number)
    }
  }

  /// Packets in the order of their numbers' first stops.
  package var packetsByStop: [PacketJourney] {
    packets.filter { !$0.stops.isEmpty }.sorted { $0.stops[0].number < $1.stops[0].number }
  }
}

/// One packet's way, from the socket that made it to its end.
package struct PacketJourney: Hashable, Sendable {
  package enum Direction: Hashable, Sendable { case request, reply }

  /// What it is to its conversation. Errors of ICMP come back like replies, but answer nothing.
  package enum Role: Hashable, Sendable { case request, reply, error, redirect }

  package var role: Role {
    guard direction == .reply else { return .request }
    guard case .icmp(.error) = first.ipv4?.payload else { return .reply }
    return first.ipv4?.isRedirect == true ? .redirect : .error
  }

  /// The program that made it; nil when the trace did not see that.
  package var creator: String? {
    for step in stops.first?.steps ?? [] { if case .created(let program) = step.event { return program } }
    return nil
  }

  /// A kernel's error for a program of its own host.
  package var isOwnReport: Bool { role == .error && stops.allSatisfy { $0.node == origin } }

  package enum End: Hashable, Sendable {
    case delivered(node: String, to: String)
    case dropped(node: String, reason: DropReason)
    /// The trace ended first.
    case underway
  }

  package var identity: PacketIdentity
  /// From 1, in the order of first steps.
  package var number: Int
  package var cause: PacketIdentity?
  package var started: Nanoseconds
  /// The node of its first step.
  package var origin: String
  package var label: PacketLabel
  package var isARP: Bool
  /// As it was at the very first, and at its end.
  package var first: EthernetFrame
  package var last: EthernetFrame
  package var direction: Direction
  package var stops: [Stop]
  package var end: End
  /// Whose hardware address it waits for, when it got no further than that.
  package var awaited: String?
  /// It ended on the host that it was for.
  package var isAtDestination = false
  /// Ends of copies that a bridge or switch flooded elsewhere, in time order.
  package var copies: [End]

  /// When it first left an interface; when it began, if it never did.
  package var sent: Nanoseconds { stops.first?.time ?? started }
  package var endpoints: Endpoints { Endpoints(of: first) }
  package var rewrites: [Rewrite] { stops.compactMap(\.rewrite) }
  package var stations: [Station] { stops.compactMap(\.station) }
}

/// A place of the way that has a number: an interface crossed, an address rewritten, the end. The number is the badge
/// on the map and the ladder and the row in the table of steps.
package struct Stop: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case leaves(Station)
    case arrives(Station)
    case rewritten(Rewrite)
    case dropped(DropReason)
  }

  package var number: Int
  package var node: String
  package var time: Nanoseconds
  package var kind: Kind
  /// The headers here: after the rewriting where there was one.
  package var frame: EthernetFrame
  /// What happened between this stop and the one before it, this stop's own step last; and after the last stop
  /// whatever followed.
  package var steps: [TraceStep]
  /// Switches between the stop before and this one.
  package var switches: [String]

  package var station: Station? {
    switch kind {
    case .leaves(let station), .arrives(let station): station
    case .rewritten, .dropped: nil
    }
  }
  /// Bridges of hosts that passed the packet on between the stop before and this one.
  package var bridges: [Station] {
    steps.compactMap { step in
      guard step.time <= time, case .bridged(let bridge, _, _, _) = step.event else { return nil }
      return Station(step.node, bridge)
    }
  }
  package var rewrite: Rewrite? { if case .rewritten(let rewrite) = kind { rewrite } else { nil } }
}

/// An address or port that changed, and who changed it.
package struct Rewrite: Hashable, Sendable {
  package var node: String
  package var change: HeaderChange
  package var translation: Translation
}
