package import Packets

/// A packet's number in a run. It stays the same while the packet is forwarded and rewritten; every copy that
/// a switch floods shares it; an answer has a number of its own.
package struct PacketIdentity: Hashable, Sendable, Comparable {
  package var number: Int

  package init(_ number: Int) { self.number = number }

  package static func < (left: PacketIdentity, right: PacketIdentity) -> Bool { left.number < right.number }
}

/// One thing that happened to a packet.
///
/// Steps are sorted, grouped and counted over and over, and one is half a kilobyte: what is copied is a reference.
package struct TraceStep: Hashable, Sendable {
  private let box: Box

  private struct Content: Hashable, Sendable {
    var time: Nanoseconds
    var packet: PacketIdentity
    var cause: PacketIdentity?
    var node: String
    var event: TraceEvent
    var before: EthernetFrame
    var after: EthernetFrame
    var state: ConnectionState?
  }

  private final class Box: Sendable {
    let content: Content
    init(_ content: Content) { self.content = content }
  }

  package init(
    time: Nanoseconds, packet: PacketIdentity, cause: PacketIdentity?, node: String, event: TraceEvent,
    before: EthernetFrame, after: EthernetFrame, state: ConnectionState?
  ) {
    box = Box(
      Content(
        time: time, packet: packet, cause: cause, node: node, event: event, before: before, after: after,
        state: state))
  }

  package var time: Nanoseconds { box.content.time }
  package var packet: PacketIdentity { box.content.packet }
  /// The packet that this one is the network's own answer to, such as an ICMP error's culprit.
  package var cause: PacketIdentity? { box.content.cause }
  /// The node's name: `centos`, a container's name, `h/red` for a namespace of a host, a switch's name.
  package var node: String { box.content.node }
  package var event: TraceEvent { box.content.event }
  /// The packet as it was when this began. Hardware addresses are zero where there is no link header yet.
  package var before: EthernetFrame { box.content.before }
  /// The packet as it was after this. Equal to `before` where nothing was rewritten.
  package var after: EthernetFrame { box.content.after }
  /// What connection tracking thought of the packet, once it had seen it.
  package var state: ConnectionState? { box.content.state }

  package static func == (left: TraceStep, right: TraceStep) -> Bool {
    left.box === right.box || left.box.content == right.box.content
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(box.content) }
}

package enum TraceEvent: Hashable, Sendable {
  /// A socket, or the kernel itself, made the packet. The text says who: `curl`, `icmp`.
  case created(by: String)
  /// The frame came in by this interface, where a capture would see it.
  case received(interface: String)
  /// The frame leaves by this interface, where a capture would see it.
  case transmitted(interface: String)
  /// A bridge or switch chose the ports; several when it floods.
  case bridged(bridge: String, from: String, to: [String], flooded: Bool)
  /// Connection tracking looked the packet up. `isNew`: it made the entry. `reply`: against the direction of the first.
  case tracked(isNew: Bool, reply: Bool)
  /// The packet comes to a netfilter hook, with the interfaces that rules see there.
  case entered(Hook, input: String?, output: String?)
  /// A rule was looked at.
  case rule(RuleVisit)
  /// A built-in chain came to its end and the policy decided.
  case policy(hook: Hook, table: String, chain: String, verdict: String)
  /// An address or port was rewritten.
  case translated(Translation)
  /// The routing decision.
  case routed(RouteDecision)
  /// The next hop's hardware address is not known: the packet waits while ARP asks.
  case resolving(nextHop: IPv4Address, interface: String)
  /// One less, at a router.
  case timeToLiveDecremented
  /// The packet was cut into this many fragments.
  case fragmented(count: Int)
  /// A socket, or the kernel itself, took the packet. The text says who: `tcp 0.0.0.0:8080`, `icmp`.
  case delivered(to: String)
  case dropped(DropReason)
}

/// The hooks of netfilter (include/uapi/linux/netfilter.h).
package enum Hook: UInt8, Hashable, Sendable, CaseIterable {
  case preRouting, input, forward, output, postRouting

  package var name: String {
    switch self {
    case .preRouting: "PREROUTING"
    case .input: "INPUT"
    case .forward: "FORWARD"
    case .output: "OUTPUT"
    case .postRouting: "POSTROUTING"
    }
  }
}

package enum ConnectionState: UInt8, Hashable, Sendable {
  case new, established, related, invalid, untracked

  package var name: String {
    switch self {
    case .new: "NEW"
    case .established: "ESTABLISHED"
    case .related: "RELATED"
    case .invalid: "INVALID"
    case .untracked: "UNTRACKED"
    }
  }
}

