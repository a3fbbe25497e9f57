/// Reads an answer of HTTP/1 as its bytes come (RFC 9112).
struct CurlResponse {
  enum Event: Hashable {
    /// A line of the head, without its end; the status line first and the blank line last.
    case headerLine(String)
    case body([UInt8])
    /// It does not begin like HTTP.
    case notHTTP
  }

  private(set) var version = ""
  private(set) var status = 0
  private(set) var statusLine = ""
  private(set) var headers: [(name: String, value: String)] = []
  private(set) var bodySize = 0
  private(set) var headSize = 0
  private(set) var headIsDone = false
  private var pending: [UInt8] = []
  /// An answer to HEAD, or with such a status, has no body (RFC 9112, section 6.3).
  let isHead: Bool

  init(isHead: Bool) { self.isHead = isHead }

  func value(of name: String) -> String? {
    headers.first { $0.name.lowercased() == name }.map { $0.value }
  }

  var contentLength: Int? { value(of: "content-length").flatMap { Int($0) } }
  var isChunked: Bool { value(of: "transfer-encoding")?.lowercased().hasSuffix("chunked") ?? false }
  var hasNoBody: Bool { isHead || status == 204 || status == 304 }
  var closesAfterwards: Bool {
    version == "1.0" || value(of: "connection")?.lowercased() == "close"
      || !hasNoBody && contentLength == nil
  }

  /// Everything announced is there.
  var isComplete: Bool { headIsDone && (hasNoBody || contentLength.map { bodySize >= $0 } ?? false) }

  mutating func receive(_ bytes: some Collection<UInt8>) -> [Event] {
    var events: [Event] = []
    pending += bytes
    if status == 0, !looksLikeHTTP { return [.notHTTP] }
    while !headIsDone, let end = pending.firstIndex(of: 10) {
      var line = pending[..<end]
      headSize += line.count + 1
      if line.last == 13 { line.removeLast() }
      let text = String(decoding: line, as: UTF8.self)
      pending.removeSubrange(...end)
      readHead(text)
      events.append(.headerLine(text))
    }
    guard headIsDone, !pending.isEmpty, !hasNoBody else { return events }
    let room = contentLength.map { max($0 - bodySize, 0) } ?? pending.count
    let body = Array(pending.prefix(room))
    pending = []
    bodySize += body.count
    if !body.isEmpty { events.append(.body(body)) }
    return events
  }

  private var looksLikeHTTP: Bool {
    let start = Array("HTTP/".utf8)
    return zip(pending, start).allSatisfy { $0 == $1 }
  }

  private mutating func readHead(_ line: String) {
    if line.isEmpty {
      headIsDone = true
    } else if status == 0 {
      let words = line.split(separator: " ")
      statusLine = line
      version = words.first.map { String($0.dropFirst(5)) } ?? ""
      status = words.count > 1 ? Int(words[1]) ?? 0 : 0
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...]
      headers.append((String(line[..<colon]), String(value.drop { $0 == " " })))
    }
  }
}
