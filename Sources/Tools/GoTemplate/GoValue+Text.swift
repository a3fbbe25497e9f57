/// How Go prints values: fmt's `%v`, and encoding/json.
extension GoValue {
  /// As a template's action prints it. Nil when an address of memory would be printed.
  package var text: String? { text(isTop: true) }

  private func text(isTop: Bool) -> String? {
    switch self {
    case .none: return isTop ? "<no value>" : "<nil>"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .string(let text): return text
    case .nilList: return "[]"
    case .nilMap: return "map[]"
    case .list(let items):
      guard let texts = Self.texts(items) else { return nil }
      return "[" + texts.joined(separator: " ") + "]"
    case .object(let object): return object.text(isTop: isTop)
    }
  }

  fileprivate static func texts(_ values: [GoValue]) -> [String]? {
    var texts: [String] = []
    for value in values {
      guard let text = value.text(isTop: false) else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// Compact JSON, or with an indentation of so many spaces a level.
  package func json(indent: Int? = nil) -> String {
    var text = ""
    write(into: &text, indent: indent, level: 0)
    return text
  }

  private func write(into text: inout String, indent: Int?, level: Int) {
    switch self {
    case .none, .nilList, .nilMap: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .string(let value): text += JSONString.quoted(value)
    case .list(let items):
      Self.writeGroup(items.count, "[", "]", &text, indent, level) { index, text in
        items[index].write(into: &text, indent: indent, level: level + 1)
      }
    case .object(let object):
      let fields = object.fields.filter { !$0.isOmittedWhenEmpty || $0.value.isTrue }
      Self.writeGroup(fields.count, "{", "}", &text, indent, level) { index, text in
        text += JSONString.quoted(fields[index].name) + (indent == nil ? ":" : ": ")
        fields[index].value.write(into: &text, indent: indent, level: level + 1)
      }
    }
  }

  private static func writeGroup(
    _ count: Int, _ open: String, _ close: String, _ text: inout String, _ indent: Int?, _ level: Int,
    _ element: (Int, inout String) -> Void
  ) {
    text += open
    for index in 0..<count {
      if index > 0 { text += "," }
      if let indent { text += "\n" + String(repeating: " ", count: indent * (level + 1)) }
      element(index, &text)
    }
    if let indent, count > 0 { text += "\n" + String(repeating: " ", count: indent * level) }
    text += close
  }
}

extension GoObject {
  fileprivate func text(isTop: Bool) -> String? {
    switch kind {
    case .map:
      var parts: [String] = []
      for field in fields {
        guard let text = GoValue.texts([field.value]) else { return nil }
        parts.append(field.name + ":" + text[0])
      }
      return "map[" + parts.joined(separator: " ") + "]"
    case .pointer where !isTop: return nil
    case .structure, .pointer:
      return GoValue.texts(fields.map { $0.value }).map { "{" + $0.joined(separator: " ") + "}" }
    }
  }
}
