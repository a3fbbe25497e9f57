/// A URL as curl reads it: the scheme may be left out (RFC 3986).
struct CurlURL {
  enum Problem: Error {
    /// curl's exit status and message.
    case failure(Int, String)
    case unsimulated(Unsimulated)
  }

  var host: String
  var port: UInt16
  /// Nil when the URL does not say.
  var writtenPort: UInt16?
  /// With the query, from the first slash.
  var path: String

  static let malformed = Problem.failure(3, "URL using bad/illegal format or missing URL")

  init(_ text: String) throws(Problem) {
    var rest = Substring(text)
    if let end = Self.schemeEnd(text) {
      try Self.check(text[..<end].lowercased())
      rest = text[text.index(end, offsetBy: 3)...]
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let tail = rest.dropFirst(authority.count).prefix { $0 != "#" }
    guard !authority.contains("@"), !authority.contains("["), !text.contains("{"), !text.contains("[") else {
      throw .unsimulated(Unsimulated("the URL \(text) in curl"))
    }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, !text.contains(" ") else { throw Self.malformed }
    host = String(name)
    if parts.count == 2, !parts[1].isEmpty {
      guard let number = UInt16(parts[1]) else { throw Self.malformed }
      writtenPort = number
    }
    port = writtenPort ?? 80
    path = tail.hasPrefix("/") ? String(tail) : "/" + tail
  }

  private static func schemeEnd(_ text: String) -> String.Index? {
    var place = text.startIndex
    while place < text.endIndex {
      if text[place...].hasPrefix("://") { return place }
      guard text[place].isASCII, text[place].isLetter || text[place].isNumber else { return nil }
      place = text.index(after: place)
    }
    return nil
  }

  private static func check(_ scheme: String) throws(Problem) {
    let others = [
      "https", "ftp", "ftps", "file", "smtp", "imap", "pop3", "scp", "sftp", "telnet", "tftp", "dict", "ldap",
      "gopher", "mqtt", "rtsp", "ws", "wss", "smb",
    ]
    if others.contains(scheme) { throw .unsimulated(Unsimulated("\(scheme):// in curl")) }
    guard scheme == "http" else {
      throw .failure(1, "Protocol \"\(scheme)\" not supported or disabled in libcurl")
    }
  }

  /// As the `Host:` field says it: with the port where it is not the usual one.
  var authority: String { port == 80 ? host : "\(host):\(port)" }
  var description: String { "http://\(host)\(writtenPort.map { ":\($0)" } ?? "")\(path)" }

  /// The last part of the path, for `-O`; empty when there is none.
  var remoteName: String {
    let withoutQuery = path.prefix { $0 != "?" }
    guard let slash = withoutQuery.lastIndex(of: "/") else { return "" }
    return String(withoutQuery[withoutQuery.index(after: slash)...])
  }

  /// Where a `Location:` leads from here.
  func following(_ location: String) throws(Problem) -> CurlURL {
    if Self.schemeEnd(location) != nil { return try CurlURL(location) }
    var next = self
    if location.hasPrefix("//") { return try CurlURL("http:" + location) }
    if location.hasPrefix("/") {
      next.path = location
    } else {
      let directory = path.prefix { $0 != "?" }
      let end = directory.lastIndex(of: "/") ?? directory.startIndex
      next.path = String(directory[...end]) + location
    }
    return next
  }
}
