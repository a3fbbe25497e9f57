import Foundation
import Notebook
import Rendering

/// What programs read: the feed, the sitemap, `robots.txt`, and the pages that old addresses lead to.
struct MachinePages: Sendable {
  let model: GardenModel
  let context: GardenContext
  let world: Fingerprint
  /// All pages for people, by path.
  let pages: [String]
  let redirects: [Redirect]

  /// A page that was elsewhere once, or goes by another name.
  struct Redirect: Hashable, Sendable {
    var page: String
    var note: Int
  }

  var units: [PageUnit] {
    var units = redirects.map(redirect) + [robots]
    if let base = context.configuration.baseURL { units += [feed(base), sitemap(base)] }
    return units
  }

  private func redirect(_ redirect: Redirect) -> PageUnit {
    let note = model.notes[redirect.note]
    var key = world
    for text in ["redirect", redirect.page, note.page, note.title, note.language.rawValue] { key.add(text) }
    return PageUnit(redirect.page, key: key) {
      var values = context.page(redirect.page, title: note.title, language: note.language, description: nil)
      values["target"] = SitePath.href(SitePath.relative(note.page, from: redirect.page))
      values["script"] =
        SitePath.root(from: redirect.page) + SitePath.href(context.theme.published("assets/redirect.js"))
      values["canonical"] = context.configuration.baseURL.map { $0 + SitePath.href(note.page) }
      return context.theme.render("redirect", values)
    }
  }

  private var robots: PageUnit {
    var key = world
    key.add("robots")
    return PageUnit("robots.txt", key: key) {
      let sitemap = context.configuration.baseURL.map { "\nSitemap: \($0)sitemap.xml\n" } ?? ""
      return Array("User-agent: *\nAllow: /\n\(sitemap)".utf8)
    }
  }

  /// Atom (RFC 4287). Its times are those of the notes: the same notes give the same feed.
  private func feed(_ base: String) -> PageUnit {
    let newest = Array(
      model.tags.newest.lazy.filter { !model.notes[$0].touched.isEmpty }.prefix(context.configuration.feed))
    var key = world
    key.add("feed")
    for index in newest {
      let note = model.notes[index]
      for text in [note.page, note.title, note.language.rawValue, note.blurb, note.touched, note.day] {
        key.add(text)
      }
      for tag in note.tags { key.add(tag) }
    }
    return PageUnit("feed.xml", key: key) {
      let updated = newest.first.map { Self.time(model.notes[$0].touched) } ?? "1970-01-01T00:00:00Z"
      let author = context.configuration.author ?? context.configuration.title
      var text = """
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(context.language.tag)">
        <title>\(Markup.escaped(context.configuration.title))</title>
        <id>\(Markup.escaped(base))</id>
        <link href="\(Markup.escaped(base))"/>
        <link rel="self" type="application/atom+xml" href="\(Markup.escaped(base))feed.xml"/>
        <updated>\(updated)</updated>
        <author><name>\(Markup.escaped(author))</name></author>
        <generator>netnote</generator>

        """
      if let description = context.configuration.description {
        text += "<subtitle>\(Markup.escaped(description))</subtitle>\n"
      }
      for index in newest { text += entry(model.notes[index], base) }
      return Array((text + "</feed>\n").utf8)
    }
  }

  private func entry(_ note: NoteCard, _ base: String) -> String {
    let address = Markup.escaped(base + SitePath.href(note.page))
    var text = "<entry xml:lang=\"\(note.language.tag)\">\n<title>\(Markup.escaped(note.title))</title>\n"
    text +=
      "<id>\(address)</id>\n<link href=\"\(address)\"/>\n<updated>\(Self.time(note.touched))</updated>\n"
    if !note.day.isEmpty { text += "<published>\(Self.time(note.day))</published>\n" }
    for tag in note.tags { text += "<category term=\"\(Markup.escaped(tag))\"/>\n" }
    if !note.blurb.isEmpty { text += "<summary>\(Markup.escaped(note.blurb))</summary>\n" }
    return text + "</entry>\n"
  }

  private static func time(_ day: String) -> String { day + "T00:00:00Z" }

  private func sitemap(_ base: String) -> PageUnit {
    var days: [String: String] = [:]
    for note in model.notes where !note.touched.isEmpty { days[note.page] = note.touched }
    var key = world
    key.add("sitemap")
    for page in pages {
      key.add(page)
      key.add(days[page])
    }
    return PageUnit("sitemap.xml", key: key) { [days] in
      var text = """
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">

        """
      for page in pages where page != "404.html" {
        let day = days[page].map { "<lastmod>\($0)</lastmod>" } ?? ""
        text += "<url><loc>\(Markup.escaped(base + SitePath.href(page)))</loc>\(day)</url>\n"
      }
      return Array((text + "</urlset>\n").utf8)
    }
  }
}
