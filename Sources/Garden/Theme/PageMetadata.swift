import Rendering

/// What a page tells programs of itself, in its head: search engines, those that show links with a preview (the Open Graph
/// protocol, https://ogp.me), and readers of feeds.
struct PageMetadata {
  private let values: TemplateValues
  private var html = ""

  /// Out of what templates can use.
  static func html(_ values: TemplateValues) -> String {
    var metadata = PageMetadata(values: values)
    metadata.write()
    return metadata.html
  }

  private init(values: TemplateValues) { self.values = values }

  private mutating func write() {
    let site = values["site"] as? TemplateValues
    let description = text("description")
    meta("name", "description", description)
    meta("name", "author", site?["author"] as? String)
    link("rel=\"canonical\"", text("canonical"))
    meta("property", "og:url", text("canonical"))
    meta("property", "og:site_name", site?["title"] as? String)
    meta("property", "og:title", text("title"))
    meta("property", "og:type", values["isArticle"] as? Bool == true ? "article" : "website")
    meta("property", "og:locale", text("lang"))
    meta("property", "og:description", description)
    if let picture = text("share") {
      meta("property", "og:image", picture)
      meta("property", "og:image:type", "image/svg+xml")
      meta("property", "og:image:width", "1200")
      meta("property", "og:image:height", "630")
      meta("name", "twitter:card", "summary_large_image")
    }
    meta("property", "article:modified_time", text("modified"))
    for note in values["alternates"] as? [TemplateValues] ?? [] {
      let language = Markup.escaped(note["lang"] as? String ?? "")
      link("rel=\"alternate\" hreflang=\"\(language)\"", note["address"] as? String)
    }
    let title = Markup.escaped(site?["title"] as? String ?? "")
    link("rel=\"alternate\" type=\"application/atom+xml\" title=\"\(title)\"", text("feed"))
  }

  private func text(_ name: String) -> String? { values[name] as? String }

  private mutating func meta(_ attribute: String, _ name: String, _ content: String?) {
    guard let content else { return }
    html += "<meta \(attribute)=\"\(name)\" content=\"\(Markup.escaped(content))\">\n"
  }

  private mutating func link(_ attributes: String, _ address: String?) {
    guard let address else { return }
    html += "<link \(attributes) href=\"\(Markup.escaped(address))\">\n"
  }
}
