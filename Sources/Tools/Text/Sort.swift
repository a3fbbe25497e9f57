/// `sort` (coreutils), comparing bytes as in the C locale.
enum Sort {
  private static let syntax = CommandOptions.Syntax(
    letters: "nrufbk:t:hVso:dgM",
    names: [
      ("numeric-sort", "n"), ("reverse", "r"), ("unique", "u"), ("ignore-case", "f"), ("key", "k"),
      ("field-separator", "t"), ("human-numeric-sort", "h"), ("version-sort", "V"), ("stable", "s"),
      ("output", "o"),
      ("ignore-leading-blanks", "b"),
    ],
    missing: "cCimRSTz", missingNames: ["check", "merge", "random-sort", "parallel", "zero-terminated"])

  static let program = Program(
    "sort",
    running: { (process: Process) throws(Unsimulated) in
      guard let options = try process.options(syntax, status: 2) else { return }
      if options.has("d") || options.has("g") || options.has("M") { throw Unsimulated("sort -d, -g and -M") }
      var global = SortKey()
      for option in options.options { global.set(option.letter) }
      var keys: [SortKey] = []
      for option in options.options where option.letter == "k" {
        guard var key = SortKey(parsing: option.value) else {
          process.complain("invalid number at field start: invalid count at start of ‘\(option.value)’")
          return process.exit(2)
        }
        if !key.hasOwnOrder { key.inherit(global) }
        keys.append(key)
      }
      let separator = options.last("t").flatMap { $0 == "\\t" ? "\t" : $0.first }
      var text: [UInt8] = []
      process.readAll(
        options.operands,
        failed: { process.exit(2) },
        handle: { _, bytes in
          text += bytes ?? []
          if bytes == nil, let last = text.last, last != 10 { text.append(10) }
        },
        end: {
          let lines = String(decoding: text, as: UTF8.self).textLines
          let order = SortOrder(
            keys: keys, global: global, separator: separator, isStable: options.has("s") || options.has("u"))
          let output = order.sorted(lines, isUnique: options.has("u")).map { $0 + "\n" }.joined()
          if let path = options.last("o") {
            process.node.files.write(process.absolute(path), output)
          } else {
            process.write(output)
          }
          process.exit(0)
        })
    })
}

/// A key of `-k`: fields and characters count from 1.
struct SortKey {
  var startField = 1
  var startCharacter = 1
  var endField: Int?
  var endCharacter = 0
  var isNumeric = false
  var isHuman = false
  var isVersion = false
  var foldsCase = false
  var isReversed = false
  var skipsBlanks = false
  private(set) var hasOwnOrder = false

  init() {}

  init?(parsing text: String) {
    let ends = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let start = place(ends[0]), start.field > 0 else { return nil }
    (startField, startCharacter) = (start.field, max(1, start.character))
    if ends.count == 2 {
      guard let end = place(ends[1]) else { return nil }
      (endField, endCharacter) = (end.field, end.character)
    }
  }

  private mutating func place(_ text: Substring) -> (field: Int, character: Int)? {
    var rest = text
    let digits = rest.prefix { $0.isNumber }
    guard let field = Int(digits) else { return nil }
    rest = rest.dropFirst(digits.count)
    var character = 0
    if rest.first == "." {
      rest.removeFirst()
      let digits = rest.prefix { $0.isNumber }
      character = Int(digits) ?? 0
      rest = rest.dropFirst(digits.count)
    }
    for letter in rest {
      guard "nrhVfb".contains(letter) else { return nil }
      set(letter)
      hasOwnOrder = true
    }
    return (field, character)
  }

  mutating func set(_ letter: Character) {
    switch letter {
    case "n": isNumeric = true
    case "h": isHuman = true
    case "V": isVersion = true
    case "f": foldsCase = true
    case "r": isReversed = true
    case "b": skipsBlanks = true
    default: break
    }
  }

  mutating func inherit(_ global: SortKey) {
    (isNumeric, isHuman, isVersion) = (global.isNumeric, global.isHuman, global.isVersion)
    (foldsCase, isReversed, skipsBlanks) = (global.foldsCase, global.isReversed, global.skipsBlanks)
  }
}

struct SortOrder {
  let keys: [SortKey]
  let global: SortKey
  let separator: Character?
  let isStable: Bool

