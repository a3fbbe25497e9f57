import NetLanguage

/// Finds the values in a note's prose and puts nodes of their own in the place of their code spans.
struct ProseValueFinder {
  private let source: NoteSource
  private(set) var values: [ProseValue] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Spans and comments that have been found; a callout's title and text come from the same lines.
  private var taken: Set<SourceRange> = []

  init(source: NoteSource) { self.source = source }

  /// The tree with its values; it is only walked where the note speaks of any.
  mutating func visit(_ root: MarkdownNode) -> MarkdownNode {
    guard source.text.containsOctets(of: "net:") else { return root }
    let tree = block(root)
    diagnostics.sort { $0.range.start < $1.range.start }
    return tree
  }

  private mutating func block(_ node: MarkdownNode) -> MarkdownNode {
    var node = node
    switch node.kind {
    case .paragraph, .heading:
      guard let range = node.range else { break }
      node.children = inlines(node.children, lines: range.firstLine...range.lastLine, isTableRow: false)
    case .table: node.children = rows(node)
    default: node.children = node.children.map { block($0) }
    }
    return node
  }

  /// A row is one line; the head's place is that of the paragraph that it ends.
  private mutating func rows(_ table: MarkdownNode) -> [MarkdownNode] {
    let starts = table.children.compactMap { $0.range?.firstLine }
    guard starts.count == table.children.count, let last = table.range?.lastLine else {
      return table.children
    }
    return table.children.enumerated().map { index, row in
      let isHead = row.kind == .tableRow(isHeader: true)
      let end = isHead ? (index + 1 < starts.count ? starts[index + 1] - 1 : last) : starts[index]
      var row = row
      row.children = inlines(
        row.children, lines: starts[index]...max(starts[index], end), isTableRow: true)
      return row
    }
  }

  private mutating func inlines(
    _ nodes: [MarkdownNode], lines: ClosedRange<Int>, isTableRow: Bool
  ) -> [MarkdownNode] {
    guard lines.contains(where: { source.line($0).containsOctets(of: "net:") }) else { return nodes }
    let scanner = CodeSpanScanner(lines, of: source, isTableRow: isTableRow)
    var spans = scanner.spans[...]
    let result = replaced(nodes, &spans, isTableRow: isTableRow)
    for comment in scanner.strayComments where comment.query != nil { reportStray(comment) }
    return result
  }

  /// Code spans come in the order of the text; one that the scanner found and the parser did not is passed over.
  private mutating func replaced(
    _ nodes: [MarkdownNode], _ spans: inout ArraySlice<CodeSpan>, isTableRow: Bool
  ) -> [MarkdownNode] {
    var result: [MarkdownNode] = []
    var index = 0
    while index < nodes.count {
      var node = nodes[index]
      index += 1
      guard case .code(let text) = node.kind else {
        node.children = replaced(node.children, &spans, isTableRow: isTableRow)
        result.append(node)
        continue
      }
      guard let place = spans.firstIndex(where: { $0.content == text && !taken.contains($0.place) }) else {
        result.append(node)
        continue
      }
      let span = spans[place]
      spans = spans[(place + 1)...]
      taken.insert(span.place)
      var comment: CodeSpan.Comment?
      if index < nodes.count, case .htmlInline(let html) = nodes[index].kind, html.hasPrefix("<!--") {
        comment = span.comment
      }
      guard let value = value(in: span, comment, isTableRow: isTableRow) else {
        result.append(node)
        continue
      }
      if value.recorded != nil { index += 1 }
      values.append(value)
      node.kind = .value(
        MarkdownNode.Value(
          index: value.index, text: value.recorded?.value ?? text, query: value.queryText, wrong: nil))
      result.append(node)
    }
    return result
  }

  private mutating func value(
    in span: CodeSpan, _ comment: CodeSpan.Comment?, isTableRow: Bool
  ) -> ProseValue? {
    var value = ProseValue(
      index: values.count, range: span.place, queryText: "", ticks: span.ticks, isInTable: isTableRow)
    let question: (text: String, column: Int)
    if let comment, let query = comment.query {
      question = query
      let start = SourcePosition(line: span.line, column: span.columns.lowerBound + span.ticks)
      value.recorded = Located(
        span.content, at: SourceRange(start: start, length: span.columns.count - 2 * span.ticks))
      value.range.length += comment.columns.count
    } else if span.ticks == 1, let query = Self.query(in: span.content, column: span.columns.lowerBound + 1) {
      // Two backticks are for writing about values.
      question = query
    } else {
      return nil
    }
    value.queryText = question.text
    do throws(ValueQueryProblem) {
      value.query = try ValueQueryParser.parse(
        question.text, at: SourcePosition(line: span.line, column: question.column))
    } catch {
      diagnostics.append(error.diagnostic)
    }
    return value
  }

  private mutating func reportStray(_ comment: CodeSpan.Comment) {
    let place = SourceRange(
      start: SourcePosition(line: comment.line, column: comment.columns.lowerBound),
      length: comment.columns.count)
    guard taken.insert(place).inserted else { return }
    diagnostics.append(
      Diagnostic(
        .error, "value-misplaced", at: place, "this question stands behind no value",
        suggestion: "it belongs right behind a code span: `?`<!-- net: … -->"))
  }

  /// `net: QUESTION`, blanks round it allowed, and the column of the question.
  static func query(in text: String, column: Int) -> (text: String, column: Int)? {
    let characters = Array(text)
    guard let first = characters.firstIndex(where: { $0 != " " && $0 != "\t" }),
      characters[first...].starts(with: "net:")
    else { return nil }
    let body = first + 4
    let start = characters[body...].firstIndex { $0 != " " && $0 != "\t" } ?? characters.count
    return (Transcript.trimmedEnd(String(characters[start...])), column + start)
  }
}

extension CodeSpan {
  fileprivate var place: SourceRange {
    SourceRange(
      start: SourcePosition(line: line, column: columns.lowerBound), length: columns.count)
  }
}

extension CodeSpan.Comment {
  fileprivate var query: (text: String, column: Int)? {
    ProseValueFinder.query(in: text, column: textColumn)
  }
}
