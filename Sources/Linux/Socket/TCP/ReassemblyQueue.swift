import Packets

/// Data that has come before what stands in front of it (RFC 9293, section 3.10.7.4).
struct ReassemblyQueue {
  private struct Piece {
    var sequence: UInt32
    var payload: Bytes
    var end: UInt32 { sequence &+ UInt32(payload.count) }
  }
  /// By sequence number.
  private var pieces: [Piece] = []
  private(set) var byteCount = 0

  var isEmpty: Bool { pieces.isEmpty }

  mutating func insert(_ sequence: UInt32, _ payload: Bytes) {
    guard !payload.isEmpty else { return }
    let place = pieces.firstIndex { $0.sequence.isAfter(sequence) } ?? pieces.count
    if place > 0, pieces[place - 1].sequence == sequence, pieces[place - 1].payload.count >= payload.count {
      return
    }
    pieces.insert(Piece(sequence: sequence, payload: payload), at: place)
    byteCount += payload.count
  }

  /// The next data in sequence, if it has come.
  mutating func take(at next: UInt32) -> Bytes? {
    while let first = pieces.first, !first.sequence.isAfter(next) {
      pieces.removeFirst()
      byteCount -= first.payload.count
      guard first.end.isAfter(next) else { continue }
      return first.payload.dropFirst(Int(next &- first.sequence))
    }
    return nil
  }
}
