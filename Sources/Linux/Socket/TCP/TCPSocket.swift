package import Packets
import Simulation

/// A TCP connection (RFC 9293), as Linux does it.
///
/// The state variables have the names of RFC 9293, section 3.3.1, spelt out: `sendUnacknowledged` is SND.UNA.
package final class TCPSocket: TCPEndpoint {
  package internal(set) var remoteAddress = IPv4Address.any
  package internal(set) var remotePort: UInt16 = 0

  // MARK: What the program hears

  /// connect(2) has succeeded.
  package var onConnected: (() -> Void)?
  /// Data, in order. While it is nil the data waits, and the window closes when there is much.
  package var onReceive: ((Bytes) -> Void)? {
    didSet { drain() }
  }
  /// The connection was made while the program was stopped.
  var connectionIsUntold = false
  /// The peer has nothing more to say, and everything before was received.
  package var onEnd: (() -> Void)? {
    didSet { drain() }
  }
  /// The connection could not be made, or has failed: ECONNREFUSED, ETIMEDOUT, ECONNRESET, EHOSTUNREACH …
  package var onError: ((KernelError) -> Void)?
  /// Everything that was sent has been acknowledged.
  package var onAcknowledged: (() -> Void)?
  /// TCP_NODELAY: small segments do not wait for the acknowledgement of earlier ones.
  package var isNagleOff = false
  /// TCP_MAXSEG: segments are no longer than this, whatever the path takes.
  package var segmentLimit: Int?

  // MARK: Sending

  var sendUnacknowledged: UInt32 = 0
  var sendNext: UInt32 = 0
  /// What the peer takes, in octets.
  var sendWindow = 0
  var sendScale: UInt8 = 0
  /// The highest sequence number that the peer's window update was taken from (SND.WL1, SND.WL2).
  var windowSequence: UInt32 = 0
  var windowAcknowledgement: UInt32 = 0
  /// The end of the last segment that was not full, for Nagle's rule as Minshall changed it.
  var lastSmall: UInt32 = 0
  var queue = SendQueue()
  var congestion = CongestionControl()
  var roundTrip = RoundTripTime()
  /// The largest payload that goes through: the peer's limit and the path's, without options.
  var segmentSize = 536
  var peerSegmentSize = 536
  var isFinQueued = false
  var isFinSent = false
  var duplicateAcknowledgements = 0
  var retransmissions = 0
  /// The end of what was sent when a loss probe went out, until that is acknowledged.
  var lossProbe: UInt32?
  var synSentAt = Nanoseconds.zero
  var identification: UInt16
  var cachedRoute: (route: OutputRoute, generation: Int)?

  // MARK: Receiving

  var receiveNext: UInt32 = 0
  /// The right edge of the window that was last announced.
  var announcedEdge: UInt32 = 0
  /// What may be announced: grows while full segments come in (tcp_grow_window).
  var receiveLimit = 0
  var receiveScale: UInt8 = 0
  var reassembly = ReassemblyQueue()
  /// Sequence number of a FIN that came before the data in front of it.
  var earlyFin: UInt32?
  var unread: [Bytes] = []
  var unreadBytes = 0
  var hasEnded = false
  var endWasTold = false
  var acknowledgement = AcknowledgementPolicy()

  // MARK: Options that both sides agreed on

  var usesTimestamps = false
  var usesSelectiveAcknowledgement = false
  var timestampOffset: UInt32 = 0
  var recentTimestamp: UInt32 = 0
  var lastAcknowledgementSent: UInt32 = 0

  // MARK: Timers

  var retransmissionTimer: DeadlineTimer
  var acknowledgementTimer: DeadlineTimer
  /// When a connection in FIN-WAIT-2 or TIME-WAIT is forgotten; looked at when somebody asks.
  var lingersUntil: Nanoseconds?
  /// Where it came from, until it is accepted.
  unowned(unsafe) var listener: TCPListener?
  /// The other side has called.
  var isPassive = false
  /// The end of what was ever sent, to tell repetitions.
  var highestSent: UInt32?
  /// An ICMP report that did not end the connection, told if it times out.
  var softError: KernelError?

  package override init(namespace: NetworkNamespace, owner: SocketOwner) {
    retransmissionTimer = DeadlineTimer(clock: namespace.clock)
    acknowledgementTimer = DeadlineTimer(clock: namespace.clock)
    identification = UInt16(truncatingIfNeeded: namespace.network.random.next())
    super.init(namespace: namespace, owner: owner)
  }

  var clock: Clock { namespace.clock }
  var key: ConnectionKey {
    ConnectionKey(
      localAddress: localAddress, localPort: localPort, remoteAddress: remoteAddress, remotePort: remotePort)
  }

  // MARK: - What the program does

  /// Octets that were given to `send` and are not acknowledged.
  package var pendingBytes: Int { Int(sendNext &- sendUnacknowledged) + queue.unsentBytes }

  /// Sends data, as soon as the connection and the windows allow. EPIPE after `shutdown` or a failure.
  @discardableResult
  package func send(_ bytes: Bytes) -> KernelError? {
    switch state {
    case .established, .closeWait, .synSent, .synReceived: break
    default: return .brokenPipe
    }
    guard !isFinQueued else { return .brokenPipe }
    queue.write(bytes)
    if state == .established || state == .closeWait { transmit() }
    return nil
  }

  /// Nothing more will be sent: a FIN follows the data (shutdown(2) with SHUT_WR).
  package func shutdown() {
    guard !isFinQueued else { return }
    switch state {
    case .established, .synReceived: enter(.finWait1)
    case .closeWait: enter(.lastAck)
    case .synSent: break
    default: return
    }
    isFinQueued = true
    if state != .synSent { transmit() }
  }

  /// The program lets go. What was sent is still delivered; data that it never read resets the connection.
  package override func close() {
    guard isOpen else { return }
    super.close()
    (onConnected, onReceive, onEnd, onError, onAcknowledged) = (nil, nil, nil, nil, nil)
    isOrphan = true
    switch state {
    case .closed, .synSent: vanish()
    case .timeWait: break
    default:
      if unreadBytes > 0 { abort() } else { shutdown() }
      if state == .finWait2 { linger(for: namespace.settings.finTimeout) }
    }
  }

  /// Ends the connection with a reset.
  package func abort() {
    switch state {
    case .established, .synReceived, .finWait1, .finWait2, .closeWait:
      sendSegment(flags: [.rst, .ack], sequence: sendNext)
    default: break
    }
    isOpen = false
    vanish()
  }

  override func tellProgram() {
    if connectionIsUntold {
      connectionIsUntold = false
      onConnected?()
    }
    drain()
  }

  override func abandon() {
    isOpen = false
    stopTimers()
    (onConnected, onReceive, onEnd, onError, onAcknowledged) = (nil, nil, nil, nil, nil)
  }

  // MARK: - The end

  func enter(_ next: TCPState) {
    countStep(to: next)
    state = next
  }

  /// net/ipv4/tcp.c, tcp_set_state and tcp_done.
  private func countStep(to next: TCPState) {
    let wasOpen = state == .established || state == .closeWait
    let isOpen = next == .established || next == .closeWait
    if wasOpen != isOpen { namespace.counters.tcp.currentlyEstablished += isOpen ? 1 : -1 }
    switch next {
    case .synSent: namespace.counters.tcp.activeOpens += 1
    case .established where state == .synReceived && isPassive: namespace.counters.tcp.passiveOpens += 1
    case .timeWait where state != .timeWait: namespace.counters.tcp.finishedTimeWaits += 1
    case .closed where wasOpen: namespace.counters.tcp.establishedResets += 1
    case .closed where state == .synSent || state == .synReceived: namespace.counters.tcp.attemptFails += 1
    default: break
    }
  }

  func stopTimers() {
    retransmissionTimer.cancel()
    acknowledgementTimer.cancel()
  }

  /// Leaves the table of connections without a word.
  func vanish() {
    enter(.closed)
    stopTimers()
    queue.removeAll()
    namespace.sockets.remove(self)
    listener?.forget(self)
    listener = nil
  }

  /// The connection has failed, and the program hears why.
  func fail(_ error: KernelError) {
    let tell = onError
    vanish()
    tell?(error)
  }

  func linger(for span: Nanoseconds) {
    lingersUntil = clock.now + span
    namespace.sockets.noteLingering(self)
  }

  func enterTimeWait() {
    enter(.timeWait)
    stopTimers()
    queue.removeAll()
    linger(for: Self.timeWaitSpan)
  }

  /// TCP_TIMEWAIT_LEN.
  static let timeWaitSpan = Nanoseconds.seconds(60)
}

/// What tells connections apart.
struct ConnectionKey: Hashable {
  private let addresses: UInt64
  private let ports: UInt32

  init(localAddress: IPv4Address, localPort: UInt16, remoteAddress: IPv4Address, remotePort: UInt16) {
    addresses = UInt64(localAddress.bits) << 32 | UInt64(remoteAddress.bits)
    ports = UInt32(localPort) << 16 | UInt32(remotePort)
  }
}
