import Linux
import Packets
import Simulation

/// Questions over connections (`dig +tcp`), each behind two octets of length (RFC 1035, section 4.2.2).
extension EmbeddedResolver {
  /// For the first question, and for each further one (miekg/dns, Server.serveTCPConn).
  private static let patience = Nanoseconds.seconds(2)
  private static let idlePatience = Nanoseconds.seconds(8)

  func serve(_ connection: TCPSocket) {
    var pending: [UInt8] = []
    var timer: Timer?
    let clock = engine.clock
    func wait(_ span: Nanoseconds) {
      timer?.cancel()
      timer = clock.schedule(after: span) { connection.close() }
    }
    func end() {
      timer?.cancel()
      connection.close()
    }
    wait(Self.patience)
    // The connection keeps its own closures until it is closed.
    connection.onReceive = { [self] bytes in
      pending += bytes
      while let message = Self.takeMessage(from: &pending) {
        wait(Self.idlePatience)
        clock.schedule(after: Self.wakeUp) { [self] in
          guard isRunning else { return end() }
          reply(to: message) { connection.send(Self.framed($0)) }
        }
      }
    }
    connection.onEnd = end
    connection.onError = { _ in end() }
  }

  private func reply(to message: Bytes, _ send: @escaping (Bytes) -> Void) {
    guard let query = DNSMessage(decoding: message) else { return }
    if let answer = answer(to: query) {
      send(answer.encoded()[...])
    } else {
      ForwardedQuestion(message, self, isStream: true, reply: send).askNext()
    }
  }

  /// The first whole message of what has come in.
  static func takeMessage(from pending: inout [UInt8]) -> Bytes? {
    guard pending.count >= 2 else { return nil }
    let length = Int(pending[0]) << 8 | Int(pending[1])
    guard pending.count >= 2 + length else { return nil }
    let message = Bytes(pending[2..<(2 + length)])
    pending.removeFirst(2 + length)
    return message
  }

  static func framed(_ message: Bytes) -> Bytes {
    Bytes([UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + Array(message))
  }
}
