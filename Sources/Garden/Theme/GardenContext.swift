import Foundation
import Notebook
import Rendering

/// What templates can use; `Notebooks/manual/theme.md` describes it for those who make a theme.
struct GardenContext: Sendable {
  var configuration: SiteConfiguration
  var theme: GardenTheme
  var outline: GardenOutline

  /// Of pages that belong to no note.
  var language: Language { outline.language }

  /// What every page has.
  func page(_ page: String, title: String, language: Language, description: String?) -> TemplateValues {
    let root = SitePath.root(from: page)
    var site: TemplateValues = [
      "title": configuration.title, "hasTags": outline.hasTags, "hasFacts": outline.hasFacts,
    ]
    site["description"] = configuration.description
    site["author"] = configuration.author
    site["footer"] = configuration.footer
    var context: TemplateValues = [
      "lang": language.tag, "title": title, "root": root, "site": site,
      "words": GardenWords.values(language),
      "stylesheets": theme.stylesheets.map { root + SitePath.href($0) },
      "script": root + SitePath.href(theme.published("assets/netnote.js")),
      "icon": root + SitePath.href(theme.published("assets/icon.svg")),
      "assets": theme.assets.variables, "themeSwitch": Self.themeSwitch[language] ?? "",
      "isHome": page == "index.html",
    ]
    context["description"] = description.flatMap { $0.isEmpty ? nil : $0 }
    if let base = configuration.baseURL {
      context["canonical"] = base + SitePath.href(page)
      context["feed"] = root + "feed.xml"
    }
    return context
  }

  private static let themeSwitch: [Language: String] = [
    .english: PageFrame.themeSwitch(.english).source, .chinese: PageFrame.themeSwitch(.chinese).source,
  ]

  func translations(_ indices: [Int], of notes: [NoteCard], from page: String) -> [TemplateValues] {
    indices.map { index in
      let note = notes[index]
      return [
        "lang": note.language.tag, "name": note.language.ownName,
        "href": SitePath.href(SitePath.relative(note.page, from: page)),
        "address": configuration.baseURL.map { $0 + SitePath.href(note.page) }
          ?? SitePath.href(SitePath.relative(note.page, from: page)),
      ]
    }
  }

  func tags(_ names: [String], in index: TagIndex, from page: String) -> [TemplateValues] {
    var seen: Set<Int> = []
    return names.compactMap { name in
      guard let place = index.place(of: name), seen.insert(place).inserted else { return nil }
      return ["name": name, "href": SitePath.href(SitePath.relative(index.tags[place].page, from: page))]
    }
  }

  /// A note as a list shows it.
  func entry(_ index: Int, in model: GardenModel, from page: String) -> TemplateValues {
    let note = model.notes[index]
    var entry = link(note, from: page)
    let translations = translations(model.translations[index], of: model.notes, from: page)
    let tags = tags(note.tags, in: model.tags, from: page)
    entry["tags"] = tags
    entry["hasTags"] = !tags.isEmpty
    entry["translations"] = translations
    entry["summary"] = note.blurb.isEmpty ? nil : note.blurb
    return entry
  }

  /// A note as a short list shows it.
  func link(_ note: NoteCard, from page: String) -> TemplateValues {
    var entry: TemplateValues = [
      "title": note.title, "href": SitePath.href(SitePath.relative(note.page, from: page)),
      "lang": note.language.tag,
    ]
    if !note.day.isEmpty { entry["date"] = note.day }
    return entry
  }
}

extension SitePath {
  /// A path as an attribute holds it: percent-encoded once.
  static func href(_ path: String) -> String {
    // A colon in a file's name must not make a scheme of what stands before it (RFC 3986, section 4.2).
    let first = path.utf8.prefix { $0 != UInt8(ascii: "/") }
    let safe = first.contains(UInt8(ascii: ":")) ? "./" + path : path
    return SafeURL.encoded(encoded(safe)) ?? ""
  }
}
