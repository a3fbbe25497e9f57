/// A URL as curl reads it: the scheme may be left out (RFC 3986).
struct CurlURL {
  enum Problem: Error {
    /// curl's exit status and message.
    case failure(Int, String)
    case unsimulated(Unsimulated)
  }

  var scheme: String
  var host: String
  /// `USER:PASSWORD@`.
  var user: String?
  var port: UInt16
  /// Nil when the URL does not say.
  var writtenPort: UInt16?
  /// With the query, from the first slash.
  var path: String

  static let malformed = Problem.failure(3, "URL using bad/illegal format or missing URL")

  init(_ text: String) throws(Problem) {
    var rest = Substring(text)
    scheme = "http"
    if let end = Self.schemeEnd(text) {
      scheme = text[..<end].lowercased()
      guard Self.ports[scheme] != nil else {
        throw .failure(1, "Protocol \"\(scheme)\" not supported or disabled in libcurl")
      }
      rest = text[text.index(end, offsetBy: 3)...]
    } else if text.hasPrefix("http:/") {
      rest = text.dropFirst(6)
    }
    var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let tail = rest.dropFirst(authority.count).prefix { $0 != "#" }
    if let at = authority.lastIndex(of: "@") {
      user = String(authority[..<at])
      authority = authority[authority.index(after: at)...]
    }
    guard !authority.contains("[") else { throw .unsimulated(Unsimulated("the URL \(text) in curl")) }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, !text.contains(" ") else { throw Self.malformed }
    host = String(name)
    if parts.count == 2, !parts[1].isEmpty {
      guard let number = UInt16(parts[1]) else { throw Self.malformed }
      writtenPort = number
    }
    port = writtenPort ?? Self.ports[scheme] ?? 80
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

  /// The protocols of this curl and their usual ports (lib/urldata.h).
  private static let ports: [String: UInt16] = [
    "http": 80, "https": 443, "ftp": 21, "ftps": 990, "telnet": 23, "dict": 2628, "ldap": 389, "ldaps": 636,
    "imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995, "smtp": 25, "smtps": 465, "gopher": 70,
    "gophers": 70, "mqtt": 1883, "rtsp": 554, "rtmp": 1935, "scp": 22, "sftp": 22, "smb": 445, "smbs": 445,
    "tftp": 69, "file": 0,
  ]

  /// As the `Host:` field says it: with the port where it is not the usual one.
  var authority: String { port == Self.ports[scheme] ? host : "\(host):\(port)" }
  var description: String { "\(scheme)://\(host)\(writtenPort.map { ":\($0)" } ?? "")\(path)" }

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
