import Foundation
import Lab
import NetLanguage
import Notebook
import Rendering

/// Makes the pages of a garden.
struct GardenPages {
  private let notes: [GardenNote]
  private let links: LinkMap
  private let theme: GardenTheme
  private let context: GardenContext
  private let language: Language
  private(set) var files: [String: Data] = [:]
  private(set) var warnings: [GardenProblem] = []
  /// Files that published notes refer to, by their paths below the notes' folder, which are also those in the site.
  private(set) var attachments: Set<String> = []
  /// For each page, the notes that link to it.
  private var backlinks: [String: [GardenNote]] = [:]

  init(notes: [GardenNote], links: LinkMap, theme: GardenTheme, configuration: SiteConfiguration) {
    (self.notes, self.links, self.theme) = (notes, links, theme)
    context = GardenContext(configuration: configuration, stylesheets: theme.stylesheets)
    let chinese = notes.count { $0.language == .chinese }
    language =
      configuration.language.map(Language.init(tag:)) ?? (chinese * 2 > notes.count ? .chinese : .english)
  }

  mutating func make(notesFolder: String) {
    for note in notes { follow(note, folder: notesFolder) }
    for note in notes { files.merge(Self.captures(of: note)) { $1 } }
    for note in notes { files[note.page] = Data(page(of: note).utf8) }
    files["index.html"] = Data(index().utf8)
    files["404.html"] = Data(missing().utf8)
  }

  private func translations(of note: GardenNote) -> [GardenNote] {
    notes.filter { $0.family == note.family && $0.path != note.path }
  }

  /// Notes what the links of a note lead to.
  private mutating func follow(_ note: GardenNote, folder: String) {
    for (reference, range) in LinkFinder.links(in: note.note) {
      let target: LinkMap.Target =
        switch reference {
        case .address(let address): links.target(of: address, from: note)
        case .wikilink(let name, let heading): links.target(ofWikilink: name, heading: heading, from: note)
        }
      switch target {
      case .page(let page, _):
        if page != note.page, backlinks[page]?.contains(where: { $0.path == note.path }) != true {
          backlinks[page, default: []].append(note)
        }
      case .file(let path): attachments.insert(path)
      case .external: break
      case .broken(let why):
        warnings.append(
          GardenProblem(
            path: "\(folder)/\(note.path)",
            Diagnostic(.warning, "broken-link", at: range, "the link \(reference.text) leads nowhere: \(why)")
          ))
      }
    }
  }

  /// A capture file for each traced line, beside the page.
  private static func captures(of note: GardenNote) -> [String: Data] {
    var files: [String: Data] = [:]
    for outcome in note.result.cells {
      for (index, line) in (outcome.result?.lines ?? []).enumerated() where !line.trace.isEmpty {
        files[capture(of: note, cell: outcome.cell.number, line: index)] = Data(
          TraceCapture.pcapng(of: line.trace, comment: line.line.command.value))
      }
    }
    return files
  }

  private static func capture(of note: GardenNote, cell: Int, line: Int) -> String {
    String(note.page.dropLast(".html".count)) + ".captures/cell-\(cell)-\(line + 1).pcapng"
  }

  private func page(of note: GardenNote) -> String {
    var pageContext = NotePage.Context()
    pageContext.fallbackLanguage = note.language
    let (links, files) = (links, files)
    pageContext.address = { address in
      Self.href(links.target(of: address, from: note), from: note.page) ?? address
    }
    pageContext.wikilink = { name, heading in
      Self.href(links.target(ofWikilink: name, heading: heading, from: note), from: note.page)
    }
    pageContext.capture = { cell, line in
      let path = Self.capture(of: note, cell: cell, line: line)
      return files[path] == nil ? nil : SitePath.encoded(SitePath.relative(path, from: note.page))
    }
    let page = NotePage(note.result, context: pageContext)
    var values = context.page(
      note.page, title: note.title, language: note.language, description: page.summary)
    values["header"] = page.header.source
    values["contents"] = page.tableOfContents.source
    values["body"] = page.body.source
    values["date"] = page.date
    values["tags"] = page.tags
    values["translations"] = GardenContext.translations(translations(of: note), from: note.page)
    let linked = backlinks[note.page] ?? []
    values["hasBacklinks"] = !linked.isEmpty
    values["backlinks"] = linked.map { GardenContext.entry($0, translations: [], from: note.page) }
    return theme.render("note", values)
  }

  /// The address for a page to write; nil where it stays as the note has it.
  private static func href(_ target: LinkMap.Target, from page: String) -> String? {
    switch target {
    case .page(let other, let fragment):
      let path = other == page ? "" : SitePath.encoded(SitePath.relative(other, from: page))
      let anchor = fragment.map { "#" + $0 } ?? ""
      return path.isEmpty && anchor.isEmpty ? "#" : path + anchor
    case .file(let path): return SitePath.encoded(SitePath.relative(path, from: page))
    case .external, .broken: return nil
    }
  }

  /// Notes by date, newest first; of a note in several languages, the one in the site's language stands for all.
  private func index() -> String {
    let page = "index.html"
    let shown = notes.filter { note in
      let family = notes.filter { $0.family == note.family }
      let first = family.first { $0.language == language } ?? family.first
      return first?.path == note.path
    }.sorted { left, right in left.date == right.date ? left.path < right.path : left.date > right.date }
    var values = context.page(
      page, title: context.configuration.title, language: language,
      description: context.configuration.description)
    values["notes"] = shown.map { GardenContext.entry($0, translations: translations(of: $0), from: page) }
    let tags = tags(of: shown, from: page)
    values["tags"] = tags
    values["hasTags"] = !tags.isEmpty
    return theme.render("index", values)
  }

  private func tags(of shown: [GardenNote], from page: String) -> [[String: Any]] {
    var members: [String: [GardenNote]] = [:]
    for note in shown {
      for tag in note.note.frontMatter.tags
      where members[tag]?.contains(where: { $0.path == note.path }) != true {
        members[tag, default: []].append(note)
      }
    }
    return members.keys.sorted().map { tag in
      let notes = members[tag] ?? []
      let id = "tag-" + HeadingIdentifiers.slug(tag)
      return [
        "name": tag, "id": id, "anchor": SitePath.href(id), "count": notes.count,
        "notes": notes.map { GardenContext.entry($0, translations: [], from: page) },
      ]
    }
  }

  private func missing() -> String {
    let title = language.say("Not found", "找不到页面")
    return theme.render(
      "missing", context.page("404.html", title: title, language: language, description: nil))
  }
}
