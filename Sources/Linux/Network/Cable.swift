package import Packets
package import Simulation

/// What has a socket for a cable: an interface of a host, or a port of a switch.
package protocol CableSocket: FrameReceiver {
  var cable: Cable? { get set }
  /// For traces: the node, and the interface where there is one.
  var place: (node: String, interface: String?) { get }
  /// The other end's state may have changed.
  func carrierMayHaveChanged()
}

/// An Ethernet cable between two sockets. It may be slow, long or lossy.
package final class Cable {
  package struct Properties: Hashable, Sendable {
    package var delay = Nanoseconds.zero
    /// Lost frames per million.
    package var loss = 0
    /// Bits per second; nil for no limit.
    package var rate: Int64?
    package init() {}
  }

  package unowned(unsafe) let left: any CableSocket
  package unowned(unsafe) let right: any CableSocket
  package let properties: Properties
  package let origin: Origin?
  private unowned(unsafe) let network: Network
  /// When the last bit that was put on it, by each end, will have left.
  private var busyUntil: (left: Nanoseconds, right: Nanoseconds) = (.zero, .zero)

  /// What a frame takes over a cable without a declared delay.
  package static let latency = Nanoseconds.microseconds(10)

  init(_ left: any CableSocket, _ right: any CableSocket, properties: Properties, network: Network) {
    self.left = left
    self.right = right
    self.properties = properties
    self.network = network
    origin = network.origin
    left.cable = self
    right.cable = self
  }

  package func other(_ end: any CableSocket) -> any CableSocket { end === left ? right : left }

  /// Puts a frame on the cable at one end.
  func transmit(_ buffer: SocketBuffer, from end: any CableSocket) {
    if properties.loss > 0, network.random.number(below: 1_000_000) < properties.loss {
      network.trace(buffer, at: end.place.node, .dropped(.lostOnCable))
      return
    }
    let span = Self.latency + properties.delay + serialisation(of: buffer, from: end)
    buffer.travel(to: other(end), after: span, isUsual: properties.rate == nil, on: network.clock)
  }

  /// Waiting for the frames before it, and sending its own bits.
  private func serialisation(of buffer: SocketBuffer, from end: any CableSocket) -> Nanoseconds {
    guard let rate = properties.rate, rate > 0 else { return .zero }
    let now = network.clock.now
    let span = Nanoseconds(Int64(buffer.frameLength) * 8 * 1_000_000_000 / rate)
    if end === left {
      busyUntil.left = max(busyUntil.left, now) + span
      return busyUntil.left - now
    }
    busyUntil.right = max(busyUntil.right, now) + span
    return busyUntil.right - now
  }
}

extension Network {
  /// Records a step of a packet that changed nothing in it.
  package func trace(_ buffer: SocketBuffer, at node: String, _ event: @autoclosure () -> TraceEvent) {
    guard recorder.isRecording, !buffer.isAmongBridges else { return }
    let frame = buffer.frame
    record(buffer, at: node, event(), before: frame, after: frame)
  }

  /// Records a step that rewrote the packet.
  package func trace(
    _ buffer: SocketBuffer, at node: String, _ event: @autoclosure () -> TraceEvent, before: EthernetFrame
  ) {
    guard recorder.isRecording else { return }
    record(buffer, at: node, event(), before: before, after: buffer.frame)
  }

  private func record(
    _ buffer: SocketBuffer, at node: String, _ event: TraceEvent, before: EthernetFrame,
    after: EthernetFrame
  ) {
    recorder.record(
      TraceStep(
        time: clock.now, packet: buffer.identity, cause: buffer.cause, node: node, event: event,
        before: before, after: after, state: buffer.connectionState))
  }
}
