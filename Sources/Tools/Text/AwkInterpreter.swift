import Patterns

/// Runs an awk program over records.
final class AwkInterpreter {
  enum Flow { case normal, next, breakLoop, continueLoop, exit }

  static let functions = [
    "length", "substr", "split", "index", "match", "sub", "gsub", "toupper", "tolower", "sprintf", "int",
    "sqrt",
  ]

  private let rules: [AwkRule]
  private let write: (String) -> Void
  private var variables: [String: AwkValue] = [:]
  private var arrays: [String: [String: AwkValue]] = [:]
  /// The subscripts of each array in the order in which they came, which is the order of `for (i in a)`.
  private var subscripts: [String: [String]] = [:]
  private var record = ""
  private var fields: [String] = []
  private var active: [Bool]
  /// Records that are still to come, for getline.
  private var waiting: ArraySlice<String> = []
  private var patterns: [String: Pattern] = [:]
  private(set) var exitStatus = 0
  private(set) var hasExited = false
  private(set) var missing: Unsimulated?

  init(_ rules: [AwkRule], write: @escaping (String) -> Void) {
    self.rules = rules
    self.write = write
    active = Array(repeating: false, count: rules.count)
    variables = [
      "FS": AwkValue(" "), "OFS": AwkValue(" "), "ORS": AwkValue("\n"), "NR": AwkValue(0), "FNR": AwkValue(0),
      "NF": AwkValue(0), "SUBSEP": AwkValue("\u{1c}"), "RSTART": AwkValue(0), "RLENGTH": AwkValue(-1),
    ]
  }

  var readsInput: Bool { rules.contains { $0.kind != .begin } }

  static func pattern(_ text: String) throws(AwkFailure) -> Pattern {
    do throws(PatternError) {
      return try Pattern(text, syntax: .extended)
    } catch {
      throw .notSimulated(Unsimulated("the regular expression \(text) in awk"))
    }
  }

  func assign(_ name: String, _ text: String) {
    variables[name] = AwkValue(input: ShellEscapes.decode(text, .printfFormat).text)
  }

  func begin() { runAll(.begin) }

  func end() {
    let wasExited = hasExited
    hasExited = false
    if !wasExited { runAll(.end) }
  }

  private func runAll(_ kind: AwkRule.Kind) {
    for rule in rules where rule.kind == kind && !hasExited {
      if let body = rule.body { _ = run(body) }
    }
  }

  /// All records of a program that reads some of them itself, with getline.
  func run(on lines: [String]) {
    waiting = lines[...]
    begin()
    while readsInput, !hasExited, let line = waiting.popFirst(), feed(line) {}
  }

  private func count() {
    variables["NR"] = AwkValue(variables["NR"]!.number + 1)
    variables["FNR"] = variables["NR"]
  }

  private func getline(_ target: AwkExpression?) -> AwkValue {
    guard let line = waiting.popFirst() else { return AwkValue(0) }
    count()
    if let target { store(target, AwkValue(input: line)) } else { setRecord(line) }
    return AwkValue(1)
  }

  /// One record; false when the program has ended.
  func feed(_ line: String) -> Bool {
    count()
    setRecord(line)
    for (index, rule) in rules.enumerated() where rule.kind == .main {
      guard selects(rule, index) else { continue }
      guard let body = rule.body else {
        write(record + variables["ORS"]!.text)
        continue
      }
      let flow = run(body)
      if hasExited || missing != nil { return false }
      if flow == .next { break }
    }
    return !hasExited
  }

  private func selects(_ rule: AwkRule, _ index: Int) -> Bool {
    guard let condition = rule.condition else { return true }
    guard let end = rule.rangeEnd else { return value(condition).isTrue }
    if !active[index] {
      guard value(condition).isTrue else { return false }
      active[index] = true
    }
    if value(end).isTrue { active[index] = false }
    return true
  }

  // MARK: Fields

  private func setRecord(_ text: String) {
    record = text
    fields = split(text, by: variables["FS"]!.text)
    variables["NF"] = AwkValue(Double(fields.count))
  }

  private func split(_ text: String, by separator: String) -> [String] {
    if text.isEmpty { return [] }
    if separator == " " {
      return text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.map { String($0) }
    }
    if separator.isEmpty { return text.map { String($0) } }
    if separator.count == 1, separator != "\\", let character = separator.first {
      return text.split(separator: character, omittingEmptySubsequences: false).map { String($0) }
    }
    let bytes = Array(text.utf8)
    var result: [String] = []
    var (start, place) = (0, 0)
    while place <= bytes.count, let found = find(separator, bytes, from: place) {
      if found.range.isEmpty {
        place = found.range.upperBound + 1
        continue
      }
      result.append(String(decoding: bytes[start..<found.range.lowerBound], as: UTF8.self))
      start = found.range.upperBound
      place = start
    }
    return result + [String(decoding: bytes[start...], as: UTF8.self)]
  }

