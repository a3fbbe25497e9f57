/// The functions of templates: Go's own (text/template/funcs.go) and the Docker CLI's (templates/templates.go).
enum TemplateFunctions {
  static let names: Set<String> = [
    "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "index", "len", "print", "printf", "println",
    "html", "js",
    "urlquery", "slice", "call", "json", "split", "join", "title", "lower", "upper", "pad", "truncate",
  ]

  /// The result; a failure is in the words that stand behind `error calling NAME: `.
  static func call(_ name: String, _ arguments: [GoValue]) throws(TemplateError) -> GoValue {
    switch (name, arguments.count) {
    case ("and", 1...): return arguments.first { !$0.isTrue } ?? arguments[arguments.count - 1]
    case ("or", 1...): return arguments.first { $0.isTrue } ?? arguments[arguments.count - 1]
    case ("not", 1): return .bool(!arguments[0].isTrue)
    case ("eq", 2...):
      return .bool(
        try arguments.dropFirst().contains2 { (other) throws(TemplateError) in try equal(arguments[0], other)
        })
    case ("ne", 2): return .bool(try !equal(arguments[0], arguments[1]))
    case ("lt", 2): return .bool(try less(arguments[0], arguments[1]))
    case ("le", 2): return .bool(try !less(arguments[1], arguments[0]))
    case ("gt", 2): return .bool(try less(arguments[1], arguments[0]))
    case ("ge", 2): return .bool(try !less(arguments[0], arguments[1]))
    case ("index", 1...): return try index(arguments)
    case ("len", 1):
      guard let length = arguments[0].length else { throw failure("len of type \(typeName(arguments[0]))") }
      return .int(length)
    case ("print", _): return .string(try texts(arguments).joined(separator: ""))
    case ("println", _): return .string(try texts(arguments).joined(separator: " ") + "\n")
    case ("printf", 1...): return .string(try format(arguments))
    case ("json", 1): return .string(arguments[0].json())
    case ("lower", 1): return .string(try string(arguments[0]).lowercased())
    case ("upper", 1): return .string(try string(arguments[0]).uppercased())
    case ("title", 1): return .string(titled(try string(arguments[0])))
    case ("split", 2): return split(try string(arguments[0]), by: try string(arguments[1]))
    case ("join", 2):
      return .string(try texts(items(arguments[0])).joined(separator: try string(arguments[1])))
    case ("pad", 3): return try pad(arguments)
    case ("truncate", 2):
      guard case .int(let count) = arguments[1] else { throw failure("expected int") }
      return .string(String(try string(arguments[0]).prefix(count)))
    case ("html", _): return .string(escaped(try texts(arguments).joined(separator: "")))
    case ("slice", 1...): return try slice(arguments)
    case ("js", _), ("urlquery", _), ("call", _):
      throw TemplateError(text: name, unsimulated: "the function \(name) in Go templates")
    default: throw failure("wrong number of args for \(name): got \(arguments.count)")
    }
  }

  private static func failure(_ text: String) -> TemplateError { TemplateError(text: text) }

  private static func typeName(_ value: GoValue) -> String {
    switch value {
    case .none: "nil"
    case .bool: "bool"
    case .int: "int"
    case .string: "string"
    case .list, .nilList: "[]interface {}"
    case .nilMap: "map[string]interface {}"
    case .object(let object): object.typeName
    }
  }

  private static func string(_ value: GoValue) throws(TemplateError) -> String {
    guard case .string(let text) = value else {
      throw failure("wrong type for value; expected string; got \(typeName(value))")
    }
    return text
  }

  private static func items(_ value: GoValue) -> [GoValue] {
    if case .list(let items) = value { return items }
    return []
  }

  private static func texts(_ values: [GoValue]) throws(TemplateError) -> [String] {
    var result: [String] = []
    for value in values {
      guard let text = value.text else {
        throw TemplateError(text: "", unsimulated: "printing a pointer's address in a Go template")
      }
      result.append(text)
    }
    return result
  }

