import NetLanguage
import Notebook
import Rendering

/// Knows where links of notes lead, and finds those that lead nowhere.
struct LinkMap: Sendable {
  enum Target: Hashable, Sendable {
    case page(String, fragment: String?)
    /// A file beside the notes, by its path below their folder.
    case file(String)
    case external
    case broken(String)
  }

  private var pages: [String: String] = [:]
  private var headings: [String: Set<String>] = [:]
  private var names: [String: [String]] = [:]
  private var languages: [String: Language] = [:]
  private let files: Set<String>
  private let drafts: Set<String>

  /// `files` are all files below the notes' folder, `drafts` the notes that are not published.
  init(_ notes: [GardenNote], files: Set<String>, drafts: Set<String>) {
    (self.files, self.drafts) = (files, drafts)
    for note in notes {
      pages[note.path] = note.page
      languages[note.path] = note.language
      headings[note.page] = Set(note.note.document.headings.map(\.id))
      let stem = String(note.path.dropLast(3)).split(separator: "/").last.map(String.init) ?? ""
      for name in Set([stem, note.name, note.title] + note.note.frontMatter.aliases) {
        names[name.lowercased(), default: []].append(note.path)
      }
    }
  }

  /// Where an address in a note leads.
  func target(of address: String, from note: GardenNote) -> Target {
    if SitePath.isExternal(address) { return .external }
    let (path, fragment) = SitePath.taken(apart: address)
    if path.isEmpty { return page(note.page, fragment) }
    guard let resolved = SitePath.resolved(path, from: SitePath.folder(of: note.path)) else {
      return .broken("it leads out of the folder of notes")
    }
    if let page = pages[resolved] { return self.page(page, fragment) }
    if let page = pages[resolved + ".md"] { return self.page(page, fragment) }
    if headings[resolved] != nil { return self.page(resolved, fragment) }
    if drafts.contains(resolved) { return .broken("that note is a draft") }
    if files.contains(resolved) { return .file(resolved) }
    return .broken("there is no such note or file")
  }

  /// Where a wikilink leads: a note by its path, file name, title or alias.
  func target(ofWikilink name: String, heading: String?, from note: GardenNote) -> Target {
    if name.isEmpty { return page(note.page, heading.map(HeadingIdentifiers.slug)) }
    let fragment = heading.map(HeadingIdentifiers.slug)
    if let page = pages[name + ".md"] ?? pages[name] { return self.page(page, fragment) }
    let found = names[name.lowercased()] ?? []
    let same = found.filter { languages[$0] == note.language }
    if let path = same.count == 1 ? same[0] : found.count == 1 ? found[0] : nil, let page = pages[path] {
      return self.page(page, fragment)
    }
    return .broken(
      found.isEmpty
        ? "there is no note of that name" : "it may mean " + found.sorted().joined(separator: " or "))
  }

  private func page(_ page: String, _ fragment: String?) -> Target {
    guard let fragment, !fragment.isEmpty else { return .page(page, fragment: nil) }
    if headings[page]?.contains(fragment) == true || fragment.hasPrefix("cell-") || fragment.hasPrefix("fn") {
      return .page(page, fragment: fragment)
    }
    return .broken("the page has no heading \(fragment)")
  }
}