  private func find(_ text: String, _ bytes: [UInt8], from place: Int) -> PatternMatch? {
    if patterns[text] == nil {
      do throws(AwkFailure) {
        patterns[text] = try Self.pattern(text)
      } catch {
        missing = missing ?? Unsimulated("the regular expression \(text) in awk")
        hasExited = true
        return nil
      }
    }
    return (try? patterns[text]?.firstMatch(in: bytes, from: place)) ?? nil
  }

  private func field(_ index: Int) -> AwkValue {
    if index == 0 { return AwkValue(input: record) }
    return index > 0 && index <= fields.count ? AwkValue(input: fields[index - 1]) : .unset
  }

  private func setField(_ index: Int, _ text: String) {
    if index == 0 { return setRecord(text) }
    guard index > 0, index < 100_000 else { return }
    while fields.count < index { fields.append("") }
    fields[index - 1] = text
    rebuild()
  }

  private func rebuild() {
    variables["NF"] = AwkValue(Double(fields.count))
    record = fields.joined(separator: variables["OFS"]!.text)
  }

  // MARK: Statements

  private func run(_ statement: AwkStatement) -> Flow {
    if hasExited { return .exit }
    switch statement {
    case .block(let statements):
      for inner in statements {
        let flow = run(inner)
        if flow != .normal { return flow }
      }
    case .expression(let expression): _ = value(expression)
    case .print(let items):
      let text =
        items.isEmpty ? record : items.map { value($0).text }.joined(separator: variables["OFS"]!.text)
      write(text + variables["ORS"]!.text)
    case .printf(let items): write(formatted(items.map { value($0) }))
    case .branch(let condition, let yes, let no):
      if value(condition).isTrue { return run(yes) }
      if let no { return run(no) }
    case .loop(let condition, let body, let step): return runLoop(condition, body, step)
    case .forIn(let variable, let array, let body):
      for key in subscripts[array] ?? [] where arrays[array]?[key] != nil {
        variables[variable] = AwkValue(input: key)
        let flow = run(body)
        if flow == .breakLoop { break }
        if flow == .next || flow == .exit { return flow }
      }
    case .delete(let array, let keys):
      if let keys {
        let key = joined(keys)
        arrays[array]?[key] = nil
        subscripts[array]?.removeAll { $0 == key }
      } else {
        (arrays[array], subscripts[array]) = (nil, nil)
      }
    case .next: return .next
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    case .exit(let expression):
      if let expression { exitStatus = Int(value(expression).number) & 255 }
      hasExited = true
      return .exit
    }
    return .normal
  }

  private func runLoop(_ condition: AwkExpression, _ body: AwkStatement, _ step: AwkStatement?) -> Flow {
    var count = 0
    while value(condition).isTrue, !hasExited {
      count += 1
      if count > 1_000_000 {
        missing = Unsimulated("an endless loop in awk")
        hasExited = true
      }
      let flow = run(body)
      if flow == .breakLoop { break }
      if flow == .next || flow == .exit { return flow }
      if let step { _ = run(step) }
    }
    return hasExited ? .exit : .normal
  }

  // MARK: Expressions

  private func joined(_ keys: [AwkExpression]) -> String {
    keys.map { value($0).text }.joined(separator: variables["SUBSEP"]!.text)
  }

  private func value(_ expression: AwkExpression) -> AwkValue {
    switch expression {
    case .number(let number): return AwkValue(number)
    case .string(let text): return AwkValue(text)
    case .match(let pattern): return AwkValue(((try? pattern.matches(record)) ?? false) ? 1 : 0)
    case .variable(let name): return variables[name] ?? .unset
    case .field(let index): return field(Int(value(index).number))
    case .element(let array, let keys):
      let key = joined(keys)
      if let found = arrays[array]?[key] { return found }
      setElement(array, key, .unset)
      return .unset
    case .contains(let array, let keys): return AwkValue(arrays[array]?[joined(keys)] != nil ? 1 : 0)
    case .assign(let target, let symbol, let source):
      var result = value(source)
      if !symbol.isEmpty { result = AwkValue(calculate(symbol, value(target).number, result.number)) }
      store(target, result)
      return result
    case .increment(let target, let step, let isPrefix):
      let old = value(target).number
      store(target, AwkValue(old + step))
      return AwkValue(isPrefix ? old + step : old)
    case .unary(let symbol, let operand):
      let inner = value(operand)
      return AwkValue(symbol == "!" ? (inner.isTrue ? 0 : 1) : symbol == "-" ? -inner.number : inner.number)
    case .binary(let symbol, let left, let right): return binary(symbol, left, right)
    case .choose(let condition, let yes, let no): return value(condition).isTrue ? value(yes) : value(no)
    case .call(let name, let arguments): return call(name, arguments)
    case .getline(let target): return getline(target)
    }
  }

