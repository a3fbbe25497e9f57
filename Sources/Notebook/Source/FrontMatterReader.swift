import NetLanguage
package import Yams

/// Reads front matter by its YAML, and reports everything that is wrong with it, each at its place.
struct FrontMatterReader {
  private(set) var frontMatter = FrontMatter()
  private(set) var diagnostics: [Diagnostic] = []

  /// More than this is no front matter.
  private static let maximumLines = 1000

  /// Without a `---` on the first line there is none.
  static func read(_ source: NoteSource) -> (FrontMatter, [Diagnostic]) {
    var reader = FrontMatterReader()
    guard source.lines.first.map(trimmingEnd) == "---" else { return (reader.frontMatter, []) }
    let end = source.lines.prefix(maximumLines).dropFirst().firstIndex { line in
      let text = trimmingEnd(line)
      return text == "---" || text == "..."
    }
    guard let end else {
      reader.report(
        "front-matter-open", at: .line(1), "the front matter has no closing line ---",
        suggestion: "end it with a line ---; a rule at the top of a note is written ***")
      return (reader.frontMatter, reader.diagnostics)
    }
    reader.frontMatter.lineCount = end + 1
    reader.read(yaml: source.lines[1..<end].joined(separator: "\n") + "\n")
    return (reader.frontMatter, reader.diagnostics)
  }

  private static func trimmingEnd(_ line: String) -> String {
    var line = Substring(line)
    while line.last?.isWhitespace == true { line.removeLast() }
    return String(line)
  }

  private mutating func read(yaml: String) {
    do {
      // What a value is, its key says, so nothing is resolved or constructed.
      guard let root = try Yams.compose(yaml: yaml, .basic, Constructor([:], [:], [:]), .utf8),
        !root.isNull
      else { return }
      guard case .mapping(let mapping) = root else {
        return report(
          "front-matter-shape", at: place(root), "the front matter must be lines of the form key: value")
      }
      for (key, value) in mapping { read(key, value) }
    } catch let error as YamlError {
      report(error)
    } catch {
      report("front-matter-yaml", at: .line(1), "the front matter is not YAML: \(error)")
    }
  }

  private mutating func read(_ key: Node, _ value: Node) {
    let name = key.scalar?.string ?? ""
    switch name {
    case "title": frontMatter.title = text(value, name)
    case "date": frontMatter.date = date(value, name)
    case "updated": frontMatter.updated = date(value, name)
    case "tags": frontMatter.tags = list(value, name)
    case "summary": frontMatter.summary = text(value, name)
    case "description": frontMatter.description = text(value, name)
    case "lang": frontMatter.language = text(value, name)
    case "aliases": frontMatter.aliases = list(value, name)
    case "draft": frontMatter.isDraft = flag(value, name) ?? false
    case "slug": frontMatter.slug = text(value, name)
    case "toc": frontMatter.showsTableOfContents = flag(value, name)
    case "unsafe-html": frontMatter.allowsRawHTML = flag(value, name) ?? false
    case "params": readParameters(value)
    default:
      let similar = NetLanguage.nearest(to: name, among: FrontMatter.keys)
      report(
        "front-matter-key", at: place(key, length: name.count), "the key \(name) means nothing here",
        suggestion: similar.map { "did you mean \($0)?" }, severity: .warning)
    }
  }

  private mutating func readParameters(_ value: Node) {
    guard case .mapping(let mapping) = value else {
      return wrongType(value, "params", "lines of the form name: value, indented")
    }
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      let located = Located(name, at: place(key, length: name.count))
      guard Parameters.isName(name) else {
        report(
          "front-matter-parameter", at: located.range, "`\(name)` is no name of a parameter",
          suggestion: "names are letters, digits, `_` and `-`, and begin with a letter or `_`")
        continue
      }
      guard !value.isNull, let text = value.scalar?.string, !text.contains(where: \.isNewline)
      else {
        wrongType(value, "the parameter \(name)", "one line of text")
        continue
      }
      frontMatter.parameters.append(FrontMatter.Parameter(name: located, value: text))
    }
  }

  // MARK: Values

  private mutating func text(_ node: Node, _ key: String) -> String? {
    guard let scalar = node.scalar else {
      wrongType(node, key, "text")
      return nil
    }
    return node.isNull ? nil : scalar.string
  }

  private mutating func flag(_ node: Node, _ key: String) -> Bool? {
    if let value = node.scalar.flatMap({ Bool($0.string.lowercased()) }) { return value }
    wrongType(node, key, "true or false")
    return nil
  }

  /// A list, or one item alone.
  private mutating func list(_ node: Node, _ key: String) -> [String] {
    switch node {
    case .scalar(let scalar): return node.isNull ? [] : [scalar.string]
    case .sequence(let items): return items.compactMap { text($0, key) }
    default:
      wrongType(node, key, "a list, such as [linux, docker]")
      return []
    }
  }

  private mutating func date(_ node: Node, _ key: String) -> String? {
    guard let text = node.scalar?.string, Self.isDate(text) else {
      wrongType(node, key, "a date of the form YYYY-MM-DD")
      return nil
    }
    return text
  }

  private static func isDate(_ text: String) -> Bool {
    let day = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
    guard day.map(\.count) == [4, 2, 2], let year = Int(day[0]), let month = Int(day[1]),
      let date = Int(day[2])
    else {
      return false
    }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(date) else { return false }
    let rest = text.dropFirst(10)
    return rest.isEmpty || rest.first == "T" || rest.first == " "
  }

  // MARK: Reports

  /// YAML's lines begin behind the opening fence.
  private func place(_ node: Node, length: Int? = nil) -> SourceRange {
    guard let mark = node.mark else { return .line(1) }
    let start = SourcePosition(line: mark.line + 1, column: mark.column)
    return SourceRange(start: start, length: length ?? node.scalar?.string.count ?? 1)
  }

  private mutating func wrongType(_ node: Node, _ key: String, _ expected: String) {
    report("front-matter-type", at: place(node), "\(key) must be \(expected)")
  }

  private mutating func report(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let start = SourcePosition(line: mark.line + 1, column: mark.column)
      report(
        "front-matter-yaml", at: SourceRange(start: start, length: 1),
        "the front matter is not YAML: \(problem)",
        suggestion: "text that holds : or # is written in quotes")
    default: report("front-matter-yaml", at: .line(1), "the front matter is not YAML: \(error)")
    }
  }

  private mutating func report(
    _ identifier: String, at range: SourceRange, _ summary: String, suggestion: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(Diagnostic(severity, identifier, at: range, summary, suggestion: suggestion))
  }
}

extension Node {
  /// YAML 1.2.2, section 10.3.2: what stands there without quotes, or nothing at all.
  package var isNull: Bool {
    guard let scalar else { return false }
    return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }
}
