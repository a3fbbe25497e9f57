import Packets

/// Whether a segment lies where its receiver would take it: "Real Stateful TCP Packet Filtering in IP Filter" (van
/// Rooij, 2000), as nf_conntrack_proto_tcp.c, tcp_in_window, has it. SACK blocks are not looked at: the simulator's
/// TCP sends none.
extension TCPTracking {
  enum WindowVerdict: Hashable, Sendable {
    case inside
    /// Old data or an old acknowledgement: it passes and nothing is learnt from it.
    case old
    case invalid
  }

  /// The smallest distance that an acknowledgement may lag behind.
  private static let acknowledgementWindow: UInt32 = 66_000

  mutating func inWindow(
    _ segment: TCPSegment, _ direction: Connection.Direction, isLiberal: Bool
  ) -> WindowVerdict {
    var sender = self[direction]
    var receiver = self[direction.opposite]
    defer { (self[direction], self[direction.opposite]) = (sender, receiver) }
    let kind = Kind(segment.flags)
    var sequence = segment.sequence
    var end = sequence &+ segment.sequenceLength
    let window = UInt32(segment.window)

    if begins(segment, direction, &sender, &receiver, end: end, window: window) { return .inside }

    var acknowledgement = segment.acknowledgement
    let hasNone = !segment.flags.contains(.ack) || segment.flags.contains(.rst) && acknowledgement == 0
    if hasNone { acknowledgement = receiver.end }
    if segment.flags.contains(.rst), sequence == 0, state == .synSent {
      // A reset that answers a SYN.
      (sequence, end) = (sender.end, sender.end)
    }
    let fit = fit(sequence, end, acknowledgement, sender, receiver)
    guard fit == .inside else {
      if fit == .invalid, isTolerated(sequence, end, acknowledgement, sender, receiver) { sender.end = end }
      return sender.isLiberal || isLiberal ? .inside : fit
    }
    let scaled = segment.flags.contains(.syn) ? window : window << UInt32(sender.scale)
    learn(&sender, &receiver, end: end, acknowledgement: acknowledgement, window: scaled, segment.flags)
    if kind == .ack { countRetransmission(segment, direction, end: end) }
    return .inside
  }

  /// The first segment of a direction, or a SYN that begins it anew. True when there is nothing more to check.
  private mutating func begins(
    _ segment: TCPSegment, _ direction: Connection.Direction, _ sender: inout Side, _ receiver: inout Side,
    end: UInt32, window: UInt32
  ) -> Bool {
    let isSyn = segment.flags.contains(.syn)
    let isRetried =
      isSyn && (state == .synSent && direction == .original || state == .synReceived && direction == .reply)
      && Self.after(end, sender.end)
    let isAnswered = isSyn && direction == .reply && state == .synSent
    if sender.maximumWindow == 0, !isSyn {
      pickUp(segment, &sender, &receiver, end: end, window: window)
      return false
    }
    if sender.maximumWindow == 0 || !isRetried && isAnswered {
      start(segment, direction, &sender, &receiver, end: end, window: window)
      // Both ends have sent a SYN at the same time.
      return !segment.flags.contains(.ack)
    }
    if isRetried {
      (sender.end, sender.maximumEnd, sender.maximumWindow) = (end, end, sender.offered(window))
      sender.read(segment.options)
    }
    return false
  }

  private func start(
    _ segment: TCPSegment, _ direction: Connection.Direction, _ sender: inout Side, _ receiver: inout Side,
    end: UInt32, window: UInt32
  ) {
    (sender.end, sender.maximumEnd, sender.maximumWindow) = (end, end, sender.offered(window))
    sender.read(segment.options)
    // Windows are scaled only if both ends say so (RFC 7323, section 2.2).
    if direction == .reply, !(sender.hasScale && receiver.hasScale) {
      (sender.scale, receiver.scale) = (0, 0)
    }
  }

