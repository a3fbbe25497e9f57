/// A word during its expansion: characters, each quoted or not.
struct ShellField {
  var characters: [(character: Character, isQuoted: Bool)] = []
  /// An empty field that stays, because it had quotes.
  var isKept = false

  mutating func append(_ text: String, isQuoted: Bool) {
    for character in text { characters.append((character, isQuoted)) }
    if isQuoted { isKept = true }
  }

  var text: String { String(characters.map { $0.character }) }
}

/// The fields that a word expands to, while it is being expanded.
struct FieldBuilder {
  private(set) var fields: [ShellField] = []
  private var current = ShellField()
  /// Unquoted expansions are split.
  let splits: Bool

  init(splits: Bool) { self.splits = splits }

  mutating func append(_ text: String, isQuoted: Bool) { current.append(text, isQuoted: isQuoted) }

  /// The result of an unquoted expansion, split at the characters of IFS (POSIX 2.6.5).
  mutating func appendSplit(_ text: String, separators: String) {
    guard splits else { return current.append(text, isQuoted: false) }
    var afterDelimiter = false
    for character in text {
      guard separators.contains(character) else {
        current.characters.append((character, false))
        afterDelimiter = false
        continue
      }
      if character == " " || character == "\t" || character == "\n" {
        finishField()
      } else {
        // A second delimiter in a row, or one at the start, has an empty field before it.
        if current.characters.isEmpty, !current.isKept, !afterDelimiter, fields.isEmpty {
          current.isKept = true
        }
        if current.characters.isEmpty, afterDelimiter { current.isKept = true }
        finishField()
        afterDelimiter = true
      }
    }
  }

  mutating func finishField() {
    if !current.characters.isEmpty || current.isKept { fields.append(current) }
    current = ShellField()
  }

  /// Ends one field of `"$@"` and begins the next.
  mutating func separate() {
    current.isKept = true
    finishField()
  }

  mutating func finish() -> [ShellField] {
    finishField()
    return fields
  }
}

extension Shell {
  /// Expands words to the arguments of a command: braces, parameters, splitting, file names. Nil when an expansion
  /// failed; its message has been printed.
  func expandedFields(_ words: [ShellWord]) -> [String]? {
    var result: [String] = []
    for word in words {
      for alternative in BraceExpansion.expand(word) {
        var builder = FieldBuilder(splits: true)
        guard expand(alternative, into: &builder) else { return nil }
        for field in builder.finish() { result += globbed(field) }
      }
    }
    return result
  }

  /// Expands a word to one text, without splitting and file names.
  func expandedText(_ word: ShellWord) -> String? { expandedField(word)?.text }

  func expandedPattern(_ word: ShellWord) -> [(character: Character, isQuoted: Bool)]? {
    expandedField(word)?.characters
  }

  private func expandedField(_ word: ShellWord) -> ShellField? {
    var builder = FieldBuilder(splits: false)
    guard expand(word, into: &builder) else { return nil }
    var whole = ShellField()
    for (index, field) in builder.finish().enumerated() {
      if index > 0 { whole.append(" ", isQuoted: true) }
      whole.characters += field.characters
    }
    return whole
  }

  func expand(_ word: ShellWord, into builder: inout FieldBuilder) -> Bool {
    for (index, part) in word.parts.enumerated() {
      switch part {
      case .literal(let text):
        if index == 0, text.hasPrefix("~") {
          appendTilde(text, isWhole: word.parts.count == 1, into: &builder)
        } else {
          builder.append(text, isQuoted: false)
        }
      case .quoted(let text): builder.append(text, isQuoted: true)
      case .substitution(let substitution, let isQuoted):
        append(substitutions[ObjectIdentifier(substitution)] ?? "", isQuoted: isQuoted, into: &builder)
      case .arithmetic(let expression, let isQuoted):
        guard let text = expandedText(expression), let value = arithmeticValue(of: text) else {
          abandon()
          return false
        }
        append(String(value), isQuoted: isQuoted, into: &builder)
      case .processSubstitution(let substitution, _):
        builder.append(substitutions[ObjectIdentifier(substitution)] ?? "", isQuoted: true)
      case .parameter(let name, let operation, let isQuoted):
        guard expand(name, operation, isQuoted: isQuoted, into: &builder) else { return false }
      }
    }
    return true
  }

  private func append(_ text: String, isQuoted: Bool, into builder: inout FieldBuilder) {
    if isQuoted {
      builder.append(text, isQuoted: true)
    } else {
      builder.appendSplit(text, separators: variables["IFS"]?.value ?? " \t\n")
    }
  }

  private func appendTilde(_ text: String, isWhole: Bool, into builder: inout FieldBuilder) {
    let name = text.dropFirst().prefix { $0 != "/" }
    let rest = String(text.dropFirst(1 + name.count))
    let endsHere = isWhole || !rest.isEmpty
    if name.isEmpty, endsHere {
      builder.append((variables["HOME"]?.value ?? "/root"), isQuoted: true)
    } else if name == "root", endsHere {
      builder.append("/root", isQuoted: true)
    } else if name == "+", endsHere {
      builder.append(workingDirectory, isQuoted: true)
    } else {
      builder.append(text, isQuoted: false)
      return
    }
    builder.append(rest, isQuoted: false)
  }

