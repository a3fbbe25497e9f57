/// Writes Markdown as HTML. Cells and links between notes are the caller's to fill in.
package struct MarkdownHTML {
  /// Lets raw HTML through; otherwise it is shown as text.
  package var allowsRawHTML = false
  /// Renders a fence, such as a cell with its result; nil leaves it to the writer.
  package var codeBlock: (MarkdownNode.CodeBlock, MarkdownRange?) -> String? = { _, _ in nil }
  /// The address of a wikilink's target; nil when there is no such note.
  package var wikilink: (_ target: String, _ heading: String?) -> String? = { _, _ in nil }
  /// What stands round the words of a numbered reference.
  package var reference: (_ number: Int) -> (open: String, close: String) = { _ in ("", "") }
  /// A link's or picture's address as the page needs it.
  package var address: (String) -> String = { $0 }
  /// The words that the writer itself adds.
  package var words = MarkdownWords.english

  package init() {}

  package func html(for document: MarkdownDocument) -> String { html(for: document.root) }

  package func html(for node: MarkdownNode) -> String {
    var output = ""
    write(node, to: &output)
    return output
  }

  /// The document's blocks one by one, and at the end its footnotes, which belong to no block.
  package func blocks(of document: MarkdownDocument) -> [(node: MarkdownNode?, html: String)] {
    var blocks: [(node: MarkdownNode?, html: String)] = []
    for child in document.root.children {
      var output = ""
      write(child, to: &output)
      if !output.isEmpty { blocks.append((child, output)) }
    }
    let notes = footnotes(of: document.root)
    if !notes.isEmpty {
      var output = ""
      writeFootnotes(notes, of: document.root, to: &output)
      blocks.append((nil, output))
    }
    return blocks
  }

  /// Inlines only, for titles and summaries.
  package func html(forInlines nodes: [MarkdownNode]) -> String {
    var output = ""
    for node in nodes { write(node, to: &output) }
    return output
  }
}

extension MarkdownHTML {
  /// Recursion is bounded: a document is not deeper than ``MarkdownLimits/depth``.
  func write(_ node: MarkdownNode, to output: inout String) {
    switch node.kind {
    case .document: writeDocument(node, to: &output)
    case .blockQuote: wrap("blockquote", node, to: &output)
    case .callout(let callout, let hasTitle): writeCallout(callout, hasTitle, node, to: &output)
    case .list(let style): writeList(style, node, to: &output)
    case .item: break  // Written by its list.
    case .codeBlock(let block): output += codeBlock(block, node.range) ?? plainCode(block)
    case .htmlBlock(let html): writeRawBlock(html, to: &output)
    case .paragraph: wrapInline("p", node, to: &output)
    case .heading(let level, let id): writeHeading(level, id, node, to: &output)
    case .thematicBreak: output += "<hr>\n"
    case .footnoteDefinition: break  // Written at the end.
    case .table(let alignments): writeTable(alignments, node, to: &output)
    case .tableRow, .tableCell: writeChildren(node, to: &output)
    default: writeInline(node, to: &output)
    }
  }

  func writeChildren(_ node: MarkdownNode, to output: inout String) {
    for child in node.children { write(child, to: &output) }
  }

  private func writeDocument(_ node: MarkdownNode, to output: inout String) {
    writeChildren(node, to: &output)
    let notes = footnotes(of: node)
    if !notes.isEmpty { writeFootnotes(notes, of: node, to: &output) }
  }

  private func footnotes(of document: MarkdownNode) -> [MarkdownNode] {
    document.children.filter { if case .footnoteDefinition = $0.kind { true } else { false } }
  }

  private func wrap(_ tag: String, _ node: MarkdownNode, to output: inout String) {
    output += "<\(tag)>\n"
    writeChildren(node, to: &output)
    output += "</\(tag)>\n"
  }

  private func wrapInline(_ tag: String, _ node: MarkdownNode, to output: inout String) {
    output += "<\(tag)>"
    writeChildren(node, to: &output)
    output += "</\(tag)>\n"
  }

