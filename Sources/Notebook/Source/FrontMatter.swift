package import NetLanguage

/// What stands between the `---` lines at a note's head.
package struct FrontMatter: Hashable, Sendable {
  package var title: String?
  /// `YYYY-MM-DD`, perhaps with a time behind it; as written.
  package var date: String?
  package var updated: String?
  package var tags: [String] = []
  package var summary: String?
  package var description: String?
  /// A BCP 47 tag, such as `zh-CN`.
  package var language: String?
  package var aliases: [String] = []
  package var isDraft = false
  package var slug: String?
  package var showsTableOfContents: Bool?
  /// Raw HTML in the Markdown reaches the page.
  package var allowsRawHTML = false
  /// Parameters by name, in the order of the file.
  package var parameters: [Parameter] = []
  /// Lines that the front matter takes, both fences counted; 0 without one.
  package var lineCount = 0

  package struct Parameter: Hashable, Sendable {
    package var name: Located<String>
    package var value: String
  }

  package init() {}

  package func parameter(_ name: String) -> Parameter? { parameters.first { $0.name.value == name } }

  /// The keys that mean something, for the nearest name of one that does not.
  package static let keys = [
    "aliases", "date", "description", "draft", "lang", "params", "slug", "summary", "tags", "title", "toc",
    "unsafe-html", "updated",
  ]
}
