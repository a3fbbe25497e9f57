import Packets

/// What connection tracking knows of a TCP connection (net/netfilter/nf_conntrack_proto_tcp.c).
package struct TCPTracking: Hashable, Sendable {
  /// As connection tracking sees it from the middle; not the state of either end.
  package enum State: UInt8, Hashable, Sendable, CaseIterable {
    case none, synSent, synReceived, established, finWait, closeWait, lastAck, timeWait, close, synSent2

    /// As `conntrack -L` prints it.
    package var name: String {
      switch self {
      case .none: "NONE"
      case .synSent: "SYN_SENT"
      case .synReceived: "SYN_RECV"
      case .established: "ESTABLISHED"
      case .finWait: "FIN_WAIT"
      case .closeWait: "CLOSE_WAIT"
      case .lastAck: "LAST_ACK"
      case .timeWait: "TIME_WAIT"
      case .close: "CLOSE"
      case .synSent2: "SYN_SENT2"
      }
    }
  }

  /// What a segment is to the state machine: the strongest of its flags.
  enum Kind: Int, Hashable, Sendable {
    case syn, synAck, fin, ack, rst, none

    init(_ flags: TCPFlags) {
      if flags.contains(.rst) {
        self = .rst
      } else if flags.contains(.syn) {
        self = flags.contains(.ack) ? .synAck : .syn
      } else if flags.contains(.fin) {
        self = .fin
      } else {
        self = flags.contains(.ack) ? .ack : .none
      }
    }
  }

  /// What was seen of one end's segments.
  struct Side: Hashable, Sendable {
    /// The highest sequence number sent, plus one.
    var end: UInt32 = 0
    /// How far the other end lets this one send.
    var maximumEnd: UInt32 = 0
    /// The largest window this end has offered; zero until it has been heard.
    var maximumWindow: UInt32 = 0
    /// The highest acknowledgement sent.
    var maximumAcknowledgement: UInt32?
    var scale: UInt8 = 0
    var hasScale = false
    /// A connection that was found half-way: its windows may be scaled by an unknown factor.
    var isLiberal = false
    /// It has closed first.
    var closesFirst = false
    var hasUnacknowledgedData = false

    /// A window as offered in a segment; zero counts as one.
    func offered(_ window: UInt32) -> UInt32 { max(window, 1) }
  }

  /// The segment seen last, to tell repetitions and to fall back in step.
  struct Last: Hashable, Sendable {
    var kind = Kind.none
    var direction = Connection.Direction.original
    var sequence: UInt32 = 0
    var acknowledgement: UInt32 = 0
    var end: UInt32 = 0
    var window: UInt32 = 0
    var scale: UInt8 = 0
    var hasScale = false
    var expectsChallenge = false
    var isSimultaneousOpen = false
  }

  package var state = State.none
  var original = Side()
  var reply = Side()
  var last = Last()
  var retransmissions = 0

  subscript(direction: Connection.Direction) -> Side {
    get { direction == .original ? original : reply }
    set { if direction == .original { original = newValue } else { reply = newValue } }
  }
}

extension TCPTracking {
  /// A connection made by hand, in a state of one's choice (`conntrack -I`): its windows are not known.
  package init(state: State) { self.state = state }

  /// For a first segment; nil where none can begin with it. `isLoose`: a connection that is under way is picked up
  /// (`net.netfilter.nf_conntrack_tcp_loose`).
  init?(first segment: TCPSegment, isLoose: Bool) {
    guard case .to(let next) = Self.transition(from: .none, by: Kind(segment.flags), .original) else {
      return nil
    }
    original.end = segment.sequence &+ segment.sequenceLength
    original.maximumWindow = original.offered(UInt32(segment.window))
    if next == .synSent {
      original.maximumEnd = original.end
      original.read(segment.options)
      return
    }
    guard isLoose else { return nil }
    original.maximumEnd = original.end &+ original.maximumWindow
    (original.isLiberal, reply.isLiberal) = (true, true)
  }
}

extension TCPTracking.Side {
  /// The window scale of a SYN (RFC 7323, section 2.3: at most 14).
  mutating func read(_ options: TCPOptions) {
    // A segment without any option leaves what was known (tcp_options).
    guard options.length > 0 else { return }
    scale = min(options.windowScale ?? 0, 14)
    hasScale = options.windowScale != nil
    isLiberal = false
  }
}
