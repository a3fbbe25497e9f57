package import Foundation
package import NetLanguage

/// A file of text as it was read: the bytes are known to be UTF-8, lines keep their numbers.
package struct NoteSource: Hashable, Sendable {
  /// As the caller named it, for messages.
  package var path: String
  /// The whole text, line ends as in the file, a byte order mark taken off.
  package var text: String
  /// The lines without their ends, a carriage return before a line feed taken off.
  package var lines: [String]

  /// Lines end in CR LF: most of them do.
  package var usesCarriageReturns: Bool

  package init(path: String, text: String) {
    self.path = path
    self.text = text
    (lines, usesCarriageReturns) = Self.lines(of: text)
  }

  private static func lines(of text: String) -> (lines: [String], usesCarriageReturns: Bool) {
    text.withOctets { octets in
      var lines: [String] = []
      lines.reserveCapacity(octets.count / 32)
      var (start, returns) = (0, 0)
      while true {
        let end = octets[start...].firstIndex(of: UInt8(ascii: "\n")) ?? octets.count
        let isWindows = end > start && octets[end - 1] == UInt8(ascii: "\r")
        if isWindows { returns += 1 }
        lines.append(String(decoding: octets[start..<(isWindows ? end - 1 : end)], as: UTF8.self))
        if end == octets.count { break }
        start = end + 1
      }
      return (lines, returns * 2 > max(1, lines.count - 1))
    }
  }

  /// Checks that the bytes are UTF-8 text and not too many.
  package init(path: String, bytes: Data) throws(NoteError) {
    guard bytes.count <= MarkdownLimits.bytes else {
      throw NoteError([
        Diagnostic(
          .error, "note-too-large", at: .line(1),
          "the file has \(bytes.count) bytes; at most \(MarkdownLimits.bytes) are read",
          suggestion: "divide it into several notes")
      ])
    }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let content = hasMark ? bytes.dropFirst(3) : bytes
    guard let text = String(validating: content, as: UTF8.self) else {
      throw NoteError([Self.notUTF8(content)])
    }
    if text.holdsOctet(0), let place = Self.position(of: 0, in: text) {
      throw NoteError([
        Diagnostic(.error, "not-text", at: place, "the file holds a zero byte: it is not text")
      ])
    }
    self.init(path: path, text: text)
  }

  /// The line without its end; empty beyond the last.
  package func line(_ number: Int) -> String {
    lines.indices.contains(number - 1) ? lines[number - 1] : ""
  }

  /// The first byte that does not belong to a UTF-8 sequence, and the encoding that it is likely to be.
  private static func notUTF8(_ bytes: Data) -> Diagnostic {
    let valid = String(decoding: bytes, as: UTF8.self).unicodeScalars
    // Decoding puts U+FFFD where a sequence is broken; a genuine one in the text is three bytes, equal here.
    var (line, column, offset) = (1, 1, bytes.startIndex)
    for scalar in valid {
      let length = UTF8.width(scalar)
      let isGenuine = bytes[offset...].starts(with: String(Character(scalar)).utf8)
      if scalar == "\u{FFFD}" && !isGenuine { break }
      offset += length
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    let byte = offset < bytes.endIndex ? String(bytes[offset], radix: 16, uppercase: true) : "?"
    return Diagnostic(
      .error, "not-utf8", at: SourceRange(start: SourcePosition(line: line, column: column), length: 1),
      "the byte 0x\(byte) is not UTF-8 text", suggestion: "save the note as UTF-8")
  }

  private static func position(of value: UInt32, in text: String) -> SourceRange? {
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      if scalar.value == value {
        return SourceRange(start: SourcePosition(line: line, column: column), length: 1)
      }
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return nil
  }
}

extension SourceRange {
  /// The beginning of a line.
  package static func line(_ number: Int) -> SourceRange {
    SourceRange(start: SourcePosition(line: number, column: 1), length: 1)
  }
}
