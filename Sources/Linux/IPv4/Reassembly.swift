import Packets
import Simulation

/// Fragments that wait for the rest of their packet (net/ipv4/ip_fragment.c).
struct Reassembly {
  struct Key: Hashable {
    let source: IPv4Address
    let destination: IPv4Address
    let identification: UInt16
    let proto: IPProtocol
  }

  struct Pending {
    var pieces: [(offset: Int, bytes: Bytes)] = []
    /// Known once the last fragment is here.
    var length: Int?
    var first: SocketBuffer?
    var timer: Timer?
  }

  static let timeout = Nanoseconds.seconds(30)

  var pending: [Key: Pending] = [:]
}

extension NetworkNamespace {
  /// Keeps a fragment; true when the buffer is the whole packet now.
  func reassemble(_ buffer: SocketBuffer) -> Bool {
    guard buffer.ip.isFragment else { return true }
    counters.ip.reasmReqds += 1
    let key = Reassembly.Key(
      source: buffer.ip.source, destination: buffer.ip.destination,
      identification: buffer.ip.identification, proto: buffer.ip.proto)
    var waiting = reassembly.pending[key] ?? Reassembly.Pending()
    let bytes = Bytes(buffer.ip.encodedPayload())
    waiting.pieces.append((buffer.ip.fragmentOffset, bytes))
    if buffer.ip.fragmentOffset == 0 { waiting.first = buffer }
    if !buffer.ip.moreFragments { waiting.length = buffer.ip.fragmentOffset + bytes.count }
    guard let whole = assemble(waiting) else {
      if waiting.timer == nil {
        waiting.timer = clock.schedule(after: Reassembly.timeout) { [unowned(unsafe) self] in
          self.expire(key)
        }
      }
      reassembly.pending[key] = waiting
      return false
    }
    counters.ip.reasmOKs += 1
    waiting.timer?.cancel()
    reassembly.pending[key] = nil
    buffer.largestFragment = IPv4Packet.headerLength + (waiting.pieces.map { $0.bytes.count }.max() ?? 0)
    buffer.ip.moreFragments = false
    buffer.ip.fragmentOffset = 0
    buffer.ip.payload = IPv4Payload(decoding: whole[...], proto: buffer.ip.proto, whole: true)
    return true
  }

  private func assemble(_ waiting: Reassembly.Pending) -> [UInt8]? {
    guard let length = waiting.length else { return nil }
    var whole: [UInt8] = []
    for piece in waiting.pieces.sorted(by: { $0.offset < $1.offset }) {
      guard piece.offset <= whole.count else { return nil }
      whole += piece.bytes.dropFirst(whole.count - piece.offset)
    }
    return whole.count == length ? whole : nil
  }

  /// Thirty seconds are over: the sender is told, if the first fragment is here to be quoted (RFC 792).
  private func expire(_ key: Reassembly.Key) {
    guard let waiting = reassembly.pending.removeValue(forKey: key) else { return }
    counters.ip.reasmTimeout += 1
    counters.ip.reasmFails += 1
    guard let first = waiting.first else { return }
    drop(first, .reassemblyTimeout)
    sendError(.timeExceeded(code: 1), about: first)
  }
}