  private static func equal(_ left: GoValue, _ right: GoValue) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.none, .none): return true
    case (.none, _), (_, .none): return false
    default: throw failure("incompatible types for comparison")
    }
  }

  private static func less(_ left: GoValue, _ right: GoValue) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): return a < b
    case (.int(let a), .int(let b)): return a < b
    default: throw failure("incompatible types for comparison")
    }
  }

  private static func index(_ arguments: [GoValue]) throws(TemplateError) -> GoValue {
    var value = arguments[0]
    for key in arguments.dropFirst() {
      switch (value, key) {
      case (.list(let items), .int(let place)):
        guard items.indices.contains(place) else { throw failure("index out of range: \(place)") }
        value = items[place]
      case (.nilList, .int(let place)): throw failure("index out of range: \(place)")
      case (.object(let object), .string(let name)) where object.isMap: value = object[name] ?? .none
      case (.nilMap, .string): value = .none
      case (.none, _): throw failure("index of untyped nil")
      case (.list, _), (.nilList, _): throw failure("cannot index slice/array with type \(typeName(key))")
      case (.object(let object), _) where object.isMap:
        throw failure("value has type \(typeName(key)); should be string")
      default: throw failure("can't index item of type \(typeName(value))")
      }
    }
    return value
  }

  /// For HTML (text/template, HTMLEscape).
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\"": result += "&#34;"
      case "'": result += "&#39;"
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }

  /// `slice x 1 3` is x[1:3].
  private static func slice(_ arguments: [GoValue]) throws(TemplateError) -> GoValue {
    guard let length = arguments[0].length else {
      throw failure("can't slice item of type \(typeName(arguments[0]))")
    }
    guard arguments.count <= 3 else {
      throw failure("too many slice indexes: \(arguments.count - 1)")
    }
    var bounds: [Int] = []
    for argument in arguments.dropFirst() {
      guard case .int(let place) = argument else {
        throw failure("cannot index slice/array with type \(typeName(argument))")
      }
      guard (0...length).contains(place) else { throw failure("index out of range: \(place)") }
      bounds.append(place)
    }
    let (first, last) = (bounds.first ?? 0, bounds.count > 1 ? bounds[1] : length)
    guard first <= last else { throw failure("invalid slice index: \(first) > \(last)") }
    switch arguments[0] {
    case .string(let text): return .string(String(decoding: Array(text.utf8)[first..<last], as: UTF8.self))
    case .list(let items): return .list(Array(items[first..<last]))
    default: throw failure("can't slice item of type \(typeName(arguments[0]))")
    }
  }

  private static func split(_ text: String, by separator: String) -> GoValue {
    guard let first = separator.first, separator.count == 1 else {
      return .list(text.map { .string(String($0)) })
    }
    return .list(text.split(separator: first, omittingEmptySubsequences: false).map { .string(String($0)) })
  }

  private static func titled(_ text: String) -> String {
    var result = ""
    var isStart = true
    for character in text {
      result += isStart ? String(character).uppercased() : String(character)
      isStart = character.isWhitespace
    }
    return result
  }

  private static func pad(_ arguments: [GoValue]) throws(TemplateError) -> GoValue {
    guard case .int(let before) = arguments[1], case .int(let after) = arguments[2] else {
      throw failure("expected int")
    }
    let text = try string(arguments[0])
    guard !text.isEmpty else { return .string("") }
    return .string(
      String(repeating: " ", count: max(0, before)) + text + String(repeating: " ", count: max(0, after)))
  }

  /// `printf` with %s, %v, %d, %q and %t, widths and the minus sign (fmt).
  private static func format(_ arguments: [GoValue]) throws(TemplateError) -> String {
    var result = ""
    var rest = Array(try string(arguments[0]))[...]
    var values = arguments.dropFirst()
    while let character = rest.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      var flags = ""
      while let next = rest.first, next == "-" || next == "0" || next.isNumber {
        flags.append(rest.removeFirst()); _ = next
      }
      guard let verb = rest.popFirst() else { return result + "%!(NOVERB)" }
      if verb == "%" { result.append("%"); continue }
      guard "svdqtx".contains(verb) else {
        throw TemplateError(text: "", unsimulated: "%\(verb) in a Go template")
      }
      guard let value = values.popFirst() else { result += "%!\(verb)(MISSING)"; continue }
      result += padded(try formatted(value, verb), flags)
    }
    return result
  }

  private static func formatted(_ value: GoValue, _ verb: Character) throws(TemplateError) -> String {
    let text = try texts([value])[0]
    switch (verb, value) {
    case ("v", _), ("s", .string), ("d", .int), ("t", .bool): return text
    case ("s", .list), ("s", .nilList): return text
    case ("q", .string(let inner)): return JSONString.quoted(inner)
    case ("x", .int(let number)): return String(number, radix: 16)
    default: return "%!\(verb)(\(typeName(value))=\(text))"
    }
  }

  private static func padded(_ text: String, _ flags: String) -> String {
    let isLeft = flags.hasPrefix("-")
    let digits = isLeft ? String(flags.dropFirst()) : flags
    guard let width = Int(digits), text.count < width else { return text }
    let filler = String(repeating: !isLeft && digits.hasPrefix("0") ? "0" : " ", count: width - text.count)
    return isLeft ? text + filler : filler + text
  }
}

extension ArraySlice {
  fileprivate func contains2(_ test: (Element) throws(TemplateError) -> Bool) throws(TemplateError) -> Bool {
    for element in self { if try test(element) { return true } }
    return false
  }
}
