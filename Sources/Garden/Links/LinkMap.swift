import NetLanguage
import Notebook
import Rendering

/// Knows where links of notes lead, and finds those that lead nowhere.
struct LinkMap: Sendable {
  enum Target: Hashable, Sendable {
    /// A note, by its place in the garden.
    case note(Int, fragment: String?)
    /// A page that Netnote makes of all notes.
    case page(String, fragment: String?)
    /// A file beside the notes, by its path below their folder.
    case file(String)
    case external
    /// Why it leads nowhere.
    case broken(String)
  }

  /// A target, and what is odd about the way to it.
  struct Resolution: Hashable, Sendable {
    var target: Target
    var remark: String?

    init(_ target: Target, remark: String? = nil) { (self.target, self.remark) = (target, remark) }
  }

  private let notes: [NoteCard]
  /// By the note's path, and by that of its page; folded ones for those that differ only in case.
  private var paths: [String: Int] = [:]
  private var pages: [String: Int] = [:]
  private var foldedPaths: [String: Int] = [:]
  private var names: [String: [Int]] = [:]
  private var files: Set<String>
  private var foldedFiles: [String: String] = [:]
  private let links: [String]
  private var drafts: Set<String> = []
  private let made: Set<String>

  /// `files` and `links` are the files and symbolic links below the notes' folder, `made` the pages of all notes.
  init(_ notes: [NoteCard], drafts: [NoteCard], files: [String], links: [String], made: Set<String>) {
    (self.notes, self.files, self.links, self.made) = (notes, Set(files), links, made)
    for (index, note) in notes.enumerated() {
      paths[note.path] = index
      pages[note.page] = index
      foldedPaths[note.path.lowercased()] = index
      foldedPaths[note.page.lowercased()] = index
      let stem = String(note.path.dropLast(3)).split(separator: "/").last.map(String.init) ?? ""
      var mine: [String] = []
      for name in [stem, note.name, note.title] + note.aliases {
        let key = name.lowercased()
        if !mine.contains(key) { mine.append(key) }
      }
      for name in mine { names[name, default: []].append(index) }
    }
    for draft in drafts {
      self.drafts.formUnion([draft.path, draft.page, draft.name.lowercased(), draft.title.lowercased()])
      self.drafts.formUnion([draft.path.lowercased(), String(draft.path.dropLast(3))])
      self.drafts.formUnion(draft.aliases.map { $0.lowercased() })
    }
    for file in files { foldedFiles[file.lowercased()] = file }
  }

  func resolve(_ reference: Reference, of note: NoteCard) -> Resolution {
    switch reference.kind {
    case .link, .picture: resolve(address: reference.target, of: note)
    case .wikilink, .embed: resolve(name: reference.target, heading: reference.heading, of: note)
    }
  }

  // MARK: Addresses

  private func resolve(address: String, of note: NoteCard) -> Resolution {
    if SitePath.isExternal(address) { return Resolution(.external) }
    let (path, fragment) = SitePath.taken(apart: address)
    if path.isEmpty {
      return paths[note.path].map { self.note($0, fragment) } ?? Resolution(.broken("the page is not there"))
    }
    guard let resolved = SitePath.resolved(path, from: SitePath.folder(of: note.path)) else {
      return Resolution(.broken("it leads out of the folder of notes"))
    }
    if let index = paths[resolved] ?? paths[resolved + ".md"] ?? pages[resolved] {
      return self.note(index, fragment)
    }
    if files.contains(resolved) { return Resolution(drafts.contains(resolved) ? draft : .file(resolved)) }
    if made.contains(resolved) { return Resolution(.page(resolved, fragment: fragment)) }
    if let link = links.first(where: { resolved == $0 || resolved.hasPrefix($0 + "/") }) {
      return Resolution(.broken("\(link) is a symbolic link; only files of the garden are published"))
    }
    let folded = resolved.lowercased()
    if let index = foldedPaths[folded] ?? foldedPaths[folded + ".md"] {
      var found = self.note(index, fragment)
      found.remark = found.remark ?? "the file is called \(notes[index].path)"
      return found
    }
    if let file = foldedFiles[folded], !drafts.contains(file) {
      return Resolution(.file(file), remark: "the file is called \(file)")
    }
    if let index = alias(resolved) { return self.note(index, fragment) }
    if drafts.contains(resolved) || drafts.contains(resolved + ".md") { return Resolution(draft) }
    return Resolution(.broken("there is no such note or file"))
  }

  private var draft: Target { .broken("that note is a draft") }

  /// The address of a redirect page stands for the note behind it.
  private func alias(_ path: String) -> Int? {
    let name = [".html", ".md"].first { path.hasSuffix($0) }.map { String(path.dropLast($0.count)) } ?? path
    let found = (names[name.lowercased()] ?? []) + (names["/" + name.lowercased()] ?? [])
    return found.count == 1 ? found[0] : nil
  }

  // MARK: Names

  /// A note by its path, file name, title or alias; or a file by its path or name.
  private func resolve(name: String, heading: String?, of note: NoteCard) -> Resolution {
    let fragment = heading.map(HeadingIdentifiers.slug)
    if name.isEmpty {
      return paths[note.path].map { self.note($0, fragment) } ?? Resolution(.broken("the page is not there"))
    }
    let beside = SitePath.resolved(name, from: SitePath.folder(of: note.path))
    for path in [beside, SitePath.resolved(name, from: "")].compactMap({ $0 }) {
      if let index = paths[path + ".md"] ?? paths[path] { return self.note(index, fragment) }
      if files.contains(path) { return Resolution(drafts.contains(path) ? draft : .file(path)) }
    }
    let found = names[name.lowercased()] ?? []
    let same = found.filter { notes[$0].language == note.language }
    if let index = same.count == 1 ? same[0] : found.count == 1 ? found[0] : nil {
      return self.note(index, fragment)
    }
    if found.isEmpty {
      return Resolution(
        drafts.contains(name.lowercased()) || drafts.contains(name + ".md")
          ? draft : .broken("there is no note of that name"))
    }
    return Resolution(.broken("it may mean " + found.map { notes[$0].path }.joined(separator: " or ")))
  }

  private func note(_ index: Int, _ fragment: String?) -> Resolution {
    guard let fragment, !fragment.isEmpty else { return Resolution(.note(index, fragment: nil)) }
    let note = notes[index]
    if note.headings.contains(where: { $0.id == fragment }) || note.anchors.contains(fragment) {
      return Resolution(.note(index, fragment: fragment))
    }
    let folded = fragment.lowercased()
    let slug = HeadingIdentifiers.slug(fragment)
    if let heading = note.headings.first(where: {
      $0.id.lowercased() == folded || HeadingIdentifiers.slug($0.text) == slug
    }) {
      let isSame = heading.id == slug || HeadingIdentifiers.slug(heading.text) == fragment
      return Resolution(
        .note(index, fragment: heading.id), remark: isSame ? nil : "the heading's id is \(heading.id)")
    }
    return Resolution(.broken("the page \(note.page) has no heading \(fragment)"))
  }
}
