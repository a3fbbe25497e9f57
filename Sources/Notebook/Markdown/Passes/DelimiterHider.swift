/// Puts other characters in the place of delimiters, line by line.
struct DelimiterHider {
  /// What stands for `*`, for each `~` of `~~`, and for `|` in a wikilink, in UTF-8.
  let star: [UInt8]
  let tilde: [UInt8]
  let pipe: [UInt8]

  typealias Line = UnsafeBufferPointer<UInt8>.SubSequence

  func hidden(in text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count + text.count / 8)
    var start = 0
    while true {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      hide(text[start..<end], to: &output)
      if end == text.count { return output }
      output.append(UInt8(ascii: "\n"))
      start = end + 1
    }
  }

  private func hide(_ line: Line, to output: inout [UInt8]) {
    guard
      line.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "[") })
    else {
      output += line
      return
    }
    var index = Self.endOfBlockMarkers(line)
    output += line[..<index]
    var wikilinkEnd = index
    while index < line.endIndex {
      let next = index + 1
      switch line[index] {
      case UInt8(ascii: "\\") where next < line.endIndex:
        output += line[index...next]
        index = next + 1
        continue
      case UInt8(ascii: "*"): output += star
      case UInt8(ascii: "~"):
        let end = line[index...].firstIndex { $0 != UInt8(ascii: "~") } ?? line.endIndex
        if end - index == 2 { output += tilde + tilde } else { output += line[index..<end] }
        index = end
        continue
      case UInt8(ascii: "["):
        if index >= wikilinkEnd { wikilinkEnd = Self.endOfWikilink(line[index...]) ?? wikilinkEnd }
        output.append(line[index])
      case UInt8(ascii: "|") where index < wikilinkEnd: output += pipe
      default: output.append(line[index])
      }
      index = next
    }
  }

  /// Where `[[…]]` ends at whose beginning the text stands.
  private static func endOfWikilink(_ text: Line) -> Int? {
    let start = text.startIndex
    guard text.count >= 5, text[start + 1] == UInt8(ascii: "["),
      let close = text[(start + 2)...].firstIndex(where: {
        $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "[")
      }),
      close + 1 < text.endIndex, text[close] == UInt8(ascii: "]"), text[close + 1] == UInt8(ascii: "]")
    else { return nil }
    return close
  }

  /// Where a line's content begins behind quote marks and list markers; its end for a thematic break or a fence.
  private static func endOfBlockMarkers(_ line: Line) -> Int {
    var index = line.startIndex
    while index < line.endIndex {
      let next = index + 1
      switch line[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ">"): index = next
      case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        if isThematicBreak(line[index...]) { return line.endIndex }
        guard next == line.endIndex || isBlank(line[next]) else { return index }
        index = next
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let end = line[index...].firstIndex(where: { !digits.contains($0) }),
          line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ")")
        else { return index }
        index = end + 1
      case UInt8(ascii: "~"): return line[index...].starts(with: "~~~".utf8) ? line.endIndex : index
      default: return index
      }
    }
    return index
  }

  private static func isBlank(_ octet: UInt8) -> Bool {
    octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t") || octet == UInt8(ascii: "\r")
  }

  private static func isThematicBreak(_ rest: Line) -> Bool {
    let marks = rest.filter { !isBlank($0) }
    return marks.count >= 3 && marks.allSatisfy { $0 == rest.first }
  }
}
