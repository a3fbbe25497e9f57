import Foundation

/// What a browser asked.
struct SiteRequest: Hashable, Sendable {
  var method: String
  /// The target of the request line.
  var target: String
  var host: String?
  /// The value of If-None-Match (RFC 9110, section 13.1.2).
  var ifNoneMatch: String?
}

struct SiteResponse: Hashable, Sendable {
  var status: Int
  var headers: [(name: String, value: String)] = []
  var body = Data()

  static func == (left: SiteResponse, right: SiteResponse) -> Bool {
    left.status == right.status && left.body == right.body
      && left.headers.elementsEqual(right.headers) { $0 == $1 }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(status) }
}

/// Answers requests with the files of the site, the script that reloads put into its pages.
struct SiteResponder: Sendable {
  var files: SiteFiles
  /// Names that a request may call the server by; nil for any. A page of another site could otherwise have its own
  /// name point to this machine, and read the notes.
  var hosts: Set<String>?
  /// Which state of the site a page shows.
  var build: @Sendable () -> String

  static let scriptPath = "/_netnote/reload.js"
  static let eventsPath = "/_netnote/events"

  enum Answer {
    case response(SiteResponse)
    /// A stream of what happens (Server-Sent Events).
    case events
  }

  func answer(_ request: SiteRequest) -> Answer {
    if let hosts {
      guard let host = request.host.map(Self.name), hosts.contains(host) else {
        return .response(
          plain(403, "This server answers to \(hosts.sorted().joined(separator: ", ")) only.\n"))
      }
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      var response = plain(405, "Only GET and HEAD are answered.\n")
      response.headers.append(("allow", "GET, HEAD"))
      return .response(response)
    }
    if request.target == Self.eventsPath, request.method == "GET" { return .events }
    var response = self.response(request.target)
    if let tag = response.headers.first(where: { $0.name == "etag" })?.value,
      Self.matches(tag, request.ifNoneMatch)
    {
      response.status = 304
      response.body = Data()
    }
    return .response(response)
  }

  private func response(_ target: String) -> SiteResponse {
    if target == Self.scriptPath {
      return content(200, Data(PackageResources.reload_js), type: ContentType.script)
    }
    guard let path = RequestPath(target: target) else { return plain(400, "There is no such address.\n") }
    switch files.find(path) {
    case .file(let data):
      let name = path.isFolder ? "index.html" : path.names.last ?? ""
      let type = ContentType.of(name)
      return content(200, type == ContentType.html ? withScript(data) : data, type: type)
    case .folder:
      var response = plain(301, "It is a folder.\n")
      let way = target.utf8.prefix { $0 != 0x3F && $0 != 0x23 }
      response.headers.append(("location", String(decoding: way, as: UTF8.self) + "/"))
      return response
    case .nothing: return missing()
    }
  }

  /// The site's own page for it, or a bare one while there is no site.
  private func missing() -> SiteResponse {
    if case .file(let page) = files.find(RequestPath(names: ["404.html"], isFolder: false)) {
      return content(404, withScript(page), type: ContentType.html)
    }
    let page =
      "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>netnote</title></head><body></body></html>"
    return content(503, withScript(Data(page.utf8)), type: ContentType.html)
  }

  /// Only what is served has the script; the site's files do not.
  func withScript(_ page: Data) -> Data {
    let script = "<script src=\"\(Self.scriptPath)\" data-build=\"\(build())\"></script>\n"
    var page = page
    let end = page.range(of: Data("</body>".utf8), options: .backwards)?.lowerBound ?? page.endIndex
    page.insert(contentsOf: Data(script.utf8), at: end)
    return page
  }

  private func content(_ status: Int, _ body: Data, type: String) -> SiteResponse {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return SiteResponse(
      status: status,
      headers: [
        ("content-type", type), ("x-content-type-options", "nosniff"), ("cache-control", "no-cache"),
        ("etag", "\"\(String(hash, radix: 16))\""),
      ], body: body)
  }

  private func plain(_ status: Int, _ text: String) -> SiteResponse {
    SiteResponse(
      status: status, headers: [("content-type", ContentType.text), ("x-content-type-options", "nosniff")],
      body: Data(text.utf8))
  }

  private static func matches(_ tag: String, _ condition: String?) -> Bool {
    guard let condition else { return false }
    return condition.split(separator: ",").contains { part in
      var part = part.drop { $0 == " " }
      if part.hasPrefix("W/") { part = part.dropFirst(2) }
      while part.last == " " { part.removeLast() }
      return part == "*" || part == tag
    }
  }

  /// A Host field without its port: `[::1]:80` is `[::1]`.
  private static func name(_ host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
    return String(host.prefix { $0 != ":" })
  }
}