  /// A connection that was under way before we looked.
  private func pickUp(
    _ segment: TCPSegment, _ sender: inout Side, _ receiver: inout Side, end: UInt32, window: UInt32
  ) {
    sender.end = end
    sender.maximumWindow = sender.offered(window << UInt32(sender.scale))
    sender.maximumEnd = end &+ sender.maximumWindow
    if receiver.maximumWindow == 0 {
      (receiver.end, receiver.maximumEnd) = (segment.acknowledgement, segment.acknowledgement)
    } else if segment.acknowledgement == receiver.end &+ 1 {
      // Probably the answer to a keepalive.
      receiver.end &+= 1
    }
  }

  private func fit(
    _ sequence: UInt32, _ end: UInt32, _ acknowledgement: UInt32, _ sender: Side, _ receiver: Side
  ) -> WindowVerdict {
    if Self.after(sequence, sender.maximumEnd) || Self.after(acknowledgement, receiver.end) {
      return .invalid
    }
    return isNotOld(end, sender, receiver) && isRecent(acknowledgement, sender, receiver) ? .inside : .old
  }

  private func isNotOld(_ end: UInt32, _ sender: Side, _ receiver: Side) -> Bool {
    receiver.maximumWindow == 0 || Self.after(end, sender.end &- receiver.maximumWindow &- 1)
  }

  private func isRecent(_ acknowledgement: UInt32, _ sender: Side, _ receiver: Side) -> Bool {
    let lag = max(sender.maximumWindow, Self.acknowledgementWindow)
    return Self.after(acknowledgement, receiver.end &- lag &- 1)
  }

  /// A little more than the window allows: if the rules let it through, its acknowledgement must not look wrong.
  private func isTolerated(
    _ sequence: UInt32, _ end: UInt32, _ acknowledgement: UInt32, _ sender: Side, _ receiver: Side
  ) -> Bool {
    Self.after(sequence, sender.maximumEnd) && receiver.maximumWindow != 0
      && isNotOld(end, sender, receiver) && isRecent(acknowledgement, sender, receiver)
      && end &- sender.maximumEnd &+ 1 <= receiver.maximumWindow
      && !Self.after(acknowledgement, receiver.end)
  }

  private func learn(
    _ sender: inout Side, _ receiver: inout Side, end: UInt32, acknowledgement: UInt32, window: UInt32,
    _ flags: TCPFlags
  ) {
    sender.maximumWindow = max(sender.maximumWindow, window)
    if Self.after(end, sender.end) {
      sender.end = end
      sender.hasUnacknowledgedData = true
    }
    if flags.contains(.ack) {
      let known = sender.maximumAcknowledgement ?? acknowledgement
      sender.maximumAcknowledgement = Self.after(acknowledgement, known) ? acknowledgement : known
    }
    if receiver.maximumWindow != 0, Self.after(end, sender.maximumEnd) {
      receiver.maximumWindow &+= end &- sender.maximumEnd
    }
    if Self.after(acknowledgement &+ window, receiver.maximumEnd &- 1) {
      receiver.maximumEnd = acknowledgement &+ max(window, 1)
    }
    if acknowledgement == receiver.end { receiver.hasUnacknowledgedData = false }
  }

  private mutating func countRetransmission(
    _ segment: TCPSegment, _ direction: Connection.Direction, end: UInt32
  ) {
    let window = UInt32(segment.window)
    let isSame =
      last.direction == direction && last.sequence == segment.sequence
      && last.acknowledgement == segment.acknowledgement && last.end == end && last.window == window
    guard !isSame else {
      retransmissions += 1
      return
    }
    last.direction = direction
    last.sequence = segment.sequence
    last.acknowledgement = segment.acknowledgement
    last.end = end
    last.window = window
    retransmissions = 0
  }

  /// Later in sequence space (RFC 9293, section 3.4).
  static func after(_ left: UInt32, _ right: UInt32) -> Bool { Int32(bitPattern: left &- right) > 0 }
}
