/// A value of awk: a number, a text, or an input that looks like a number and compares as one (POSIX, awk).
struct AwkValue {
  var text: String
  var number: Double
  var isNumeric: Bool

  init(_ number: Double) {
    self.number = number
    text = DecimalText.general(number)
    isNumeric = true
  }

  init(_ text: String) {
    self.text = text
    number = DecimalText.prefix(text)?.value ?? 0
    isNumeric = false
  }

  /// A field or another piece of input.
  init(input text: String) {
    self.init(text)
    isNumeric = DecimalText.parse(text) != nil
  }

  /// An unset variable: empty and zero.
  static var unset: AwkValue {
    var value = AwkValue("")
    value.isNumeric = true
    return value
  }

  var isTrue: Bool { isNumeric && !text.isEmpty ? number != 0 : !text.isEmpty }
}
