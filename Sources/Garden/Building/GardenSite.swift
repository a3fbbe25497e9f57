import Foundation
import NetLanguage
import Notebook
import Rendering
import Synchronization

/// All files of a site as units that can be made.
struct GardenSite: Sendable {
  let model: GardenModel
  let units: [PageUnit]
  let outline: GardenOutline

  init(
    read: NoteReading.Read, scan: FolderScan, configuration: SiteConfiguration, theme: GardenTheme,
    world: Fingerprint, folder: String, former: FormerSite
  ) throws(GardenProblems) {
    let published = read.notes.filter { !$0.card.isDraft }
    let notes = published.map(\.card)
    let hidden = read.notes.filter(\.card.isDraft).map(\.card)
    let tags = TagIndex(notes)
    let facts = FactIndex(notes, newest: tags.newest)
    let made = Self.madePages(notes.count, tags, facts)
    let files = scan.files.map { $0.path.precomposedStringWithCanonicalMapping }.filter {
      !$0.lowercased().hasSuffix(".md")
    }
    let links = LinkMap(
      notes, drafts: hidden, files: files, links: scan.links.map(\.precomposedStringWithCanonicalMapping),
      made: made)
    let paths = Dictionary(
      read.notes.map { ($0.card.path, $0.path) }, uniquingKeysWith: { first, _ in first })
    let model = GardenModel(notes, links: links, tags: tags, folder: folder) { path in
      let octets = FileManager.default.contents(atPath: "\(folder)/\(paths[path] ?? path)") ?? Data()
      return NoteSource(path: path, text: String(decoding: octets, as: UTF8.self)).lines
    }
    self.model = model
    let redirects = try Self.redirects(notes, attachments: model.attachments, made: made, folder: folder)
    let outline = GardenOutline(
      drafts: hidden.count, hasTags: !tags.tags.isEmpty, hasFacts: !facts.entries.isEmpty,
      language: Self.language(notes, configuration))
    self.outline = outline
    let context = GardenContext(configuration: configuration, theme: theme, outline: outline)
    let world = outline.world(world)
    let bodies = Bodies(published, workshop: read.workshop)
    let body = { @Sendable (note: Int) in bodies[note] }
    let sizes = PictureSizes(model.attachments, folder: folder)
    let pages = NotePages(model: model, context: context, sizes: sizes, world: world, body: body)
    let home = notes.firstIndex { $0.page == "index.html" }
    let lists = ListPages(
      model: model, facts: facts, context: context, world: world,
      intro: home.map { Self.intro(of: $0, pages) },
      introKey: home.map { pages.unit($0).key })
    let picture = GardenPicture(model: model, context: context, world: world)
    // What takes longest comes first, so that no core is left alone with it at the end.
    let search = SearchUnits(keys: notes.map(SearchUnits.key), former: former) { note in
      bodies[note]?.search ?? SearchDocument(withoutText: notes[note])
    }.units
    var units = search + [picture.unit] + lists.units
    units += SideBySide.map(notes.indices.filter { $0 != home }) { pages.unit($0) }
    let all = units.flatMap(\.files).filter { $0.hasSuffix(".html") }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    let machine = MachinePages(model: model, context: context, world: world, pages: all, redirects: redirects)
    units += machine.units
    units += Self.assets(theme)
    units += Self.attachments(model.attachments, scan: scan, folder: folder)
    self.units = units
  }

  // MARK: Parts

  private static func intro(of index: Int, _ pages: NotePages) -> @Sendable () -> String {
    { pages.body(index).map { pages.intro(index, $0) } ?? "" }
  }

  private static func language(_ notes: [NoteCard], _ configuration: SiteConfiguration) -> Language {
    let chinese = notes.count { $0.language == .chinese }
    return configuration.language.map(Language.init(tag:))
      ?? (chinese * 2 > notes.count ? .chinese : .english)
  }

  /// The pages that are made of all notes.
  private static func madePages(_ notes: Int, _ tags: TagIndex, _ facts: FactIndex) -> Set<String> {
    var made: Set<String> = ["index.html", "404.html", "tags/index.html", GardenPicture.page]
    for number in 0...(max(1, notes) - 1) / ListPages.pageLength {
      made.insert(ListPages.archivePath(number))
    }
    made.formUnion(tags.tags.map(\.page))
    if !facts.entries.isEmpty { made.formUnion(["facts/index.html"] + facts.entries.map(\.page)) }
    return made
  }

