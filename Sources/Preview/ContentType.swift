/// What a file is, by its name's ending.
enum ContentType {
  static func of(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return other }
    return known[name[name.index(after: dot)...].lowercased()] ?? other
  }

  static let html = "text/html; charset=utf-8"
  static let script = "text/javascript; charset=utf-8"
  static let text = "text/plain; charset=utf-8"
  private static let other = "application/octet-stream"

  private static let known = [
    "html": html, "js": script, "mjs": script, "txt": text, "md": text, "net": text,
    "css": "text/css; charset=utf-8", "json": "application/json", "map": "application/json",
    "xml": "application/xml", "atom": "application/atom+xml", "rss": "application/rss+xml",
    "webmanifest": "application/manifest+json", "csv": "text/csv; charset=utf-8", "svg": "image/svg+xml",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "ico": "image/x-icon", "woff": "font/woff", "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf", "pdf": "application/pdf", "wasm": "application/wasm", "zip": "application/zip",
    "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg", "ogg": "audio/ogg",
    "pcap": "application/vnd.tcpdump.pcap", "pcapng": "application/vnd.tcpdump.pcap",
    "ipynb": "application/x-ipynb+json",
  ]
}
