import Foundation

/// Addresses inside the garden: paths with `/` between their parts, from the garden's root, without a leading slash.
enum SitePath {
  /// Joins and takes out `.` and `..`; nil when the path leaves the garden.
  static func resolved(_ path: String, from folder: String) -> String? {
    // Most links name a file beside the note.
    if !path.utf8.contains(UInt8(ascii: "/")), path != ".", path != ".." {
      return folder.isEmpty ? path : folder + "/" + path
    }
    var parts = path.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        guard parts.popLast() != nil else { return nil }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
  }

  /// The address of one page as another writes it; it works from disk, from a folder of a server, and from its root.
  static func relative(_ target: String, from page: String) -> String {
    if !page.utf8.contains(UInt8(ascii: "/")) { return target }
    var here = folder(of: page).split(separator: "/")
    var there = target.split(separator: "/")
    while let one = here.first, let other = there.first, one == other, there.count > 1 {
      here.removeFirst()
      there.removeFirst()
    }
    return String(repeating: "../", count: here.count) + there.joined(separator: "/")
  }

  /// From a page up to the garden's root, with a slash at its end; empty at the root.
  static func root(from page: String) -> String {
    String(repeating: "../", count: folder(of: page).split(separator: "/").count)
  }

  /// The path and what stands behind `#`, percent-decoded, composed as file names are (NFC).
  static func taken(apart address: String) -> (path: String, fragment: String?) {
    if address.utf8.allSatisfy({
      $0 < 0x80 && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
    }) {
      return (address, nil)
    }
    let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path =
      parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
      ?? ""
    func decoded(_ text: String) -> String {
      (text.removingPercentEncoding ?? text).precomposedStringWithCanonicalMapping
    }
    return (decoded(path), parts.count > 1 ? decoded(parts[1]) : nil)
  }

  /// Names a scheme or a host: it leads out of the garden.
  static func isExternal(_ address: String) -> Bool {
    if address.hasPrefix("//") { return true }
    for octet in address.utf8 {
      switch octet {
      case UInt8(ascii: ":"): return true
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return false
      default: continue
      }
    }
    return false
  }

  /// A path ready for an attribute: what HTML or an address could misunderstand is encoded, Chinese too, once.
  static func encoded(_ path: String) -> String {
    guard
      path.utf8.contains(where: {
        $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
      })
    else { return path }
    return path.replacing("%", with: "%25").replacing("?", with: "%3F").replacing("#", with: "%23")
  }
}
