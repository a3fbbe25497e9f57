/// A note's Markdown as a tree, with everything done to it that CommonMark leaves to the renderer.
package struct MarkdownDocument: Hashable, Sendable {
  package var root: MarkdownNode

  package init(root: MarkdownNode) { self.root = root }

  /// Parses Markdown. `firstLine` is the line of the file on which the text begins, for positions.
  ///
  /// Throws what makes the text unfit to be parsed in reasonable time: see ``MarkdownLimits``.
  package static func parse(_ text: String, firstLine: Int = 1) throws(NoteError) -> MarkdownDocument {
    let text = text.holdsOctet(UInt8(ascii: "\r")) ? text.replacing("\r\n", with: "\n") : text
    if let diagnostic = MarkdownLimits.violation(in: text, firstLine: firstLine) {
      throw NoteError([diagnostic])
    }
    let delimiters = EmphasisDelimiters(avoiding: text)
    var root = try CommonMarkParser.parse(delimiters.hidden(in: text), firstLine: firstLine)
    delimiters.resolve(in: &root)
    Callouts.find(in: &root)
    CJKSoftBreaks.remove(from: &root)
    HeadingIdentifiers.give(to: &root)
    return MarkdownDocument(root: root)
  }

  /// Every block and inline, parents before children, in the order of the text.
  package func forEachNode(_ visit: (MarkdownNode) -> Void) {
    var stack = [root]
    while let node = stack.popLast() {
      visit(node)
      stack.append(contentsOf: node.children.reversed())
    }
  }

  /// The headings in order: level, identifier, plain text.
  package var headings: [(level: Int, id: String, text: String)] {
    var found: [(level: Int, id: String, text: String)] = []
    Self.addHeadings(of: root, to: &found)
    return found
  }

  private static func addHeadings(
    of node: MarkdownNode, to found: inout [(level: Int, id: String, text: String)]
  ) {
    if case .heading(let level, let id) = node.kind { found.append((level, id, node.plainText)) }
    guard node.holdsBlocks else { return }
    for child in node.children { addHeadings(of: child, to: &found) }
  }
}
