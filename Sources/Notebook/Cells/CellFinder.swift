import Foundation
import NetLanguage

/// Finds a note's cells, also those inside lists and quotations, and what was recorded behind them.
struct CellFinder {
  private let source: NoteSource
  private(set) var cells: [Cell] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(source: NoteSource, document: MarkdownDocument) {
    self.source = source
    visit(document.root)
  }

  /// The words behind the fence that name a cell; nil when it is none.
  static func form(ofInfo info: String) -> (form: Cell.Form, unknown: [String])? {
    var info = Substring(info)
    if info.hasPrefix("{"), let close = info.firstIndex(of: "}") {
      info = info[..<close].dropFirst() + " " + info[info.index(after: close)...]
    }
    var words = info.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.first == "net" else { return nil }
    words.removeFirst()
    let isSession = words.first == "session"
    return (isSession ? .session : .statements, Array(words.dropFirst(isSession ? 1 : 0)))
  }

  private mutating func visit(_ node: MarkdownNode) {
    for (index, child) in node.children.enumerated() {
      guard case .codeBlock(let block) = child.kind, block.isFenced, let line = child.range?.firstLine else {
        visit(child)
        continue
      }
      if let (form, unknown) = Self.form(ofInfo: block.info) {
        let fence = fence(block, line: line)
        report(fence, unknown: unknown)
        let recorded = form == .session ? nil : output(behind: index, in: node)
        cells.append(Cell(number: cells.count + 1, form: form, fence: fence, recorded: recorded))
      }
    }
  }

  /// Siblings have nothing but blank lines between them.
  private func output(behind index: Int, in parent: MarkdownNode) -> Fence? {
    guard index + 1 < parent.children.count, case .codeBlock(let block) = parent.children[index + 1].kind,
      block.isFenced, block.language == "output", let line = parent.children[index + 1].range?.firstLine
    else { return nil }
    return fence(block, line: line)
  }

  private func fence(_ block: MarkdownNode.CodeBlock, line: Int) -> Fence {
    var fence = Fence(line: line, prefix: "", text: block.literal, isClosed: false, length: block.fenceLength)
    let lines = fence.lines
    let closing = source.line(line + lines.count + 1)
    fence.isClosed = Self.isFence(closing, length: block.fenceLength)
    let first = lines.firstIndex { !$0.isEmpty }
    if let first, case let written = source.line(line + 1 + first), written.hasSuffix(lines[first]) {
      fence.prefix = String(written.dropLast(lines[first].count))
    } else if fence.isClosed {
      fence.prefix = String(closing.prefix { $0 != "`" && $0 != "~" })
    }
    return fence
  }

  private static func isFence(_ line: String, length: Int) -> Bool {
    let marks = line.drop { $0 != "`" && $0 != "~" }
    let trimmed = marks.prefix { $0 == marks.first }
    return trimmed.count >= length && marks.dropFirst(trimmed.count).allSatisfy(\.isWhitespace)
  }

  private mutating func report(_ fence: Fence, unknown: [String]) {
    let text = source.line(fence.line)
    if !fence.isClosed {
      diagnostics.append(
        Diagnostic(
          .error, "fence-open", at: .line(fence.line), "the cell is not closed",
          suggestion: "end it with a line \(String(repeating: "`", count: fence.length))"))
    }
    for word in unknown {
      let column =
        text.range(of: word).map { text.distance(from: text.startIndex, to: $0.lowerBound) + 1 } ?? 1
      let start = SourcePosition(line: fence.line, column: column)
      diagnostics.append(
        Diagnostic(
          .warning, "fence-word", at: SourceRange(start: start, length: word.count),
          "the word \(word) behind net means nothing here",
          suggestion: "net session is the only other kind; options are lines #| key: value in the cell"))
    }
  }
}
