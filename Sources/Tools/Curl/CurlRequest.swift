/// The request that curl sends.
struct CurlRequest {
  private(set) var lines: [String]
  private let body: String?

  init(_ options: CurlOptions, _ url: CurlURL) {
    var path = url.path
    var data = options.data
    if options.sendsDataInURL, let query = data {
      path += (path.contains("?") ? "&" : "?") + query
      data = nil
    }
    body = data
    let method = options.method ?? (options.isHead ? "HEAD" : data == nil ? "GET" : "POST")
    lines = ["\(method) \(path) HTTP/\(options.isHTTP10 ? "1.0" : "1.1")"]
    add("Host", url.authority, options)
    if let agent = options.userAgent { add("User-Agent", agent, options) }
    add("Accept", "*/*", options)
    if let referer = options.referer { add("Referer", referer, options) }
    for header in options.headers {
      if let colon = header.firstIndex(of: ":") {
        // `Name:` takes a field out.
        if header[header.index(after: colon)...].allSatisfy({ $0 == " " }) { continue }
        lines.append(header)
      } else if header.hasSuffix(";") {
        lines.append(header.dropLast() + ":")
      }
    }
    if let data {
      add("Content-Length", String(data.utf8.count), options)
      add("Content-Type", "application/x-www-form-urlencoded", options)
    }
  }

  private mutating func add(_ name: String, _ value: String, _ options: CurlOptions) {
    let isReplaced = options.headers.contains { header in
      let end = header.firstIndex { $0 == ":" || $0 == ";" } ?? header.endIndex
      return header[..<end].lowercased() == name.lowercased()
    }
    if !isReplaced { lines.append("\(name): \(value)") }
  }

  private var head: String { lines.map { $0 + "\r\n" }.joined() + "\r\n" }
  var headSize: Int { head.utf8.count }
  var bytes: [UInt8] { Array((head + (body ?? "")).utf8) }
}
