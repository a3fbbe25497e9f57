/// Decimal numbers as text, without the C library.
enum DecimalText {
  /// A number as `%.Nf` prints it, rounded half to even on the value's decimal digits.
  static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let isNegative = value < 0 || (value == 0 && value.sign == .minus)
    let magnitude = value.magnitude
    guard magnitude < 9e15 else { return (isNegative ? "-" : "") + whole(magnitude) + zeros(digits) }
    let places = min(digits, 17)
    var integer = UInt64(magnitude)
    var fraction = magnitude - Double(integer)
    var decimals: [UInt8] = []
    for _ in 0..<places {
      fraction *= 10
      let digit = UInt8(fraction)
      decimals.append(digit)
      fraction -= Double(digit)
    }
    let lastIsOdd = (decimals.last.map { UInt64($0) } ?? integer) % 2 == 1
    if fraction > 0.5 || (fraction == 0.5 && lastIsOdd) { carry(&integer, &decimals) }
    var text = (isNegative ? "-" : "") + String(integer)
    if digits > 0 {
      text += "."
      for digit in decimals { text += String(digit) }
      text += String(repeating: "0", count: digits - places)
    }
    return text
  }

  private static func zeros(_ digits: Int) -> String {
    digits > 0 ? "." + String(repeating: "0", count: digits) : ""
  }

  private static func whole(_ value: Double) -> String {
    if let integer = UInt64(exactly: value.rounded()) { return String(integer) }
    var digits: [Character] = []
    var rest = value.rounded()
    while rest >= 1 {
      let digit = Int(rest.truncatingRemainder(dividingBy: 10))
      digits.append(Character(Unicode.Scalar(UInt8(48 + digit))))
      rest = (rest / 10).rounded(.down)
    }
    return String(digits.reversed())
  }

  private static func carry(_ integer: inout UInt64, _ decimals: inout [UInt8]) {
    var index = decimals.count - 1
    while index >= 0 {
      if decimals[index] < 9 {
        decimals[index] += 1
        return
      }
      decimals[index] = 0
      index -= 1
    }
    integer += 1
  }

  /// A number as `%.Ng` prints it.
  static func general(_ value: Double, digits: Int = 6) -> String {
    guard value.isFinite else { return fixed(value, digits: 0) }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    // The exponent is that of the rounded number.
    let rounded = exponential(value, digits: digits - 1)
    let mark = rounded.lastIndex(of: "e") ?? rounded.startIndex
    let exponent = Int(rounded[rounded.index(after: mark)...].filter { $0 != "+" }) ?? 0
    if exponent < -4 || exponent >= digits { return trimmed(String(rounded[..<mark])) + rounded[mark...] }
    return trimmed(fixed(value, digits: max(0, digits - 1 - exponent)))
  }

  /// A number as `%.Ne` prints it.
  static func exponential(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return fixed(value, digits: 0) }
    var exponent = 0
    var scaled = value.magnitude
    if scaled > 0 {
      while scaled >= 10 { (scaled, exponent) = (scaled / 10, exponent + 1) }
      while scaled < 1 { (scaled, exponent) = (scaled * 10, exponent - 1) }
    }
    var mantissa = fixed(scaled, digits: digits)
    if mantissa.hasPrefix("10") { (mantissa, exponent) = (fixed(scaled / 10, digits: digits), exponent + 1) }
    let size = String(exponent.magnitude)
    return (value.sign == .minus ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+")
      + (size.count < 2 ? "0" + size : size)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var rest = text[...]
    while rest.last == "0" { rest.removeLast() }
    if rest.last == "." { rest.removeLast() }
    return String(rest)
  }

  /// The number that a text begins with, and how many characters it takes; nil if none.
  static func prefix(_ text: String) -> (value: Double, length: Int)? {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count, bytes[index] == 32 || (bytes[index] >= 9 && bytes[index] <= 13) { index += 1 }
    var isNegative = false
    if index < bytes.count, bytes[index] == 45 || bytes[index] == 43 {
      isNegative = bytes[index] == 45
      index += 1
    }
    var (value, scale, count) = (0.0, 1.0, 0)
    func isDigit(_ position: Int) -> Bool {
      position < bytes.count && bytes[position] >= 48 && bytes[position] <= 57
    }
    while isDigit(index) {
      value = value * 10 + Double(bytes[index] - 48)
      index += 1
      count += 1
    }
    if index < bytes.count, bytes[index] == 46, isDigit(index + 1) || count > 0 {
      index += 1
      while isDigit(index) {
        value = value * 10 + Double(bytes[index] - 48)
        scale *= 10
        index += 1
        count += 1
      }
    }
    guard count > 0 else { return nil }
    value /= scale
    if index < bytes.count, bytes[index] == 101 || bytes[index] == 69 {
      var end = index + 1
      let isSmall = end < bytes.count && bytes[end] == 45
      if end < bytes.count, bytes[end] == 45 || bytes[end] == 43 { end += 1 }
      if isDigit(end) {
        var exponent = 0
        while isDigit(end) {
          exponent = min(400, exponent * 10 + Int(bytes[end] - 48))
          end += 1
        }
        for _ in 0..<exponent { value = isSmall ? value / 10 : value * 10 }
        index = end
      }
    }
    return (isNegative ? -value : value, index)
  }

  /// The whole text as a number.
  static func parse(_ text: String) -> Double? {
    let trimmed = text.trimmedOfBlanks
    guard let (value, length) = prefix(trimmed), length == trimmed.utf8.count else { return nil }
    return value
  }
}
