import Lab
import NetLanguage
import Notebook
import Simulation

/// A cell with its result, as it stands in a page.
struct CellView {
  private let outcome: CellOutcome
  private let figures: CellFigures
  private let language: Language
  private let counterparts: Counterparts
  private let sources: SourceLinks

  /// `cells` are all those of the note: a fork is set against the cell that it forks. `sources` are the lines that
  /// tables of the whole note lead to.
  init(
    _ outcome: CellOutcome, figures: CellFigures, language: Language, among cells: [CellOutcome] = [],
    sources: SourceLinks = .none
  ) {
    (self.outcome, self.figures, self.language, self.sources) = (outcome, figures, language, sources)
    counterparts = Counterparts(of: outcome, among: cells)
  }

  private var options: CellOptions { outcome.parsed.options }
  private var name: String { "cell-\(outcome.cell.number)" }

  var html: Markup {
    element(
      "section",
      ["class": "cell", "id": options.label?.value ?? name, "aria-label": "In [\(outcome.cell.number)]"]
    ) {
      if options.fold == true {
        element("details", ["class": "fold"]) {
          element("summary") { options.caption?.value ?? language.say("Show this cell", "展开这一格") }
          element("div", ["class": "story"]) { story }
        }
      } else {
        story
      }
      failures(outcome.failures, isExpected: false)
      failures(outcome.expectedFailures, isExpected: true)
    }
  }

  /// What was typed, and what came of it.
  @MarkupBuilder
  private var story: Markup {
    if options.echo != false { source }
    if let result = outcome.result, options.output != false { self.result(result) }
    if outcome.result == nil, let recorded = outcome.cell.recorded { output(recorded.text) }
  }

  private var source: Markup {
    let first = outcome.cell.fence.firstContentLine
    return element("div", ["class": "cell-source"]) {
      element("div", ["class": "cell-number"]) { "In [\(outcome.cell.number)]" }
      element("pre") {
        element("code", ["class": "language-net"]) {
          NetHighlighter.html(Self.trimmed(outcome.cell.fence.text)) { index in
            sources.isTarget(first + index) ? SourceLinks.identifier(of: first + index) : nil
          }
        }
      }
    }
  }

  @MarkupBuilder
  private func result(_ result: CellResult) -> Markup {
    if let network = figures.network { network }
    let hits = hits(result)
    for (index, line) in result.lines.enumerated() {
      self.line(line, index: index, of: result, hits: hits)
    }
  }

  private func hits(_ result: CellResult) -> RuleHits {
    var hits = RuleHits()
    for line in result.lines { hits.add(line.trace) }
    return hits
  }

  /// The command is repeated above its output where the cell has more than one.
  private func line(_ line: LineResult, index: Int, of result: CellResult, hits: RuleHits) -> Markup {
    var parts = Markup.empty
    let isSession = outcome.cell.form == .session
    if !isSession, result.lines.count > 1, !line.output.isEmpty || line.line.isTraced || line.exitStatus != 0
    {
      parts += element("div", ["class": "command mono"]) {
        NetHighlighter.html(Transcript.promptLine(of: line))
      }
    }
    if !line.listings.isEmpty {
      for listing in line.listings {
        parts +=
          ListingTable(listing, at: line.line.node.value, hits: hits, language: language, sources: sources)
          .html
      }
      parts += element("details", ["class": "exact"]) {
        element("summary") { language.say("The exact text", "原始输出") }
        output(line.output)
      }
    } else if !isSession, !line.output.isEmpty {
      parts += output(line.output)
    }
    if line.exitStatus != 0 {
      parts += element("p", ["class": "status"]) {
        language.say("exit status \(line.exitStatus)", "退出状态 \(line.exitStatus)")
      }
    }
    if line.line.isTraced {
      parts += figures[index]
      if let counterpart = counterparts[index] {
        parts += comparison(line, with: counterpart, in: result)
      }
    }
    return parts
  }

  private func comparison(
    _ line: LineResult, with other: Counterparts.Counterpart, in result: CellResult
  ) -> Markup {
    let comparison = TraceComparison(
      other.journey, Journey(line.trace, in: result.topology), language: language)
    let titles = ("In [\(other.cell)]", "In [\(outcome.cell.number)]")
    return ComparisonForm(comparison, titles: titles, language: language).html
  }

  private func output(_ text: String) -> Markup {
    element("pre", ["class": "output", "tabindex": "0"]) { Self.trimmed(text) }
  }

  @MarkupBuilder
  private func failures(_ failures: [NoteFailure], isExpected: Bool) -> Markup {
    for (index, failure) in failures.enumerated() {
      self.failure(failure, after: index > 0 ? failures[index - 1] : nil, isExpected: isExpected)
    }
  }

  private func failure(_ failure: NoteFailure, after other: NoteFailure?, isExpected: Bool) -> Markup {
    let place = "\(failure.path):\(failure.failure.range.start.line):\(failure.failure.range.start.column)"
    let details = self.details(of: failure.failure, after: other?.failure)
    return element("div", ["class": "failure", "role": "note"]) {
      element("p") {
        (isExpected
          ? language.say("✓ Fails, as it should: ", "✓ 按预期失败：") : language.say("✕ Failed: ", "✕ 失败："))
          + failure.failure.summary
      }
      element("div", ["class": "mono cell-number"]) { place }
      if !details.isEmpty {
        element("pre", ["class": "diff"]) {
          for (index, detail) in details.enumerated() {
            if index > 0 { Markup("\n") }
            let kind: String? = detail.hasPrefix("-") ? "gone" : detail.hasPrefix("+") ? "came" : nil
            element("span", ["class": kind]) { detail }
          }
        }
      }
    }
  }

  /// What was seen, why, and the lines that made it so, in the note's language. What the failure before it has for a
  /// reason too is not said again.
  private func details(of failure: Failure, after other: Failure?) -> [String] {
    let reasons = (failure.explanation?.reasons ?? []).map { language.say($0.english, $0.chinese) }
    let why = language.say("why: ", "原因：")
    let seen = failure.details.dropLast(reasons.count)
    if let explanation = failure.explanation, explanation == other?.explanation {
      return seen + [why + language.say("as above", "同上")]
    }
    let lines = failure.related.map { related in
      let place = related.origin.file.map { "\($0):\(related.origin.line)" }
      let line = language.say("line \(related.origin.line)", "第 \(related.origin.line) 行")
      return
        "\(place ?? line)\(language.colon)\(language.say(related.phrase.english, related.phrase.chinese))"
    }
    return seen + reasons.enumerated().map { ($0 == 0 ? why : "  ") + $1 } + lines
  }

  static func trimmed(_ text: String) -> String {
    var text = text
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }
}