  private func expand(
    _ name: ParameterName, _ operation: ParameterOperation, isQuoted: Bool, into builder: inout FieldBuilder
  ) -> Bool {
    if let mark = name.listMark {
      return expandList(name, mark, operation, isQuoted: isQuoted, into: &builder)
    }
    switch operation {
    case .names:
      let names = variables.keys.filter { $0.hasPrefix(name.text) }.sorted()
      append(names, joined: !isQuoted, isQuoted: isQuoted, into: &builder)
      return true
    case .indirect:
      guard let target = value(of: name) else {
        return expand(name, .none, isQuoted: isQuoted, into: &builder)
      }
      guard let reference = Self.indirectName(target) else {
        complain("\(target): invalid variable name")
        abandon()
        return false
      }
      return expand(reference, .none, isQuoted: isQuoted, into: &builder)
    default: break
    }
    let value = self.value(of: name)
    if interruption != nil { return false }
    switch operation {
    case .useDefault(let word, let ifEmpty):
      if Self.isMissing(value, ifEmpty: ifEmpty) { return expand(word, into: &builder) }
    case .assignDefault(let word, let ifEmpty):
      if Self.isMissing(value, ifEmpty: ifEmpty) {
        guard let text = expandedText(word), assignDefault(name, text) else { return false }
        append(text, isQuoted: isQuoted, into: &builder)
        return true
      }
    case .useAlternative(let word, let ifEmpty):
      return Self.isMissing(value, ifEmpty: ifEmpty) || expand(word, into: &builder)
    case .requireValue(let word, let ifEmpty):
      if Self.isMissing(value, ifEmpty: ifEmpty) { return refuseMissing(name, word) }
    default:
      if value == nil, options.refusesUnset { return refuseUnset(name) }
      guard let text = transformed(value ?? "", operation) else { return false }
      append(text, isQuoted: isQuoted, into: &builder)
      return true
    }
    append(value ?? "", isQuoted: isQuoted, into: &builder)
    return true
  }

  private static func indirectName(_ text: String) -> ParameterName? {
    if let (name, key) = split(reference: text), ShellName.isValid(name) {
      return ParameterName(name, subscriptWord: ShellWord(parts: [.literal(key)]))
    }
    guard ShellName.isValid(text) || Int(text) != nil || text == "@" || text == "*" else { return nil }
    return ParameterName(text)
  }

  private func assignDefault(_ name: ParameterName, _ text: String) -> Bool {
    guard let word = name.subscriptWord else {
      guard ShellName.isValid(name.text) else {
        complain("$\(name.text): cannot assign in this way")
        abandon()
        return false
      }
      return set(name.text, text)
    }
    guard let key = key(of: word, in: variables[name.text]?.array) else { return false }
    return set(name.text, key: key, text)
  }

  private func refuseUnset(_ name: ParameterName) -> Bool {
    complain("\(name.text): unbound variable")
    lastStatus = flavour == .bash ? 1 : 2
    interruption = isInteractive ? .discarding : .exiting
    return false
  }

  private func refuseMissing(_ name: ParameterName, _ word: ShellWord) -> Bool {
    let text = expandedText(word) ?? ""
    complain("\(name.text): \(text.isEmpty ? "parameter null or not set" : text)")
    lastStatus = flavour == .bash ? 127 : 2
    interruption = isInteractive ? .discarding : .exiting
    return false
  }

  // MARK: Lists

  /// `$@`, `${name[*]}` and the like: an operation is applied to each value.
  private func expandList(
    _ name: ParameterName, _ mark: String, _ operation: ParameterOperation, isQuoted: Bool,
    into builder: inout FieldBuilder
  ) -> Bool {
    var values = self.values(of: name)
    switch operation {
    case .length:
      append(String(values.count), isQuoted: isQuoted, into: &builder)
      return true
    case .keys:
      if let array = array(named: name.text) {
        values = array.keys
      } else {
        values = value(of: name.text) == nil ? [] : ["0"]
      }
    case .useDefault(let word, let ifEmpty):
      if values.isEmpty || (ifEmpty && values.allSatisfy({ $0.isEmpty })) {
        return expand(word, into: &builder)
      }
    case .useAlternative(let word, let ifEmpty):
      return values.isEmpty || (ifEmpty && values.allSatisfy { $0.isEmpty }) || expand(word, into: &builder)
    case .requireValue(let word, _): if values.isEmpty { return refuseMissing(name, word) }
    case .substring(let offset, let length):
      guard let slice = slice(of: name, values, offset: offset, length: length) else { return false }
      values = slice
    case .none, .names, .indirect, .assignDefault: break
    default:
      for index in values.indices {
        guard let text = transformed(values[index], operation) else { return false }
        values[index] = text
      }
    }
    append(values, joined: mark == "*" && isQuoted, isQuoted: isQuoted, into: &builder)
    return true
  }

