import Notebook

/// HTML or SVG as text that is already safe: whatever came from outside was escaped on the way in.
///
/// Elements stand in elements, a dozen deep. Long parts are therefore kept apart until the whole is asked for, so that
/// they are not copied once for every element round them.
package struct Markup: Sendable {
  /// What comes before the end, in order.
  private var parts: [String] = []
  /// The end, which is still short enough to be added to.
  private var end: String

  /// A part is ended when it would become longer: copying so much costs as little as keeping it apart.
  private static let longest = 2_048

  /// Text to be read, escaped (HTML Living Standard, section 13.3).
  package init(_ text: some StringProtocol) { end = Self.escaped(text) }

  /// Markup that the caller vouches for.
  package init(trusted source: String) { end = source }

  package static let empty = Markup(trusted: "")

  package var isEmpty: Bool { end.isEmpty && parts.isEmpty }

  /// The text in pieces; no tag stands in two of them.
  var pieces: [String] { parts + [end] }

  /// The whole text.
  package var source: String {
    if parts.isEmpty { return end }
    var source = ""
    source.reserveCapacity(parts.reduce(end.utf8.count) { $0 + $1.utf8.count })
    for part in parts { source += part }
    source += end
    return source
  }

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
    var sum = left
    sum += right
    return sum
  }

  package static func += (left: inout Markup, right: Markup) {
    guard let first = right.parts.first else { return left.append(right.end) }
    left.append(first)
    left.parts.append(left.end)
    left.parts += right.parts.dropFirst()
    left.end = right.end
  }

  /// What it takes in the end of an element round it.
  fileprivate var room: Int { parts.isEmpty ? min(end.utf8.count, Self.longest) : 0 }

  fileprivate mutating func append(_ text: String) {
    if end.utf8.count + text.utf8.count > Self.longest, !end.isEmpty {
      parts.append(end)
      end = text
    } else {
      end += text
    }
  }
}

extension Markup: Hashable {
  package static func == (left: Markup, right: Markup) -> Bool { left.source == right.source }
  package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// Attributes in the order in which they are written; one whose value is nil is left out, one whose value is empty
/// is written without a value.
package typealias Attributes = KeyValuePairs<String, String?>

/// An element with its content. Elements that HTML calls void have no end tag.
package func element(
  _ name: String, _ attributes: Attributes = [:], @MarkupBuilder _ content: () -> Markup = { .empty }
) -> Markup {
  let inner = content()
  var start = ""
  start.reserveCapacity(2 * name.utf8.count + 64 * (attributes.count + 1) + inner.room)
  start += "<"
  start += name
  for (key, value) in attributes {
    guard let value else { continue }
    start += " "
    start += key
    guard !value.isEmpty || key == "alt" else { continue }
    start += "=\""
    start += Markup.escaped(value)
    start += "\""
  }
  if inner.isEmpty, isShape(name) { return Markup(trusted: start + "/>") }
  start += ">"
  var markup = Markup(trusted: start)
  if isVoid(name) { return markup }
  markup += inner
  markup.append("</" + name + ">")
  return markup
}

private func isVoid(_ name: String) -> Bool {
  switch name {
  case "meta", "link", "br", "hr", "img", "input", "wbr": true
  default: false
  }
}

private func isShape(_ name: String) -> Bool {
  switch name {
  case "path", "rect", "circle", "line": true
  default: false
  }
}

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
    guard var markup = parts.first else { return .empty }
    for part in parts.dropFirst() { markup += part }
    return markup
  }
}
