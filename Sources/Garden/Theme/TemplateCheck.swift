import NetLanguage

/// Finds names in a template that no page has, which Mustache would pass over in silence.
enum TemplateCheck {
  /// Everything that a page has, at whatever depth.
  static let names: Set<String> = [
    "lang", "title", "description", "canonical", "feed", "root", "site", "words", "stylesheets", "script",
    "icon", "assets", "themeSwitch", "isHome", "translations", "name", "href", "address", "author",
    "footer", "hasTags", "hasFacts", "header", "contents", "body", "date", "updated", "tags", "summary",
    "backlinks", "hasBacklinks", "sentences", "related", "hasRelated", "outdated",
    "share", "notes", "count", "topics", "more", "entries", "hasEntries", "years", "year", "pages",
    "number", "isCurrent", "newer", "older", "kinds", "heading", "facts", "places", "picture", "links",
    "target", "intro", "isArticle", "hasNotes", "hasMore", "hasMoreTopics", "language", "modified",
    "alternates", "metadata",
  ]

  static func problems(in text: String, path: String, partials: Set<String>) -> [GardenProblem] {
    // Other delimiters are the author's business.
    if text.contains("{{=") { return [] }
    var problems: [GardenProblem] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var rest = line
      while let start = rest.firstRange(of: "{{") {
        let inner = rest[start.upperBound...]
        guard let end = inner.firstRange(of: "}}") else { break }
        let tag = inner[..<end.lowerBound]
        if let name = unknown(tag) {
          let column = line.distance(from: line.startIndex, to: start.lowerBound) + 1
          let near = NetLanguage.nearest(to: name, among: names.sorted())
          problems.append(
            GardenProblem(
              path: path,
              Diagnostic(
                .error, "template-name",
                at: SourceRange(
                  start: SourcePosition(line: number + 1, column: column), length: tag.count + 4),
                "no page has a \(name)", suggestion: near.map { "did you mean \($0)?" })))
        }
        rest = inner[end.upperBound...]
      }
    }
    return problems
  }

  /// The name of a tag that nothing is known of. Comments, blocks, parents and partials name no values.
  private static func unknown(_ tag: Substring) -> String? {
    var tag = tag.drop { $0 == " " }
    if let first = tag.first {
      if "!$<>/".contains(first) { return nil }
      if "#^&{".contains(first) { tag = tag.dropFirst() }
    }
    let name = tag.split(whereSeparator: { " }()".contains($0) }).last ?? ""
    if name == "." || name.isEmpty { return nil }
    let parts = name.split(separator: ".")
    // Words and assets have names of their own.
    if let first = parts.first, first == "words" || first == "assets" { return nil }
    return parts.first { !names.contains(String($0)) }.map(String.init)
  }
}
