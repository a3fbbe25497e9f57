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
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Controls that no document may hold; a terminal's escape is shown as a picture of itself.
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
  var source = "<" + name
  for (key, value) in attributes {
    guard let value else { continue }
    source += " " + key
    if !value.isEmpty || key == "alt" { source += "=\"" + Markup.escaped(value) + "\"" }
  }
  let inner = content()
  if voidElements.contains(name) { return Markup(trusted: source + ">") }
  if inner.isEmpty && shapes.contains(name) { return Markup(trusted: source + "/>") }
  return Markup(trusted: source + ">" + inner.source + "</" + name + ">")
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
    Markup(trusted: parts.map(\.source).joined())
  }
}