  func sorted(_ lines: [String], isUnique: Bool) -> [String] {
    let prepared = lines.enumerated().map { (line: $0.element, place: $0.offset) }
    let ordered = prepared.sorted { left, right in
      let order = compare(left.line, right.line)
      if order != 0 { return order < 0 }
      if isStable { return left.place < right.place }
      let last = Self.compareBytes(left.line, right.line)
      return last == 0 ? left.place < right.place : (last < 0) != global.isReversed
    }
    var result: [String] = []
    for entry in ordered {
      if isUnique, let last = result.last, compare(last, entry.line) == 0 { continue }
      result.append(entry.line)
    }
    return result
  }

  private func compare(_ left: String, _ right: String) -> Int {
    if keys.isEmpty { return compare(left, right, by: global) }
    for key in keys {
      let order = compare(extract(key, left), extract(key, right), by: key)
      if order != 0 { return order }
    }
    return 0
  }

  private func compare(_ left: String, _ right: String, by key: SortKey) -> Int {
    var order: Int
    if key.isNumeric || key.isHuman {
      let (first, second) = (
        Self.number(left, isHuman: key.isHuman), Self.number(right, isHuman: key.isHuman)
      )
      order = first < second ? -1 : first > second ? 1 : 0
    } else if key.isVersion {
      order = Self.compareVersions(left, right)
    } else {
      let (first, second) = key.skipsBlanks ? (Self.unblanked(left), Self.unblanked(right)) : (left, right)
      order =
        key.foldsCase
        ? Self.compareBytes(first.uppercased(), second.uppercased()) : Self.compareBytes(first, second)
    }
    return key.isReversed ? -order : order
  }

  private static func unblanked(_ text: String) -> String { String(text.drop { $0 == " " || $0 == "\t" }) }

  private static func number(_ text: String, isHuman: Bool) -> Double {
    let trimmed = unblanked(text)
    if trimmed.hasPrefix("+") { return 0 }
    guard let (value, length) = DecimalText.prefix(trimmed) else { return 0 }
    guard isHuman else { return value }
    let suffix = trimmed.utf8.dropFirst(length).first.map { Character(Unicode.Scalar($0)) }
    var factor = 1.0
    for unit in "KMGTPE" {
      factor *= 1024
      if suffix == unit || (unit == "K" && suffix == "k") { return value * factor }
    }
    return value
  }

  static func compareBytes(_ left: String, _ right: String) -> Int {
    if left == right { return 0 }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
  }

  /// Digits compare as numbers, the rest as bytes (GNU's filevercmp, without its rules for suffixes).
  private static func compareVersions(_ left: String, _ right: String) -> Int {
    let (first, second) = (Array(left.utf8), Array(right.utf8))
    var (i, j) = (0, 0)
    func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
    while i < first.count || j < second.count {
      if i < first.count, j < second.count, isDigit(first[i]), isDigit(second[j]) {
        var (a, b) = (0, 0)
        while i < first.count, isDigit(first[i]) { (a, i) = (a &* 10 &+ Int(first[i] - 48), i + 1) }
        while j < second.count, isDigit(second[j]) { (b, j) = (b &* 10 &+ Int(second[j] - 48), j + 1) }
        if a != b { return a < b ? -1 : 1 }
      } else {
        let a = i < first.count ? Int(first[i]) : -1
        let b = j < second.count ? Int(second[j]) : -1
        if a != b { return a < b ? -1 : 1 }
        (i, j) = (i + 1, j + 1)
      }
    }
    return 0
  }

  /// The part of a line that a key means. Without a separator a field begins with the blanks before it.
  private func extract(_ key: SortKey, _ line: String) -> String {
    let characters = Array(line)
    let fields = bounds(characters)
    guard key.startField <= fields.count else { return "" }
    var start = fields[key.startField - 1].lowerBound
    if key.skipsBlanks || (separator == nil && key.startCharacter > 1 && key.skipsBlanks) {
      while start < characters.count, characters[start] == " " || characters[start] == "\t" { start += 1 }
    }
    start = min(characters.count, start + key.startCharacter - 1)
    var end = characters.count
    if let endField = key.endField, endField <= fields.count, endField > 0 {
      let field = fields[endField - 1]
      end =
        key.endCharacter == 0 ? field.upperBound : min(field.upperBound, field.lowerBound + key.endCharacter)
    }
    return start < end ? String(characters[start..<end]) : ""
  }

  private func bounds(_ characters: [Character]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    if let separator {
      for (index, character) in characters.enumerated() where character == separator {
        result.append(start..<index)
        start = index + 1
      }
      return result + [start..<characters.count]
    }
    var index = 0
    while index < characters.count {
      while index < characters.count, characters[index] == " " || characters[index] == "\t" { index += 1 }
      while index < characters.count, characters[index] != " ", characters[index] != "\t" { index += 1 }
      result.append(start..<index)
      start = index
    }
    return result
  }
}
