/// One node of a note's Markdown: an immutable value, free of the parser that made it.
///
/// The kinds are CommonMark's (https://spec.commonmark.org/0.31.2/) with GitHub's tables, task lists, strikethrough
/// and footnotes, and what notes add to them: callouts, marks, wikilinks.
package struct MarkdownNode: Hashable, Sendable {
  package var kind: Kind
  package var children: [MarkdownNode]
  /// Where a block stands in the note. Nil for inlines: the parser's inline positions are not to be trusted.
  package var range: MarkdownRange?

  package init(_ kind: Kind, children: [MarkdownNode] = [], range: MarkdownRange? = nil) {
    self.kind = kind
    self.children = children
    self.range = range
  }

  package enum Kind: Hashable, Sendable {
    case document
    case blockQuote
    /// `> [!NOTE] title`. The title is the first child, a paragraph, when `hasTitle`.
    case callout(Callout, hasTitle: Bool)
    case list(ListStyle)
    /// `isDone` is nil for an item that is not a task.
    case item(isDone: Bool?)
    case codeBlock(CodeBlock)
    case htmlBlock(String)
    case paragraph
    case heading(level: Int, id: String)
    case thematicBreak
    /// Number from 1, in order of first reference; the label is the author's.
    case footnoteDefinition(number: Int, label: String)
    case table([ColumnAlignment])
    case tableRow(isHeader: Bool)
    case tableCell

    case text(String)
    case softBreak
    case lineBreak
    case code(String)
    /// A code span whose text comes from the network.
    case value(Value)
    case htmlInline(String)
    case emphasis
    case strong
    case strikethrough
    case mark
    case link(destination: String, title: String)
    case image(destination: String, title: String)
    /// The `occurrence`-th reference, from 1, to that footnote.
    case footnoteReference(number: Int, occurrence: Int)
    /// `[[target#heading|label]]`, taken apart.
    case wikilink(target: String, heading: String?, label: String?)
    /// `![[target#heading|label]]`: what is there is shown here.
    case embed(target: String, heading: String?, label: String?)
    /// A link, picture or embed that whoever numbered it writes; its children are its words.
    case reference(Int)
  }

  package struct Value: Hashable, Sendable {
    /// Its place among the note's values, from 0.
    package var index: Int
    package var text: String
    /// What was asked.
    package var query: String
    /// What the note says instead.
    package var wrong: String?
  }

  package enum Callout: String, Hashable, Sendable, CaseIterable {
    case note, tip, important, warning, caution
  }

  package struct ListStyle: Hashable, Sendable {
    /// The first number; nil for bullets.
    package var start: Int?
    package var isTight: Bool
  }

  package enum ColumnAlignment: Hashable, Sendable { case none, left, center, right }

  package struct CodeBlock: Hashable, Sendable {
    /// The words after the fence, as written; empty for an indented block.
    package var info: String
    package var literal: String
    package var isFenced: Bool
    /// How many backticks or tildes the fence has.
    package var fenceLength: Int

    /// The info string's first word: the language.
    package var language: String { String(info.split(whereSeparator: \.isWhitespace).first ?? "") }
  }

  /// Its children are blocks, not inlines.
  var holdsBlocks: Bool {
    switch kind {
    case .document, .blockQuote, .callout, .list, .item, .footnoteDefinition: true
    default: false
    }
  }

  /// The text a reader sees, without markup.
  package var plainText: String {
    var text = ""
    addPlainText(to: &text)
    return text
  }

  private func addPlainText(to output: inout String) {
    switch kind {
    case .text(let text), .code(let text): output += text
    case .value(let value): output += value.text
    case .softBreak, .lineBreak: output += " "
    case .wikilink(let target, let heading, let label), .embed(let target, let heading, let label):
      output += label ?? (target.isEmpty ? heading ?? "" : target)
    case .footnoteReference, .htmlInline, .htmlBlock: break
    case .codeBlock(let block): output += block.literal
    default: for child in children { child.addPlainText(to: &output) }
    }
  }
}

/// Where a block stands: lines of the note from 1; the column of its first character in UTF-8 bytes from 1.
package struct MarkdownRange: Hashable, Sendable {
  package var firstLine: Int
  package var firstByteColumn: Int
  package var lastLine: Int
}
