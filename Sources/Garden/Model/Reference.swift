import NetLanguage
import Notebook
import Rendering

/// A link, picture or embed of a note, as it is written.
struct Reference: Hashable, Sendable {
  enum Kind: UInt8, Hashable, Sendable { case link, picture, wikilink, embed }

  var kind: Kind
  /// An address, or a note's name.
  var target: String
  /// Of a wikilink or embed: what stands behind `#`.
  var heading: String?
  /// What the author wants to be shown: a link's title, a wikilink's or embed's words.
  var label: String?
  /// The words of the link, or what stands for the picture.
  var words: String
  /// It is a paragraph of its own.
  var isBlock = false
  var place: ReferencePlace
  /// The words round it in its sentence.
  var sentence: Sentence?

  /// As it is written, for messages.
  var text: String { target + (heading.map { "#" + $0 } ?? "") }

  /// A sentence that holds a link, in three parts.
  struct Sentence: Hashable, Sendable {
    var before: String
    var words: String
    var after: String

    /// With the link's words marked.
    var html: String {
      "\(Markup.escaped(before))<mark>\(Markup.escaped(words))</mark>\(Markup.escaped(after))"
    }
  }
}

/// Where a reference is: the n-th with its text in its block. Inlines have no position that could be trusted, and
/// the place is only needed when something is wrong with it.
struct ReferencePlace: Hashable, Sendable {
  var firstLine: Int
  var lastLine: Int
  /// From 0.
  var occurrence: Int

  /// The reference's own text in the file, or else the beginning of its block.
  func range(of text: String, in lines: [String]) -> SourceRange {
    guard !text.isEmpty else { return .line(firstLine) }
    let wanted = Array(text)
    var left = occurrence
    for number in firstLine...max(firstLine, lastLine) where lines.indices.contains(number - 1) {
      let line = Array(lines[number - 1])
      guard line.count >= wanted.count else { continue }
      for column in 0...(line.count - wanted.count) where line[column...].starts(with: wanted) {
        if left == 0 {
          return SourceRange(
            start: SourcePosition(line: number, column: column + 1), length: wanted.count)
        }
        left -= 1
      }
    }
    return .line(firstLine)
  }
}
