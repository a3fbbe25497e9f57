import Packets

/// Protocols whose messages are lines of text (print.c, txtproto_print).
struct TextProtocol {
  let name: String
  /// The words that begin a request; nil where any word may.
  let requests: [String]?

  static let http = TextProtocol(
    name: "HTTP",
    requests: [
      "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL", "POST", "BCOPY", "BMOVE", "MKCOL", "TRACE",
      "LABEL",
      "MERGE", "DELETE", "SEARCH", "UNLOCK", "REPORT", "UPDATE", "NOTIFY", "BDELETE", "CONNECT", "OPTIONS",
      "CHECKIN", "PROPFIND", "CHECKOUT", "CCM_POST", "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH",
      "UNCHECKOUT", "MKACTIVITY", "MKWORKSPACE", "UNSUBSCRIBE", "RPC_CONNECT", "VERSION-CONTROL",
      "BASELINE-CONTROL",
    ])
  static let rtsp = TextProtocol(
    name: "RTSP",
    requests: [
      "OPTIONS", "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER",
      "SET_PARAMETER",
      "REDIRECT", "RECORD",
    ])
  static let smtp = TextProtocol(name: "SMTP", requests: nil)
  static let ftp = TextProtocol(name: "FTP", requests: nil)

  /// The data begins a request or an answer, rather than going on with one.
  func begins(_ data: Bytes) -> Bool {
    guard let requests else { return true }
    let line = data.prefix { $0 != 10 && $0 != 13 }
    let words = line.split(separator: 32, maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
    guard let first = words.first else { return false }
    if requests.contains(first.uppercased()) { return true }
    return words.count > 1 && words[1].utf8.count == 3 && words[1].utf8.allSatisfy { (48...57).contains($0) }
  }
}

extension PacketPrinter {
  private enum Line {
    case whole(String, end: Int)
    /// The data ends before the line does.
    case unfinished(String)
    case notText
  }

  func printLines(_ data: Bytes, _ proto: TextProtocol) {
    guard proto.begins(data) else {
      text += proto.name
      return
    }
    guard isVerbose else {
      text += proto.name
      _ = printLine(": ", data, from: 0, proto)
      return
    }
    text += "\(proto.name), length: \(data.count)"
    var index = 0
    while index < data.count, let end = printLine("\n\t", data, from: index, proto) { index = end }
  }

  /// Where the next line begins; nil when there is no more to print.
  private func printLine(_ prefix: String, _ data: Bytes, from start: Int, _ proto: TextProtocol) -> Int? {
    switch line(data, from: start) {
    case .whole(let line, let end):
      text += prefix + line
      return end
    case .unfinished(let line):
      text += prefix + line + " [|\(proto.name.lowercased())]"
      return nil
    case .notText: return nil
    }
  }

  private func line(_ data: Bytes, from start: Int) -> Line {
    func words(to end: Int) -> String {
      String(decoding: data.dropFirst(start).prefix(end - start), as: UTF8.self)
    }
    var index = start
    while let byte = data.octet(index) {
      switch byte {
      case 10: return .whole(words(to: index), end: index + 1)
      case 13:
        guard data.octet(index + 1) == 10 else { return .notText }
        return .whole(words(to: index), end: index + 2)
      case 9, 32...126: index += 1
      default: return .notText
      }
    }
    return .unfinished(words(to: index))
  }

  /// The banner line, if the data is one (print-ssh.c).
  func printSSH(_ data: Bytes) {
    guard data.starts(with: Array("SSH".utf8)) else { return }
    text += ": SSH"
    _ = printLine(": ", data, from: 0, TextProtocol(name: "SSH", requests: nil))
  }
}
