extension MarkdownHTML {
  func writeInline(_ node: MarkdownNode, to output: inout String) {
    switch node.kind {
    case .text(let text): output += HTMLEscaping.escaped(text)
    case .softBreak: output += "\n"
    case .lineBreak: output += "<br>\n"
    case .code(let text): output += "<code>\(HTMLEscaping.escaped(text))</code>"
    case .value(let value): writeValue(value, to: &output)
    case .htmlInline(let html): output += allowsRawHTML ? html : HTMLEscaping.escaped(html)
    case .emphasis: wrapSpan("em", node, to: &output)
    case .strong: wrapSpan("strong", node, to: &output)
    case .strikethrough: wrapSpan("del", node, to: &output)
    case .mark: wrapSpan("mark", node, to: &output)
    case .link(let destination, let title): writeLink(destination, title, node, to: &output)
    case .image(let destination, let title): writeImage(destination, title, node, to: &output)
    case .footnoteReference(let number, let occurrence):
      output += "<sup class=\"footnote\"><a href=\"#fn-\(number)\" "
      output += "id=\"\(Self.referenceIdentifier(number, occurrence))\">\(number)</a></sup>"
    case .wikilink(let target, let heading, let label), .embed(let target, let heading, let label):
      writeWikilink(target, heading, label, to: &output)
    case .reference(let number):
      let tags = reference(number)
      output += tags.open
      writeChildren(node, to: &output)
      output += tags.close
    default: writeChildren(node, to: &output)
    }
  }

  /// A value says what was asked; one that the note has wrong is shown beside the right one.
  private func writeValue(_ value: MarkdownNode.Value, to output: inout String) {
    let question = HTMLEscaping.escaped(value.query)
    output += "<code class=\"value\" title=\"\(question)\">"
    if let wrong = value.wrong {
      output += "<del>\(HTMLEscaping.escaped(wrong))</del> <ins>\(HTMLEscaping.escaped(value.text))</ins>"
    } else {
      output += HTMLEscaping.escaped(value.text)
    }
    output += "</code>"
  }

  private func wrapSpan(_ tag: String, _ node: MarkdownNode, to output: inout String) {
    output += "<\(tag)>"
    writeChildren(node, to: &output)
    output += "</\(tag)>"
  }

  /// A link with an unsafe address stays as its text.
  private func writeLink(
    _ destination: String, _ title: String, _ node: MarkdownNode, to output: inout String
  ) {
    guard let url = SafeURL.encoded(address(destination)) else { return writeChildren(node, to: &output) }
    output += "<a href=\"\(HTMLEscaping.escaped(url))\"\(titleAttribute(title))>"
    writeChildren(node, to: &output)
    output += "</a>"
  }

  private func writeImage(
    _ destination: String, _ title: String, _ node: MarkdownNode, to output: inout String
  ) {
    let (words, size) = PictureSize.taken(from: node.plainText)
    let alternative = HTMLEscaping.escaped(words)
    guard let url = SafeURL.encoded(address(destination)) else {
      output += alternative
      return
    }
    output += "<img src=\"\(HTMLEscaping.escaped(url))\" alt=\"\(alternative)\"\(size?.attributes ?? "")"
    output += "\(titleAttribute(title)) loading=\"lazy\" decoding=\"async\">"
  }

  private func titleAttribute(_ title: String) -> String {
    title.isEmpty ? "" : " title=\"\(HTMLEscaping.escaped(title))\""
  }

  private func writeWikilink(_ target: String, _ heading: String?, _ label: String?, to output: inout String)
  {
    let text = HTMLEscaping.escaped(label ?? (target.isEmpty ? heading ?? "" : target))
    guard let address = wikilink(target, heading), let url = SafeURL.encoded(address) else {
      output += "<span class=\"missing-link\">\(text)</span>"
      return
    }
    output += "<a class=\"wikilink\" href=\"\(HTMLEscaping.escaped(url))\">\(text)</a>"
  }

  static func referenceIdentifier(_ number: Int, _ occurrence: Int) -> String {
    occurrence == 1 ? "fnref-\(number)" : "fnref-\(number)-\(occurrence)"
  }
}

// MARK: - Footnotes

extension MarkdownHTML {
  func writeFootnotes(_ notes: [MarkdownNode], of document: MarkdownNode, to output: inout String) {
    var references: [Int: Int] = [:]
    MarkdownDocument(root: document).forEachNode { node in
      if case .footnoteReference(let number, _) = node.kind { references[number, default: 0] += 1 }
    }
    let label = HTMLEscaping.escaped(words.footnotes)
    output += "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"\(label)\">\n<ol>\n"
    for note in notes {
      guard case .footnoteDefinition(let number, _) = note.kind else { continue }
      output += "<li id=\"fn-\(number)\">\n"
      let back = backLinks(number, count: references[number, default: 0])
      for (index, child) in note.children.enumerated() {
        if index == note.children.count - 1, child.kind == .paragraph {
          output += "<p>"
          writeChildren(child, to: &output)
          output += " \(back)</p>\n"
        } else {
          write(child, to: &output)
        }
      }
      if note.children.last?.kind != .paragraph { output += "<p>\(back)</p>\n" }
      output += "</li>\n"
    }
    output += "</ol>\n</section>\n"
  }

  private func backLinks(_ number: Int, count: Int) -> String {
    let label = HTMLEscaping.escaped(words.backToText)
    return (0..<max(1, count)).map { index in
      let superscript = index == 0 ? "" : "<sup>\(index + 1)</sup>"
      return
        "<a href=\"#\(Self.referenceIdentifier(number, index + 1))\" class=\"back\" role=\"doc-backlink\" "
        + "aria-label=\"\(label)\">↩\u{FE0E}\(superscript)</a>"
    }.joined(separator: " ")
  }
}
