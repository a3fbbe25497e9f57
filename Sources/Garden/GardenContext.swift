import Foundation
import Notebook
import Rendering

/// What templates can use.
///
/// Everywhere: `lang`, `title`, `description`, `canonical`, `root` (the way up to the site's root, empty or `../`…),
/// `site` (`title`, `description`, `author`, `footer`), `words` (the page's own words in its language),
/// `stylesheets`, `themeSwitch` (HTML), `translations` (`lang`, `name`, `href`).
/// In `note`: `header`, `contents`, `body` (HTML), `date`, `tags`, `backlinks` (`title`, `href`).
/// In `index`: `notes` (`title`, `href`, `date`, `summary`, `lang`, `tags`, `translations`), `tags` (`name`, `id`,
/// `anchor`, `count`, `notes`).
struct GardenContext {
  var configuration: SiteConfiguration
  var stylesheets: [String]

  func page(_ page: String, title: String, language: Language, description: String?) -> [String: Any] {
    let root = SitePath.root(from: page)
    var site: [String: Any] = ["title": configuration.title]
    site["description"] = configuration.description
    site["author"] = configuration.author
    site["footer"] = configuration.footer
    var context: [String: Any] = [
      "lang": language.tag, "title": title, "root": root, "site": site, "words": Self.words(language),
      "stylesheets": stylesheets.map { root + SitePath.href($0) },
      "themeSwitch": PageFrame.themeSwitch(language).source,
    ]
    context["description"] = description
    context["canonical"] = configuration.baseURL.map { $0 + SitePath.href(page) }
    return context
  }

  static func words(_ language: Language) -> [String: Any] {
    [
      "skip": language.say("Skip to content", "跳到正文"), "navigation": language.say("Site", "站点"),
      "backlinks": language.say("Linked from", "被以下笔记引用"), "tags": language.say("Tags", "标签"),
      "missing": language.say("There is no such page.", "没有这个页面。"),
      "made": language.say(
        "Every command on this site was run, and every figure drawn, by Netnote.",
        "本站的每条命令都由 Netnote 执行，每张图都由它绘出。"),
    ]
  }

  static func translations(_ notes: [GardenNote], from page: String) -> [[String: Any]] {
    notes.map { note in
      [
        "lang": note.language.tag, "name": note.language.ownName,
        "href": SitePath.href(SitePath.relative(note.page, from: page)),
      ]
    }
  }

  /// A note as a list shows it.
  static func entry(_ note: GardenNote, translations: [GardenNote], from page: String) -> [String: Any] {
    let front = note.note.frontMatter
    var entry: [String: Any] = [
      "title": note.title, "href": SitePath.href(SitePath.relative(note.page, from: page)),
      "lang": note.language.tag,
      "tags": front.tags, "hasTags": !front.tags.isEmpty,
      "translations": Self.translations(translations, from: page),
    ]
    entry["date"] = front.date.map { String($0.prefix(10)) }
    entry["summary"] = front.summary ?? front.description
    return entry
  }
}

extension SitePath {
  /// A path as an attribute holds it: percent-encoded once.
  static func href(_ path: String) -> String { SafeURL.encoded(encoded(path)) ?? encoded(path) }
}
