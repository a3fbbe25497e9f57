/// A value of a YAML document.
indirect enum YAMLNode: Hashable, Sendable {
  struct Entry: Hashable, Sendable {
    var key: String
    var value: YAMLNode
    /// Where the key stands, from 1.
    var line: Int
  }

  case null
  /// `isQuoted` tells "80" from 80, and "null" from nothing.
  case scalar(String, isQuoted: Bool)
  case sequence([YAMLNode])
  /// In the order of the document.
  case mapping([Entry])

  subscript(key: String) -> YAMLNode? {
    guard case .mapping(let entries) = self else { return nil }
    return entries.last { $0.key == key }?.value
  }

  var entries: [Entry] { if case .mapping(let entries) = self { entries } else { [] } }

  var text: String? { if case .scalar(let text, _) = self { text } else { nil } }

  /// What compose calls its type in a complaint.
  var typeName: String {
    switch self {
    case .null: "null"
    case .scalar(let text, let isQuoted):
      isQuoted
        ? "string" : Int(text) != nil ? "number" : text == "true" || text == "false" ? "boolean" : "string"
    case .sequence: "array"
    case .mapping: "object"
    }
  }
}

/// What is wrong with a document, and where.
struct YAMLProblem: Error, Hashable, Sendable {
  /// From 1.
  var line: Int
  /// As go-yaml words it, or what of YAML is not read here.
  var text: String
  var isUnsupported = false
}
