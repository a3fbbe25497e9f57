/// The request that curl sends.
struct CurlRequest {
  private(set) var lines: [String]
  private let body: [UInt8]
  /// The body is sent when the server says that it wants it (RFC 9110, section 10.1.1).
  let expectsContinue: Bool

  /// `isProxied`: the request goes to a proxy, which wants the whole URL (RFC 9112, section 3.2.2).
  init(_ options: CurlOptions, _ url: CurlURL, isProxied: Bool = false) {
    var path = url.path
    var data = options.data
    if options.sendsDataInURL, let query = data {
      path += (path.contains("?") ? "&" : "?") + query
      data = nil
    }
    body = options.upload ?? data.map { Array($0.utf8) } ?? []
    expectsContinue = options.upload != nil && !options.isHTTP10
    lines = [
      "\(Self.method(options)) \(isProxied ? "http://\(url.authority)" : "")\(path) "
        + "HTTP/\(options.isHTTP10 ? "1.0" : "1.1")"
    ]
    let host = options.headers.first { Self.name(of: $0) == "host" && Self.hasValue($0) }
    if let host { lines.append(host) } else { add("Host", url.authority, options) }
    if let user = options.user ?? url.user {
      add("Authorization", "Basic \(Base64.encode(Array(user.utf8)))", options)
    }
    if let range = options.range { add("Range", "bytes=\(range)", options) }
    if let agent = options.userAgent { add("User-Agent", agent, options) }
    if !options.acceptsJSON { add("Accept", "*/*", options) }
    if options.acceptsCompressed { add("Accept-Encoding", "deflate, gzip, br, zstd", options) }
    if let referer = options.referer { add("Referer", referer, options) }
    if let cookies = options.cookies { add("Cookie", cookies, options) }
    if options.offersHTTP2 {
      lines += [
        "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
      ]
    }
    if isProxied { add("Proxy-Connection", "Keep-Alive", options) }
    if options.acceptsJSON {
      add("Content-Type", options.contentType, options)
      add("Accept", "application/json", options)
    }
    for header in options.headers where Self.name(of: header) != "host" {
      if header.contains(":") {
        if Self.hasValue(header) { lines.append(header) }
      } else if header.hasSuffix(";") {
        lines.append(header.dropLast() + ":")
      }
    }
    if options.upload != nil || data != nil {
      add("Content-Length", String(body.count), options)
      if options.upload == nil, !options.acceptsJSON { add("Content-Type", options.contentType, options) }
    }
    if expectsContinue { add("Expect", "100-continue", options) }
  }

  static func method(_ options: CurlOptions) -> String {
    if let method = options.method { return method }
    if options.isHead { return "HEAD" }
    if options.upload != nil { return "PUT" }
    return options.data == nil || options.sendsDataInURL ? "GET" : "POST"
  }

  private static func name(of header: String) -> String {
    let end = header.firstIndex { $0 == ":" || $0 == ";" } ?? header.endIndex
    return header[..<end].lowercased()
  }

  /// `Name:` takes a field out.
  private static func hasValue(_ header: String) -> Bool {
    guard let colon = header.firstIndex(of: ":") else { return false }
    return !header[header.index(after: colon)...].allSatisfy { $0 == " " }
  }

  private mutating func add(_ name: String, _ value: String, _ options: CurlOptions) {
    let isReplaced = options.headers.contains { Self.name(of: $0) == name.lowercased() }
    if !isReplaced { lines.append("\(name): \(value)") }
  }

  private var head: String { lines.map { $0 + "\r\n" }.joined() + "\r\n" }
  var headSize: Int { head.utf8.count }
  var bytes: [UInt8] { Array(head.utf8) + (expectsContinue ? [] : body) }
  var laterBytes: [UInt8] { expectsContinue ? body : [] }
}