package struct RuleVisit: Hashable, Sendable {
  package var hook: Hook
  /// `raw`, `mangle`, `nat` or `filter`.
  package var table: String
  package var chain: String
  /// From 1, as `--line-numbers` counts.
  package var number: Int
  /// As `iptables -S` prints it.
  package var text: String
  /// What the rule did, such as `ACCEPT`, `JUMP DOCKER`, `RETURN`, `CONTINUE`; nil when it did not match.
  package var verdict: String?
  /// The condition that failed, as in the rule's text, and what the packet had instead; nil when it matched.
  package var mismatch: Mismatch?
  package var origin: Origin?

  package struct Mismatch: Hashable, Sendable {
    /// The part of the rule, such as `! -i docker0`.
    package var condition: String
    /// What the packet had, such as `in docker0`.
    package var found: String
    /// How many conditions of the rule the packet does not meet; at least 1.
    package var unmet: Int

    package init(condition: String, found: String, unmet: Int = 1) {
      self.condition = condition
      self.found = found
      self.unmet = unmet
    }
  }

  package init(
    hook: Hook, table: String, chain: String, number: Int, text: String, verdict: String?,
    mismatch: Mismatch?, origin: Origin?
  ) {
    self.hook = hook
    self.table = table
    self.chain = chain
    self.number = number
    self.text = text
    self.verdict = verdict
    self.mismatch = mismatch
    self.origin = origin
  }
}

package struct Translation: Hashable, Sendable {
  package enum Manipulation: Hashable, Sendable { case source, destination }
  /// Who rewrote: a rule for a connection's first packet, connection tracking for all later ones.
  package enum Author: Hashable, Sendable {
    case rule(chain: String, number: Int)
    case connectionTracking
  }
  package var manipulation: Manipulation
  package var author: Author
  package var hook: Hook

  package init(manipulation: Manipulation, author: Author, hook: Hook) {
    self.manipulation = manipulation
    self.author = author
    self.hook = hook
  }
}

package struct RouteDecision: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case local, forward, output, broadcast
  }
  package var kind: Kind
  /// The route, as `ip route` prints it.
  package var route: String
  /// The table's name: `main`, `local`, or a number.
  package var table: String
  package var interface: String
  package var nextHop: IPv4Address?
  package var origin: Origin?

  package init(
    kind: Kind, route: String, table: String, interface: String, nextHop: IPv4Address?, origin: Origin?
  ) {
    self.kind = kind
    self.route = route
    self.table = table
    self.interface = interface
    self.nextHop = nextHop
    self.origin = origin
  }
}

/// Why a packet went no further. Named after the kernel's own reasons (include/net/dropreason-core.h) where it has one.
package enum DropReason: Hashable, Sendable {
  case rule(table: String, chain: String, number: Int)
  case policy(table: String, chain: String)
  case nat(TranslationFailure)
  case noRoute
  case blackhole
  case forwardingOff
  case reversePathFilter
  case martianSource
  case martianDestination
  case timeToLiveExceeded
  case packetTooBig(mtu: Int)
  case otherHost
  case neighbourFailed
  case noSocket
  case interfaceDown(String)
  case noCarrier(String)
  case lostOnCable
  case bridgePortSame
  case vlanFilter
  /// A port of a bridge that is down, or still listens or learns (IEEE 802.1D, section 8.4).
  case portNotForwarding
  case badChecksum
  case conntrackInvalid
  case reassemblyTimeout
  case tableFull
  case notForUs(String)
}

/// Keeps the steps of a traced command. Costs one look at a flag when it is off.
package final class TraceRecorder {
  package var isRecording = false
  package private(set) var steps: [TraceStep] = []
  /// More steps than this are not kept; `isTruncated` says so.
  package var limit = 200_000
  package private(set) var isTruncated = false
  /// Somebody will ask why: what is too costly for an ordinary trace is kept too.
  package var isExplaining = false
  package private(set) var refusals: [Refusal] = []
  package private(set) var overtaken: [OvertakenRule] = []

  package init() {}

  package func record(_ refusal: Refusal) {
    if isExplaining, !refusals.contains(refusal), refusals.count < limit { refusals.append(refusal) }
  }

  package func record(_ rule: OvertakenRule) {
    if isExplaining, overtaken.count < limit { overtaken.append(rule) }
  }

  package func record(_ step: TraceStep) {
    guard steps.count < limit else {
      isTruncated = true
      return
    }
    steps.append(step)
  }

  /// The steps so far; the recorder is empty afterwards.
  package func take() -> [TraceStep] {
    defer { (steps, isTruncated, refusals, overtaken) = ([], false, [], []) }
    return steps
  }
}

/// Why NAT gives a packet up.
package enum TranslationFailure: Hashable, Sendable {
  /// The interface has no address that could be the source.
  case noAddressToMasquerade(interface: String)
  /// The interface by which it came in has none.
  case noAddressToRedirect
  /// An ICMP redirect names addresses that its reader does not know (nf_nat_icmp_reply_translation).
  case redirect
  /// A masqueraded connection would now leave by another interface (nf_nat_oif_changed).
  case movedInterface
  /// Its answers would be taken for another connection's.
  case answersTaken
}
