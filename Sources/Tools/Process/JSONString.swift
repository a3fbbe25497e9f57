import Packets

/// Text as JSON (RFC 8259, section 7).
package enum JSONString {
  /// A JSON string, with `<`, `>` and `&` as they are (SetEscapeHTML(false)).
  package static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 32 {
          text += "\\u00" + UInt8(scalar.value).hexadecimal
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}
