import Foundation

/// Gives each heading the identifier that GitHub gives it: lower case, punctuation taken out, spaces to hyphens,
/// letters of all scripts kept, `-1`, `-2` … when it is taken. A heading that ends in `{#name}` names itself.
package struct HeadingIdentifiers {
  private var used: Set<String> = []
  private var counts: [String: Int] = [:]

  static func give(to root: inout MarkdownNode) {
    var identifiers = HeadingIdentifiers()
    identifiers.visit(&root)
  }

  private mutating func visit(_ node: inout MarkdownNode) {
    if case .heading(let level, _) = node.kind {
      let own = Self.takeOwnName(from: &node.children)
      node.kind = .heading(level: level, id: unique(own ?? Self.slug(node.plainText)))
    } else if node.holdsBlocks {
      for index in node.children.indices { visit(&node.children[index]) }
    }
  }

  package static func slug(_ text: String) -> String {
    if !text.holdsOctet(where: { $0 >= 0x80 }) { return asciiSlug(text) }
    var result = String.UnicodeScalarView()
    for scalar in text.precomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark,
        .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .connectorPunctuation:
        result.append(scalar)
      default:
        if scalar == " " || scalar == "-" { result.append("-") }
      }
    }
    return String(result)
  }

  private static func asciiSlug(_ text: String) -> String {
    let octets: [UInt8] = Array(text.utf8).compactMap { octet in
      switch octet {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): octet | 0x20
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        octet
      case UInt8(ascii: " "): UInt8(ascii: "-")
      default: nil
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }

  private mutating func unique(_ slug: String) -> String {
    let base = slug.isEmpty ? "section" : slug
    var candidate = base
    while !used.insert(candidate).inserted {
      counts[base, default: 0] += 1
      candidate = "\(base)-\(counts[base, default: 0])"
    }
    return candidate
  }

  /// Cuts `{#name}` off the heading's last text.
  private static func takeOwnName(from children: inout [MarkdownNode]) -> String? {
    guard case .text(let text)? = children.last?.kind, text.hasSuffix("}"), let start = text.range(of: "{#")
    else { return nil }
    let name = String(text[start.upperBound...].dropLast())
    guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || "{}\"'<>&".contains($0) }) else {
      return nil
    }
    let rest = text[..<start.lowerBound]
    let kept = rest.lastIndex { !$0.isWhitespace }.map { String(rest[...$0]) } ?? ""
    children[children.count - 1].kind = .text(kept)
    return name
  }
}
