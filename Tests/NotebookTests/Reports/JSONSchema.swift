import Foundation

/// As much of JSON Schema 2020-12 as the schema of the report uses; a keyword that it does not know is a violation, so
/// that nothing goes unchecked.
struct JSONSchema {
  private let root: [String: Any]

  init(contentsOf file: URL) throws {
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
  }

  /// The schema that the repository publishes for reports.
  static func ofReport() throws -> JSONSchema {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    let path = "Sources/Notebook/Reports/Schemas/report-1.schema.json"
    return try JSONSchema(contentsOf: folder.appendingPathComponent(path))
  }

  func violations(in text: String) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return check(value, root, at: "$")
  }

  private func check(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
    var violations: [String] = []
    func require(_ holds: Bool, _ keyword: String) { if !holds { violations.append("\(path): \(keyword)") } }
    let object = value as? [String: Any]
    for (keyword, rule) in schema.sorted(by: { $0.key < $1.key }) {
      switch keyword {
      case "$schema", "$defs", "title", "description": break
      case "$ref":
        let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
        let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any]
        violations += check(value, target ?? ["no such definition": name], at: path)
      case "type":
        let names = rule as? [String] ?? [rule as? String ?? ""]
        require(names.contains { Self.isOf($0, value) }, "type")
      case "const": require(value as? String == rule as? String, "const")
      case "enum": require((rule as? [NSObject])?.contains(value as? NSObject ?? NSNull()) == true, "enum")
      case "minimum": require((value as? Int ?? .min) >= (rule as? Int ?? .max), "minimum")
      case "minLength": require((value as? String ?? "").count >= (rule as? Int ?? .max), "minLength")
      case "pattern":
        require(
          (value as? String)?.range(of: rule as? String ?? "", options: .regularExpression) != nil, "pattern")
      case "required":
        for name in rule as? [String] ?? [] { require(object?[name] != nil, "required \(name)") }
      case "additionalProperties":
        let known = schema["properties"] as? [String: Any] ?? [:]
        for name in (object ?? [:]).keys.sorted() { require(known[name] != nil, "unknown member \(name)") }
      case "properties":
        for (name, part) in rule as? [String: [String: Any]] ?? [:] {
          if let member = object?[name] { violations += check(member, part, at: "\(path).\(name)") }
        }
      case "items":
        for (index, item) in (value as? [Any] ?? []).enumerated() {
          violations += check(item, rule as? [String: Any] ?? [:], at: "\(path)[\(index)]")
        }
      default: require(false, "unknown keyword \(keyword)")
      }
    }
    return violations
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": value is Bool
    case "integer": value is Int
    default: false
    }
  }
}
