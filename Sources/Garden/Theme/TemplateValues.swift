import Mustache
import Rendering

/// What a template can use, by name.
///
/// Mustache looks into dictionaries and texts too, but asks the runtime about each again and again, and mirrors a text to
/// look for names in it; these answer at once.
struct TemplateValues: MustacheParent, Sendable {
  private var names: [String]
  private var values: [any TemplateValue]

  init(_ entries: [(name: String, value: any TemplateValue)]) {
    names = entries.map(\.name)
    values = entries.map(\.value)
  }

  /// Nil takes a value away, and a template passes over it.
  subscript(name: String) -> (any TemplateValue)? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      switch (names.firstIndex(of: name), newValue) {
      case (let place?, let value?): values[place] = value
      case (let place?, nil):
        names.remove(at: place)
        values.remove(at: place)
      case (nil, let value?):
        names.append(name)
        values.append(value)
      case (nil, nil): break
      }
    }
  }

  func child(named name: String) -> Any? { names.firstIndex(of: name).map { values[$0].forMustache } }
}

extension TemplateValues: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (String, (any TemplateValue)?)...) {
    (names, values) = ([], [])
    names.reserveCapacity(elements.count + 4)
    values.reserveCapacity(elements.count + 4)
    for case (let name, let value?) in elements {
      names.append(name)
      values.append(value)
    }
  }
}

/// A value as Mustache takes it.
protocol TemplateValue: Sendable {
  var forMustache: Any { get }
}

extension TemplateValues: TemplateValue {
  var forMustache: Any { self }
}

extension Bool: TemplateValue {
  var forMustache: Any { self }
}

extension String: TemplateValue {
  var forMustache: Any { TemplateText(renderText: self) }
}

extension Int: TemplateValue {
  var forMustache: Any { TemplateText(renderText: String(self)) }
}

extension Array: TemplateValue where Element: TemplateValue {
  var forMustache: Any { map(\.forMustache) }
}

/// A text; there are no names in it.
private struct TemplateText: MustacheCustomRenderable, MustacheParent {
  let renderText: String
  var isNull: Bool { false }

  func child(named: String) -> Any? { nil }
}

/// As the rest of a page is escaped; Mustache's own way gives the same, character by character.
struct TemplateEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