  private func setElement(_ array: String, _ key: String, _ value: AwkValue) {
    if arrays[array]?[key] == nil { subscripts[array, default: []].append(key) }
    arrays[array, default: [:]][key] = value
  }

  private func store(_ target: AwkExpression, _ value: AwkValue) {
    switch target {
    case .variable("NF"):
      let count = max(0, min(100_000, Int(value.number)))
      while fields.count < count { fields.append("") }
      fields.removeLast(fields.count - count)
      rebuild()
    case .variable(let name): variables[name] = value
    case .field(let index): setField(Int(self.value(index).number), value.text)
    case .element(let array, let keys): setElement(array, joined(keys), value)
    default: break
    }
  }

  private func calculate(_ symbol: String, _ left: Double, _ right: Double) -> Double {
    switch symbol {
    case "+": return left + right
    case "-": return left - right
    case "*": return left * right
    case "/": return left / right
    case "%": return left.truncatingRemainder(dividingBy: right)
    default:
      var result = 1.0
      for _ in 0..<min(1024, Int(right.magnitude)) { result *= left }
      return right < 0 ? 1 / result : result
    }
  }

  private func binary(_ symbol: String, _ left: AwkExpression, _ right: AwkExpression) -> AwkValue {
    switch symbol {
    case "&&": return AwkValue(value(left).isTrue && value(right).isTrue ? 1 : 0)
    case "||": return AwkValue(value(left).isTrue || value(right).isTrue ? 1 : 0)
    case " ":
      let first = value(left).text
      return AwkValue(first + value(right).text)
    case "~", "!~":
      let text = Array(value(left).text.utf8)
      let isMatch: Bool
      if case .match(let pattern) = right {
        isMatch = ((try? pattern.firstMatch(in: text)) ?? nil) != nil
      } else {
        isMatch = find(value(right).text, text, from: 0) != nil
      }
      return AwkValue(isMatch == (symbol == "~") ? 1 : 0)
    case "<", "<=", ">", ">=", "==", "!=":
      let (first, second) = (value(left), value(right))
      let order: Int
      if first.isNumeric, second.isNumeric {
        order = first.number < second.number ? -1 : first.number > second.number ? 1 : 0
      } else {
        order = SortOrder.compareBytes(first.text, second.text)
      }
      let holds =
        switch symbol {
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        case ">=": order >= 0
        case "==": order == 0
        default: order != 0
        }
      return AwkValue(holds ? 1 : 0)
    default:
      let first = value(left).number
      return AwkValue(calculate(symbol, first, value(right).number))
    }
  }

  // MARK: Functions