  private static func assets(_ theme: GardenTheme) -> [PageUnit] {
    theme.assets.files.sorted { $0.key < $1.key }.map { path, content in
      // The name holds the content's fingerprint.
      PageUnit(path, key: Fingerprint(of: path)) { content }
    }
  }

  /// Copies of the files that published notes refer to.
  private static func attachments(_ paths: [String], scan: FolderScan, folder: String) -> [PageUnit] {
    let files = Dictionary(
      scan.files.map { ($0.path.precomposedStringWithCanonicalMapping, $0) },
      uniquingKeysWith: { first, _ in first })
    return paths.compactMap { path in
      guard let file = files[path] else { return nil }
      var key = Fingerprint(of: path)
      for number in [
        file.stamp.size, file.stamp.modified, file.stamp.changed, Int(truncatingIfNeeded: file.stamp.inode),
      ] {
        key.add(number)
      }
      // What changed just now may change again and look the same.
      if !file.stamp.isSettled(at: FileStamp.now) { key.add(FileStamp.now) }
      return PageUnit([path], key: key) { [path: Array(try FileReader.bytes(at: "\(folder)/\(file.path)"))] }
    }
  }

  // MARK: Addresses

  /// The pages of aliases. Two things cannot have one page; file systems that fold case would lose one.
  private static func redirects(
    _ notes: [NoteCard], attachments: [String], made: Set<String>, folder: String
  ) throws(GardenProblems) -> [MachinePages.Redirect] {
    var owners: [String: String] = [:]
    for page in made where page != "index.html" { owners[page.lowercased()] = "Netnote itself" }
    for name in ["feed.xml", "sitemap.xml", "robots.txt"] { owners[name] = "Netnote itself" }
    for path in attachments { owners[path.lowercased()] = "the file \(path)" }
    var problems: [GardenProblem] = []
    func report(_ note: NoteCard, _ page: String, _ owner: String, _ help: String) {
      problems.append(
        GardenProblem(
          path: "\(folder)/\(note.path)",
          Diagnostic(
            .error, "page-taken", at: .line(1), "the page \(page) belongs to \(owner) already",
            suggestion: help)))
    }
    for note in notes {
      if let owner = owners.updateValue(note.path, forKey: note.page.lowercased()) {
        report(note, note.page, owner, "give one of them another name with slug: in its front matter")
      }
    }
    var redirects: [MachinePages.Redirect] = []
    for (index, note) in notes.enumerated() {
      for alias in note.aliases {
        guard let page = page(ofAlias: alias, of: note) else {
          report(note, alias, "no garden", "an alias is a name or a path inside the garden")
          continue
        }
        if page == note.page { continue }
        if let owner = owners.updateValue(note.path, forKey: page.lowercased()) {
          report(note, page, owner, "take the alias \(alias) out of the front matter of one of them")
        }
        redirects.append(MachinePages.Redirect(page: page, note: index))
      }
    }
    guard problems.isEmpty else { throw GardenProblems(problems) }
    return redirects
  }

  /// `old name` stands beside the note, `/a/b` at the garden's root.
  private static func page(ofAlias alias: String, of note: NoteCard) -> String? {
    let name =
      [".html", ".md", "/"].first { alias.hasSuffix($0) && alias != $0 }.map {
        String(alias.dropLast($0.count))
      } ?? alias
    guard let path = SitePath.resolved(name, from: SitePath.folder(of: note.path)), !path.isEmpty,
      !path.split(separator: "/").contains(where: { $0.hasPrefix(".") })
    else { return nil }
    return path + ".html"
  }
}

/// Bodies of notes: those that were read now are there, others are made when they are asked for.
private final class Bodies: Sendable {
  private let notes: [NoteReading.Note]
  private let workshop: NoteWorkshop
  private let remade = Mutex<[Int: NoteBody]>([:])

  init(_ notes: [NoteReading.Note], workshop: NoteWorkshop) {
    (self.notes, self.workshop) = (notes, workshop)
  }

  subscript(index: Int) -> NoteBody? {
    if let body = notes[index].body { return body }
    if let body = remade.withLock({ $0[index] }) { return body }
    let body = workshop.make(notes[index].path).body
    // Notes without cells are made faster than they are kept.
    if let body, notes[index].card.captures.isEmpty == false { remade.withLock { $0[index] = body } }
    return body
  }
}
