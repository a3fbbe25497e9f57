/// A value as a Go program hands it to a template: what `docker inspect` and `--format` work on.
package enum GoValue: Hashable, Sendable {
  /// Nil of no known type; as the result of a map's missing key it prints as `<no value>`.
  case none
  case bool(Bool)
  case int(Int)
  case string(String)
  case list([GoValue])
  /// A slice that was never made: `[]` as text, `null` as JSON.
  case nilList
  case object(GoObject)
  /// A map that was never made: `map[]` as text, `null` as JSON.
  case nilMap

  package static func strings(_ texts: [String]?) -> GoValue {
    guard let texts else { return .nilList }
    return .list(texts.map { .string($0) })
  }
}

/// A struct or a map. A map's entries stand in the order of their keys.
package struct GoObject: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: GoValue
    /// Left out of JSON when it is empty (`json:",omitempty"`).
    package var isOmittedWhenEmpty: Bool
  }

  package enum Kind: Hashable, Sendable {
    case map
    /// A struct, with the type's name as error messages give it.
    case structure(String)
    /// A pointer to a struct: inside of other values, its address is printed.
    case pointer(String)
  }

  package var kind: Kind
  package var fields: [Field]

  package init(map entries: [(String, GoValue)]) {
    kind = .map
    fields = entries.sorted { $0.0 < $1.0 }.map { Field(name: $0.0, value: $0.1, isOmittedWhenEmpty: false) }
  }

  package init(_ typeName: String, isPointer: Bool = false, _ entries: [(String, GoValue)]) {
    kind = isPointer ? .pointer(typeName) : .structure(typeName)
    fields = entries.map { Field(name: $0.0, value: $0.1, isOmittedWhenEmpty: false) }
  }

  package subscript(name: String) -> GoValue? { fields.first { $0.name == name }?.value }

  /// The field of a struct by its name in Go, which is not always that in JSON; the entry of a map.
  package func field(calledInGo name: String) -> GoValue? {
    guard !isMap else { return self[name] }
    return fields.first { (Self.namesInGo[$0.name] ?? $0.name) == name }?.value
  }

  /// Fields whose names in JSON are written in another way (api/types).
  private static let namesInGo = [
    "Id": "ID", "HostIp": "HostIP", "Dns": "DNS", "DnsOptions": "DNSOptions", "DnsSearch": "DNSSearch",
    "CpuShares": "CPUShares", "NanoCpus": "NanoCPUs", "CpuPeriod": "CPUPeriod", "CpuQuota": "CPUQuota",
    "CpuRealtimePeriod": "CPURealtimePeriod", "CpuRealtimeRuntime": "CPURealtimeRuntime",
    "CpuCount": "CPUCount", "CpuPercent": "CPUPercent",
  ]

  /// Appends a field that JSON leaves out while it is empty.
  package mutating func appendOptional(_ name: String, _ value: GoValue) {
    fields.append(Field(name: name, value: value, isOmittedWhenEmpty: true))
  }

  package mutating func insert(_ name: String, _ value: GoValue, after other: String) {
    let place = fields.firstIndex { $0.name == other }.map { $0 + 1 } ?? fields.count
    fields.insert(Field(name: name, value: value, isOmittedWhenEmpty: false), at: place)
  }

  package mutating func insertOptional(_ name: String, _ value: GoValue, after other: String) {
    let place = fields.firstIndex { $0.name == other }.map { $0 + 1 } ?? fields.count
    fields.insert(Field(name: name, value: value, isOmittedWhenEmpty: true), at: place)
  }

  package var isMap: Bool { kind == .map }
  package var typeName: String {
    switch kind {
    case .map: "map[string]interface {}"
    case .structure(let name), .pointer(let name): name
    }
  }
}

extension GoValue {
  /// What `if`, `and` and `or` ask (text/template, IsTrue).
  package var isTrue: Bool {
    switch self {
    case .none, .nilList, .nilMap: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .string(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    case .object(let object): !object.isMap || !object.fields.isEmpty
    }
  }

  /// The length that `len` gives; nil for what has none.
  package var length: Int? {
    switch self {
    case .string(let text): text.utf8.count
    case .list(let items): items.count
    case .nilList, .nilMap: 0
    case .object(let object) where object.isMap: object.fields.count
    case .none, .bool, .int, .object: nil
    }
  }

  /// The value as it comes back from JSON: structs and pointers are maps.
  package var asRawJSON: GoValue {
    switch self {
    case .list(let items): .list(items.map { $0.asRawJSON })
    case .nilList, .nilMap: .none
    case .object(let object):
      .object(
        GoObject(
          map: object.fields.filter { !$0.isOmittedWhenEmpty || $0.value.isTrue }
            .map { ($0.name, $0.value.asRawJSON) }))
    case .none, .bool, .int, .string: self
    }
  }
}
