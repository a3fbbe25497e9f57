/// Writes JSON as iproute2's json_writer.c lays it out.
struct JSONWriter {
  private(set) var text = ""
  private let isPretty: Bool
  private var depth = 0
  /// Something stands before in this object or array.
  private var hasSeparator = false

  init(isPretty: Bool) { self.isPretty = isPretty }

  private mutating func endOfLine() {
    guard isPretty else { return }
    text += "\n" + String(repeating: "    ", count: depth)
  }

  private mutating func separate() {
    if hasSeparator { text += "," }
    hasSeparator = true
  }

  private mutating func open(_ bracket: String) {
    separate()
    text += bracket
    depth += 1
    hasSeparator = false
  }

  private mutating func close(_ bracket: String) {
    depth -= 1
    if hasSeparator { endOfLine() }
    text += bracket
    hasSeparator = true
  }

  mutating func name(_ name: String) {
    separate()
    endOfLine()
    hasSeparator = false
    text += JSONString.quoted(name) + ":" + (isPretty ? " " : "")
  }

  mutating func beginObject() { open("{") }
  mutating func endObject() { close("}") }

  mutating func beginArray() {
    open("[")
    if isPretty { text += " " }
  }

  mutating func endArray() {
    if isPretty, hasSeparator { text += " " }
    hasSeparator = false
    close("]")
  }

  mutating func string(_ value: String) {
    separate()
    text += JSONString.quoted(value)
  }

  mutating func literal(_ value: String) {
    separate()
    text += value
  }
}