  private func call(_ name: String, _ arguments: [AwkExpression]) -> AwkValue {
    func text(_ index: Int) -> String { index < arguments.count ? value(arguments[index]).text : "" }
    func number(_ index: Int) -> Double { index < arguments.count ? value(arguments[index]).number : 0 }
    switch name {
    case "length":
      if case .variable(let array)? = arguments.first, let elements = arrays[array] {
        return AwkValue(Double(elements.count))
      }
      return AwkValue(Double((arguments.isEmpty ? record : text(0)).count))
    case "substr":
      let characters = Array(text(0))
      let start = number(1).rounded()
      let end = arguments.count > 2 ? start + number(2).rounded() : Double(characters.count + 1)
      let (first, last) = (max(1, start), min(end, Double(characters.count + 1)))
      return AwkValue(first < last ? String(characters[(Int(first) - 1)..<(Int(last) - 1)]) : "")
    case "index":
      let (bytes, wanted) = (Array(text(0)), Array(text(1)))
      guard wanted.count <= bytes.count else { return AwkValue(0) }
      for start in 0...(bytes.count - wanted.count)
      where Array(bytes[start..<(start + wanted.count)]) == wanted {
        return AwkValue(Double(start + 1))
      }
      return AwkValue(0)
    case "split":
      guard arguments.count > 1, case .variable(let array) = arguments[1] else { return AwkValue(0) }
      let pieces = split(text(0), by: arguments.count > 2 ? patternText(arguments[2]) : variables["FS"]!.text)
      (arrays[array], subscripts[array]) = ([:], [])
      for (index, piece) in pieces.enumerated() {
        setElement(array, String(index + 1), AwkValue(input: piece))
      }
      return AwkValue(Double(pieces.count))
    case "match":
      let bytes = Array(text(0).utf8)
      let range = arguments.count > 1 ? find(patternText(arguments[1]), bytes, from: 0)?.range : nil
      let start = range.map { String(decoding: bytes[..<$0.lowerBound], as: UTF8.self).count + 1 } ?? 0
      variables["RSTART"] = AwkValue(Double(start))
      variables["RLENGTH"] = AwkValue(
        Double(range.map { String(decoding: bytes[$0], as: UTF8.self).count } ?? -1))
      return AwkValue(Double(start))
    case "sub", "gsub": return replace(arguments, isGlobal: name == "gsub")
    case "toupper": return AwkValue(text(0).uppercased())
    case "tolower": return AwkValue(text(0).lowercased())
    case "sprintf": return AwkValue(formatted(arguments.map { value($0) }))
    case "int": return AwkValue(number(0).rounded(.towardZero))
    default: return AwkValue(number(0).squareRoot())
    }
  }

  private func patternText(_ expression: AwkExpression) -> String {
    if case .match(let pattern) = expression { return pattern.text }
    return value(expression).text
  }

  private func replace(_ arguments: [AwkExpression], isGlobal: Bool) -> AwkValue {
    guard arguments.count > 1 else { return AwkValue(0) }
    let target = arguments.count > 2 ? arguments[2] : .field(.number(0))
    let bytes = Array(value(target).text.utf8)
    let (pattern, replacement) = (patternText(arguments[0]), value(arguments[1]).text)
    var result: [UInt8] = []
    var (place, copied, count, lastEnd) = (0, 0, 0, -1)
    while place <= bytes.count, let range = find(pattern, bytes, from: place)?.range {
      if range.isEmpty, range.lowerBound == lastEnd {
        place += 1
        continue
      }
      count += 1
      lastEnd = range.upperBound
      result += bytes[copied..<range.lowerBound]
      result += Array(Self.filled(replacement, with: String(decoding: bytes[range], as: UTF8.self)).utf8)
      copied = range.upperBound
      if !isGlobal { break }
      place = range.isEmpty ? range.upperBound + 1 : range.upperBound
    }
    if count > 0 { store(target, AwkValue(String(decoding: result + bytes[copied...], as: UTF8.self))) }
    return AwkValue(Double(count))
  }

  /// `&` is the match, `\&` an ampersand.
  private static func filled(_ replacement: String, with match: String) -> String {
    var result = ""
    var isEscaped = false
    for character in replacement {
      if isEscaped {
        result += character == "&" || character == "\\" ? String(character) : "\\" + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result += character == "&" ? match : String(character)
      }
    }
    return result
  }

  private func formatted(_ values: [AwkValue]) -> String {
    guard let format = values.first else { return "" }
    var rest = values.dropFirst()
    let characters = Array(format.text)
    var result = ""
    var index = 0
    while index < characters.count {
      guard characters[index] == "%", index + 1 < characters.count else {
        result.append(characters[index])
        index += 1
        continue
      }
      index += 1
      if characters[index] == "%" {
        result += "%"
        index += 1
        continue
      }
      let specification = PrintfFormat.specification(characters, &index) { Int(rest.popFirst()?.number ?? 0) }
      guard index < characters.count else { break }
      let argument = rest.popFirst() ?? AwkValue("")
      let integer = Int64(exactly: argument.number.rounded(.towardZero)) ?? 0
      switch characters[index] {
      case "d", "i": result += specification.integer(integer)
      case "s": result += specification.string(argument.text)
      case "f", "F": result += specification.decimal(argument.number)
      case "g": result += specification.padded(DecimalText.general(argument.number))
      case "x": result += specification.unsigned(integer, radix: 16)
      case "X": result += specification.unsigned(integer, radix: 16, isUppercase: true)
      case "o": result += specification.unsigned(integer, radix: 8)
      case "u": result += specification.unsigned(integer, radix: 10)
      case "c": result += specification.padded(String(argument.text.prefix(1)))
      default: missing = missing ?? Unsimulated("printf %\(characters[index]) in awk")
      }
      index += 1
    }
    return result
  }
}