  private func append(_ values: [String], joined: Bool, isQuoted: Bool, into builder: inout FieldBuilder) {
    if joined, isQuoted { return builder.append(values.joined(separator: joiner), isQuoted: true) }
    for (index, value) in values.enumerated() {
      if index > 0 {
        if !builder.splits {
          builder.append(" ", isQuoted: true)
        } else if isQuoted {
          builder.separate()
        } else {
          builder.finishField()
        }
      }
      append(value, isQuoted: isQuoted, into: &builder)
    }
  }

  /// `${@:2:3}`: of the positional parameters, 0 is the shell's name; of an array the offset is an index.
  private func slice(
    of name: ParameterName, _ values: [String], offset: ShellWord, length: ShellWord?
  ) -> [String]? {
    guard let text = expandedText(offset), let first = arithmeticValue(of: text) else {
      abandon()
      return nil
    }
    var count = Int64.max
    if let length {
      guard let text = expandedText(length), let number = arithmeticValue(of: text) else {
        abandon()
        return nil
      }
      guard number >= 0 else {
        complain("\(text): substring expression < 0")
        abandon()
        return nil
      }
      count = number
    }
    var list = values
    var start = first
    if name.subscriptWord == nil {
      list = [self.name] + values
      if start < 0 { start += Int64(list.count) }
    } else {
      if start < 0 { start += array(named: name.text)?.nextIndex ?? 1 }
      // In an array with gaps the offset is still an index.
      if start >= 0, let array = array(named: name.text), !array.isAssociative {
        start = Int64(array.entries.firstIndex { (Int64($0.key) ?? 0) >= start } ?? list.count)
      }
    }
    guard start >= 0, start < Int64(list.count) else { return [] }
    return Array(list[Int(start)...].prefix(Int(min(count, Int64(list.count)))))
  }

  // MARK: Operations

  /// The operations that make a new text of a value; nil when an expansion within them failed.
  private func transformed(_ value: String, _ operation: ParameterOperation) -> String? {
    let characters = Array(value)
    switch operation {
    case .length: return String(characters.count)
    case .removePrefix(let word, let longest):
      guard let pattern = expandedPattern(word).map({ GlobPattern($0) }) else { return nil }
      let ends = Array(0...characters.count)
      let end = (longest ? ends.reversed() : ends).first { pattern.matches(characters[..<$0]) }
      return String(characters[(end ?? 0)...])
    case .removeSuffix(let word, let longest):
      guard let pattern = expandedPattern(word).map({ GlobPattern($0) }) else { return nil }
      let starts = Array(0...characters.count)
      let start = (longest ? starts : starts.reversed()).first { pattern.matches(characters[$0...]) }
      return String(characters[..<(start ?? characters.count)])
    case .replace(let place, let patternWord, let replacementWord):
      guard let pattern = expandedPattern(patternWord), let replacement = expandedText(replacementWord) else {
        return nil
      }
      if pattern.isEmpty { return value }
      return Self.replace(GlobPattern(pattern), in: characters, by: replacement, place)
    case .substring(let offset, let length):
      return substring(of: characters, offset: offset, length: length)
    case .changeCase(let toUpper, let all):
      if all { return toUpper ? value.uppercased() : value.lowercased() }
      let first = String(characters.prefix(1))
      return (toUpper ? first.uppercased() : first.lowercased()) + String(characters.dropFirst())
    case .transform(let letter):
      switch letter {
      case "U": return value.uppercased()
      case "L": return value.lowercased()
      case "u": return String(characters.prefix(1)).uppercased() + String(characters.dropFirst())
      default: return ShellQuoting.quoted(value, always: true)
      }
    default: return value
    }
  }

  private static func replace(
    _ pattern: GlobPattern, in characters: [Character], by replacement: String,
    _ place: ParameterOperation.Place
  ) -> String {
    var result = ""
    var index = 0
    while index <= characters.count {
      let mayMatch = place != .prefix || index == 0
      let shortest = place == .suffix ? characters.count : index
      var end = characters.count
      var found = false
      while mayMatch, end >= shortest, end > index || (place != .first && place != .all) {
        if pattern.matches(characters[index..<end]) {
          found = true
          break
        }
        end -= 1
      }
      if found {
        result += replacement
        index = end
        if place != .all || index == characters.count { return result + String(characters[index...]) }
      } else {
        if index < characters.count { result.append(characters[index]) }
        index += 1
      }
    }
    return result
  }

  private func substring(of characters: [Character], offset: ShellWord, length: ShellWord?) -> String? {
    guard let text = expandedText(offset), var start = arithmeticValue(of: text) else {
      abandon()
      return nil
    }
    let size = Int64(characters.count)
    if start < 0 { start += size }
    guard start >= 0, start <= size else { return "" }
    guard let length else { return String(characters[Int(start)...]) }
    guard let lengthText = expandedText(length), let count = arithmeticValue(of: lengthText) else {
      abandon()
      return nil
    }
    let end = count < 0 ? size + count : min(size, start + min(count, size))
    if end < start {
      complain("\(lengthText): substring expression < 0")
      abandon()
      return nil
    }
    return String(characters[Int(start)..<Int(end)])
  }
}
