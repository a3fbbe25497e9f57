import Linux

/// `-m u32 --u32 "0 >> 22 & 0x3C @ 4 = 0x29"` (libxt_u32).
final class WordsMatchParser: MatchParser {
  private var match: WordsMatch?

  init() { super.init("u32", [ExtensionOption("u32", inverts: true)]) }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    var reader = Reader(text: Array(values[0].utf8))
    var tests: [WordsMatch.Test] = []
    repeat { tests.append(try reader.test()) } while reader.skip("&&")
    guard reader.isAtEnd else { throw reader.complaint("nothing more expected") }
    match = WordsMatch(tests: tests, isInverted: isInverted)
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    guard let match else { throw .required("u32", of: name) }
    return .uncommon(.words(match))
  }
}

private struct Reader {
  let text: [UInt8]
  var place = 0

  init(text: [UInt8]) { self.text = text }

  mutating func test() throws(IPTablesFailure) -> WordsMatch.Test {
    let offset = try number()
    var steps: [WordsMatch.Step] = []
    while let operation = stepOperator() { steps.append(WordsMatch.Step(operation, try number())) }
    guard skip("=") else { throw complaint("operator expected") }
    var values: [ClosedRange<UInt32>] = []
    repeat {
      let low = try number()
      let high = skip(":") ? try number() : low
      guard low <= high else { throw complaint("range is empty") }
      values.append(low...high)
    } while skip(",")
    return WordsMatch.Test(offset: offset, steps: steps, values: values)
  }

  private mutating func stepOperator() -> WordsMatch.Operator? {
    if startsWith("&&") { return nil }
    for (word, operation) in [("&", WordsMatch.Operator.and), ("<<", .left), (">>", .right), ("@", .at)]
    where skip(word) {
      return operation
    }
    return nil
  }

  private mutating func skipBlanks() { while place < text.count, text[place] == 32 { place += 1 } }

  private mutating func startsWith(_ word: String) -> Bool {
    skipBlanks()
    return text[place...].starts(with: Array(word.utf8))
  }

  mutating func skip(_ word: String) -> Bool {
    guard startsWith(word) else { return false }
    place += word.utf8.count
    return true
  }

  var isAtEnd: Bool { text[place...].allSatisfy { $0 == 32 } }

  private mutating func number() throws(IPTablesFailure) -> UInt32 {
    skipBlanks()
    var end = place
    while end < text.count, Self.isOfNumber(text[end]) { end += 1 }
    let digits = String(decoding: text[place..<end], as: UTF8.self)
    guard let value = RuleParser.number(digits).flatMap({ UInt32(exactly: $0) }) else {
      throw complaint("not a number or out of range")
    }
    place = end
    return value
  }

  private static func isOfNumber(_ character: UInt8) -> Bool {
    (48...57).contains(character) || (97...102).contains(character | 0x20) || character | 0x20 == 120
  }

  func complaint(_ text: String) -> IPTablesFailure { .syntax("u32: at char \(place): \(text)") }
}