  private func writeHeading(_ level: Int, _ id: String, _ node: MarkdownNode, to output: inout String) {
    let name = HTMLEscaping.escaped(id)
    let label = HTMLEscaping.escaped(words.linkToHeading + node.plainText)
    output += "<h\(level) id=\"\(name)\">"
    writeChildren(node, to: &output)
    output += "<a class=\"anchor\" href=\"#\(SafeURL.encoded(id).map { HTMLEscaping.escaped($0) } ?? name)\" "
    output += "aria-label=\"\(label)\"></a></h\(level)>\n"
  }

  private func writeCallout(
    _ callout: MarkdownNode.Callout, _ hasTitle: Bool, _ node: MarkdownNode, to output: inout String
  ) {
    output += "<aside class=\"callout callout-\(callout.rawValue)\">\n<p class=\"callout-title\">"
    if hasTitle, let title = node.children.first {
      writeChildren(title, to: &output)
    } else {
      output += HTMLEscaping.escaped(words.name(of: callout))
    }
    output += "</p>\n"
    for child in node.children.dropFirst(hasTitle ? 1 : 0) { write(child, to: &output) }
    output += "</aside>\n"
  }

  private func writeList(_ style: MarkdownNode.ListStyle, _ node: MarkdownNode, to output: inout String) {
    let tag = style.start == nil ? "ul" : "ol"
    let isTaskList = node.children.contains { if case .item(.some) = $0.kind { true } else { false } }
    output += "<\(tag)"
    if let start = style.start, start != 1 { output += " start=\"\(start)\"" }
    if isTaskList { output += " class=\"tasks\"" }
    output += ">\n"
    for item in node.children { writeItem(item, isTight: style.isTight, to: &output) }
    output += "</\(tag)>\n"
  }

  private func writeItem(_ item: MarkdownNode, isTight: Bool, to output: inout String) {
    output += "<li>"
    var box = ""
    if case .item(let isDone?) = item.kind {
      box = "<input type=\"checkbox\" disabled\(isDone ? " checked" : "")> "
    }
    if isTight { output += box }
    for (index, child) in item.children.enumerated() {
      if isTight, child.kind == .paragraph {
        if index > 0, !output.hasSuffix("\n") { output += "\n" }
        writeChildren(child, to: &output)
      } else if index == 0, !box.isEmpty, child.kind == .paragraph {
        output += "\n<p>\(box)"
        writeChildren(child, to: &output)
        output += "</p>\n"
      } else {
        if !output.hasSuffix("\n") { output += "\n" }
        write(child, to: &output)
      }
    }
    output += "</li>\n"
  }

  private func plainCode(_ block: MarkdownNode.CodeBlock) -> String {
    let language = block.language
    let attribute = language.isEmpty ? "" : " class=\"language-\(HTMLEscaping.escaped(language))\""
    return "<pre><code\(attribute)>\(HTMLEscaping.escaped(block.literal))</code></pre>\n"
  }

  private func writeRawBlock(_ html: String, to output: inout String) {
    output += allowsRawHTML ? html : "<pre class=\"raw-html\">\(HTMLEscaping.escaped(html))</pre>\n"
  }

  private func writeTable(
    _ alignments: [MarkdownNode.ColumnAlignment], _ node: MarkdownNode, to output: inout String
  ) {
    output += "<div class=\"table\"><table>\n"
    var isInBody = false
    for row in node.children {
      let isHeader = row.kind == .tableRow(isHeader: true)
      if isHeader {
        output += "<thead>\n"
      } else if !isInBody {
        output += "<tbody>\n"
        isInBody = true
      }
      output += "<tr>"
      for (column, cell) in row.children.enumerated() {
        let alignment = column < alignments.count ? alignments[column] : .none
        let tag = isHeader ? "th" : "td"
        output += "<\(tag)\(isHeader ? " scope=\"col\"" : "")\(Self.attribute(alignment))>"
        writeChildren(cell, to: &output)
        output += "</\(tag)>"
      }
      output += isHeader ? "</tr>\n</thead>\n" : "</tr>\n"
    }
    output += "\(isInBody ? "</tbody>\n" : "")</table></div>\n"
  }

  private static func attribute(_ alignment: MarkdownNode.ColumnAlignment) -> String {
    switch alignment {
    case .none: ""
    case .left: " class=\"left\""
    case .center: " class=\"center\""
    case .right: " class=\"right\""
    }
  }
}
