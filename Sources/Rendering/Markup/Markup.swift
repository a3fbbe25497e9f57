import Notebook

/// HTML or SVG as text that is already safe: whatever came from outside was escaped on the way in.
package struct Markup: Hashable, Sendable {
  package private(set) var source: String

  /// Text to be read, escaped (HTML Living Standard, section 13.3).
  package init(_ text: some StringProtocol) { source = Self.escaped(text) }

  /// Markup that the caller vouches for.
  package init(trusted source: String) { self.source = source }

  package static let empty = Markup(trusted: "")

  package var isEmpty: Bool { source.isEmpty }

  package static func escaped(_ text: some StringProtocol) -> String {
    let text = String(text)
    let hasControls = text.holdsOctet { ($0 < 0x20 && $0 != 0x9 && $0 != 0xA && $0 != 0xD) || $0 == 0x7F }
    return HTMLEscaping.escaped(hasControls ? visible(text) : text, apostrophe: true)
  }

  /// Without the controls that no document may hold; a terminal's escape is shown as a picture of itself.
  private static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{1B}": result += "␛"
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  package static func + (left: Markup, right: Markup) -> Markup {
    Markup(trusted: left.source + right.source)
  }
  package static func += (left: inout Markup, right: Markup) { left.source += right.source }
}

/// Attributes in the order in which they are written; one whose value is nil is left out, one whose value is empty
/// is written without a value.
package typealias Attributes = KeyValuePairs<String, String?>

/// An element with its content. Elements that HTML calls void have no end tag.
package func element(
  _ name: String, _ attributes: Attributes = [:], @MarkupBuilder _ content: () -> Markup = { .empty }
) -> Markup {
  let inner = content()
  var source = ""
  source.reserveCapacity(inner.source.utf8.count + 2 * name.utf8.count + 64 * (attributes.count + 1))
  source += "<"
  source += name
  for (key, value) in attributes {
    guard let value else { continue }
    source += " "
    source += key
    guard !value.isEmpty || key == "alt" else { continue }
    source += "=\""
    source += Markup.escaped(value)
    source += "\""
  }
  if voidElements.contains(name) {
    source += ">"
  } else if inner.isEmpty && shapes.contains(name) {
    source += "/>"
  } else {
    source += ">"
    source += inner.source
    source += "</"
    source += name
    source += ">"
  }
  return Markup(trusted: source)
}

private let voidElements: Set<String> = ["meta", "link", "br", "hr", "img", "input", "wbr"]
private let shapes: Set<String> = ["path", "rect", "circle", "line"]

/// Lets markup be written as a list of its parts.
@resultBuilder
package enum MarkupBuilder {
  package static func buildExpression(_ part: Markup) -> Markup { part }
  package static func buildExpression(_ text: String) -> Markup { Markup(text) }
  package static func buildBlock(_ parts: Markup...) -> Markup { joined(parts) }
  package static func buildOptional(_ part: Markup?) -> Markup { part ?? .empty }
  package static func buildEither(first part: Markup) -> Markup { part }
  package static func buildEither(second part: Markup) -> Markup { part }
  package static func buildArray(_ parts: [Markup]) -> Markup { joined(parts) }

  private static func joined(_ parts: [Markup]) -> Markup {
    if parts.count == 1 { return parts[0] }
    var source = ""
    source.reserveCapacity(parts.reduce(0) { $0 + $1.source.utf8.count })
    for part in parts { source += part.source }
    return Markup(trusted: source)
  }
}
