/// Prints what `ip` lists, as text or as JSON: each field is given once, with its words for either
/// (iproute2's json_print.c).
final class IPPrinter {
  private let process: Process
  private let isOneLine: Bool
  private let isNumeric: Bool
  private(set) lazy var tableNames = TableNames(of: process, isNumeric: isNumeric)
  private var json: JSONWriter?
  private var text = ""

  init(process: Process, options: IPOptions) {
    self.process = process
    isOneLine = options.isOneLine
    isNumeric = options.isNumeric
    if options.isJSON { json = JSONWriter(isPretty: options.isPretty) }
  }

  var isJSON: Bool { json != nil }

  func string(_ key: String, _ value: String, _ words: String) {
    guard json != nil else { return text += words }
    json?.name(key)
    json?.string(value)
  }

  func number(_ key: String, _ value: some BinaryInteger, _ words: String) {
    guard json != nil else { return text += words }
    json?.name(key)
    json?.literal(String(value))
  }

  func boolean(_ key: String, _ value: Bool, _ words: String) {
    guard json != nil else { return text += words }
    json?.name(key)
    json?.literal(value ? "true" : "false")
  }

  /// A field that JSON gives as `null` when it is set.
  func null(_ key: String, _ words: String) {
    guard json != nil else { return text += words }
    json?.name(key)
    json?.literal("null")
  }

  /// Words that JSON does not have.
  func words(_ words: String) { if json == nil { text += words } }

  /// An element of an array.
  func element(_ value: String, _ words: String) {
    guard json != nil else { return text += words }
    json?.string(value)
  }

  /// The end of a line inside an entry.
  func newline() { words(isOneLine ? "\\" : "\n") }

  func beginObject(_ key: String? = nil) {
    if let key { json?.name(key) }
    json?.beginObject()
  }

  func endObject() { json?.endObject() }

  func beginArray(_ key: String? = nil) {
    if let key { json?.name(key) }
    json?.beginArray()
  }

  func endArray() { json?.endArray() }

  /// The whole output; JSON ends with a newline.
  func finish() {
    if let json {
      process.write(json.text + "\n")
    } else {
      process.write(text)
    }
    text = ""
  }
}
