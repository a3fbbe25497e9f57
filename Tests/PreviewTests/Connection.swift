import Foundation

/// A bare connection to the server under test: what is sent is what the server gets, dots and all.
final class Connection {
  private let descriptor: Int32
  private var received = Data()

  init(port: Int) throws {
    #if os(Linux)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard status == 0 else { throw CocoaError(.fileReadUnknown) }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
  }

  /// Reads until the text has come, or the other side has nothing more to say.
  @discardableResult func read(until text: String) -> String {
    while received.range(of: Data(text.utf8)) == nil, more() {}
    return String(decoding: received, as: UTF8.self)
  }

  /// Everything until the other side closes.
  func readAll() -> String {
    while more() {}
    return String(decoding: received, as: UTF8.self)
  }

  private func more() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    if count > 0 { received.append(contentsOf: buffer[..<count]) }
    return count > 0
  }

  struct Answer {
    var status: Int
    var head: String
    var body: String

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name + ":") {
        return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
      }
      return nil
    }
  }

  /// One request on a connection of its own.
  static func ask(
    _ target: String, port: Int, method: String = "GET", headers: [String] = [], host: String = "localhost"
  ) throws -> Answer {
    let connection = try Connection(port: port)
    let lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
    connection.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    let text = connection.readAll()
    let end = text.range(of: "\r\n\r\n")
    let head = String(text[..<(end?.lowerBound ?? text.endIndex)])
    let parts = head.split(separator: " ")
    return Answer(
      status: parts.count > 1 ? Int(parts[1]) ?? 0 : 0, head: head,
      body: end.map { String(text[$0.upperBound...]) } ?? "")
  }
}
