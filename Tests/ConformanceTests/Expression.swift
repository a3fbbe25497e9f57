import Foundation

/// A regular expression in which `^` and `$` stand for the ends of lines.
struct Expression: @unchecked Sendable {
  private let compiled: NSRegularExpression

  init(_ pattern: String) {
    do {
      compiled = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
    } catch {
      preconditionFailure("not a regular expression: \(pattern)")
    }
  }

  private func results(in text: String) -> [NSTextCheckingResult] {
    compiled.matches(in: text, range: NSRange(text.startIndex..., in: text))
  }

  private func groups(_ result: NSTextCheckingResult, _ text: String) -> [String] {
    (0..<result.numberOfRanges).map { index in
      Range(result.range(at: index), in: text).map { String(text[$0]) } ?? ""
    }
  }

  /// Each match with its groups; a group that took no part is empty.
  func matches(in text: String) -> [[String]] { results(in: text).map { groups($0, text) } }

  func isMatched(by text: String) -> Bool { !results(in: text).isEmpty }

  /// Where the matches begin, in characters.
  func offsets(in text: String) -> [Int] {
    results(in: text).compactMap { result in
      Range(result.range, in: text).map { text.distance(from: text.startIndex, to: $0.lowerBound) }
    }
  }

  func replace(in text: String, with template: String) -> String {
    compiled.stringByReplacingMatches(
      in: text, range: NSRange(text.startIndex..., in: text), withTemplate: template)
  }

  func replace(in text: String, by replacement: ([String]) -> String) -> String {
    var replaced = ""
    var end = text.startIndex
    for result in results(in: text) {
      guard let range = Range(result.range, in: text) else { continue }
      replaced += text[end..<range.lowerBound] + replacement(groups(result, text))
      end = range.upperBound
    }
    return replaced + text[end...]
  }
}
