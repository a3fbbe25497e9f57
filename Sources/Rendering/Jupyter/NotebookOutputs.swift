import Lab
import NetLanguage
import Notebook

/// What a cell gave, as the outputs of a code cell.
struct NotebookOutputs {
  private let outcome: CellOutcome
  private let result: NoteResult
  private let language: Language

  init(_ outcome: CellOutcome, in result: NoteResult, language: Language) {
    (self.outcome, self.result, self.language) = (outcome, result, language)
  }

  private var prefix: String { "cell-\(outcome.cell.number)" }

  var values: [JSONValue] {
    var values: [JSONValue] = []
    if let cell = outcome.result, outcome.parsed.options.output != false {
      if outcome.cell.number == result.declaringCell { values.append(network(cell)) }
      var hits = RuleHits()
      for line in cell.lines { hits.add(line.trace) }
      for (index, line) in cell.lines.enumerated() {
        values += self.values(of: line, at: index, of: cell, hits)
      }
    }
    for failure in outcome.failures + outcome.expectedFailures { values.append(error(failure)) }
    return values
  }

  private func values(
    of line: LineResult, at index: Int, of cell: CellResult, _ hits: RuleHits
  ) -> [JSONValue] {
    var values: [JSONValue] = []
    // Of several commands each is named above what it printed; a session shows that in its source.
    let isSession = outcome.cell.form == .session
    let text = !isSession && cell.lines.count > 1 ? Transcript.text(of: [line]) : line.output
    if !line.listings.isEmpty {
      let tables = line.listings.map {
        ListingTable($0, at: line.line.node.value, hits: hits, language: language).html.source
      }
      values.append(display(text, "text/html", tables.joined(separator: "\n")))
    } else if !text.isEmpty, !isSession {
      values.append(stream(text))
    }
    if line.line.isTraced { values += trace(line, at: index, of: cell) }
    return values
  }

  private func trace(_ line: LineResult, at index: Int, of cell: CellResult) -> [JSONValue] {
    let journey = Journey(line.trace, in: cell.topology)
    guard !journey.isEmpty else { return [] }
    let name = "\(prefix)-\(index + 1)"
    let caption = language.caption(journey)
    let map = MapLayout(cell.topology, journey: journey, language: language)
    let steps = StepsTable(journey, language: language, prefix: name).html.source
    return [
      display(caption + "\n", "image/svg+xml", StandaloneSVG.text(of: map, prefix: name, title: caption)),
      display(TraceText(journey, language: language).text, "text/html", steps),
    ]
  }

  private func network(_ cell: CellResult) -> JSONValue {
    let hosts = cell.topology.nodes.filter { $0.kind == .host || $0.kind == .windows }.count
    let caption =
      outcome.parsed.options.caption?.value
      ?? language.caption(
        hosts: hosts, switches: cell.topology.nodes.filter { $0.kind == .switchNode }.count,
        containers: cell.topology.nodes.filter { $0.kind == .container }.count)
    let map = MapLayout(cell.topology, language: language)
    return display(
      caption + "\n", "image/svg+xml", StandaloneSVG.text(of: map, prefix: prefix + "-net", title: caption))
  }

  // MARK: Forms (nbformat 4.5, "Code cell outputs")

  private func stream(_ text: String) -> JSONValue {
    .object(["name": "stdout", "output_type": "stream", "text": NotebookText.lines(text)])
  }

  private func display(_ text: String, _ type: String, _ data: String) -> JSONValue {
    .object([
      "data": .object([
        .init(type, NotebookText.lines(data)), .init("text/plain", NotebookText.lines(text)),
      ]), "metadata": .object([JSONValue.Member]()), "output_type": "display_data",
    ])
  }

  private func error(_ failure: NoteFailure) -> JSONValue {
    let place = failure.failure.range.start
    let head = "\(failure.path):\(place.line):\(place.column): error: \(failure.failure.summary)"
    return .object([
      "ename": .string(failure.failure.identifier), "evalue": .string(failure.failure.summary),
      "output_type": "error", "traceback": .strings([head] + failure.failure.details),
    ])
  }
}

/// A figure by itself, with its style inside.
enum StandaloneSVG {
  static func text(of map: MapLayout, prefix: String, title: String) -> String {
    let svg = map.svg(prefix: prefix, title: title, description: title).source
    // The style stands behind the opening tag.
    guard let open = svg.firstIndex(of: ">") else { return svg }
    return svg[...open] + "<style>\(style)</style>" + svg[svg.index(after: open)...]
  }

  /// The colours of paper, and the figures' own rules.
  private static let style: String = {
    let css = Stylesheet.css
    let colours = css.firstRange(of: ":root {").map { css[$0.upperBound...].prefix { $0 != "}" } } ?? ""
    return "svg.map{\(colours)background:var(--raised)}" + Stylesheet.rules(for: "svg.map").joined()
  }()
}

extension Stylesheet {
  /// The rules whose selector begins so, each as one line.
  static func rules(for selector: String) -> [String] {
    var rules: [String] = []
    var rule = ""
    for line in css.split(separator: "\n") where !rule.isEmpty || line.hasPrefix(selector) {
      rule += line.drop { $0 == " " }
      if line.hasSuffix("}") {
        rules.append(rule)
        rule = ""
      }
    }
    return rules
  }
}
