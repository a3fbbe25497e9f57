import Foundation
import Notebook
import Rendering

/// The pages of the notes themselves, with their capture files and share pictures.
struct NotePages: Sendable {
  let model: GardenModel
  let context: GardenContext
  let sizes: PictureSizes
  /// Of Netnote, the theme and the settings.
  let world: Fingerprint
  /// The body of a note, made anew if it is not there.
  let body: @Sendable (_ note: Int) -> NoteBody?
  /// For each note, what a link in a list shows of it, and what one in a text does.
  private let links: [Fingerprint]
  private let previews: [Fingerprint]

  init(
    model: GardenModel, context: GardenContext, sizes: PictureSizes, world: Fingerprint,
    body: @escaping @Sendable (_ note: Int) -> NoteBody?
  ) {
    (self.model, self.context, self.sizes) = (model, context, sizes)
    (self.world, self.body) = (world, body)
    links = model.notes.map { note in
      var key = Fingerprint(of: note.page)
      key.add(note.title)
      key.add(note.language.rawValue)
      key.add(note.date)
      return key
    }
    previews = zip(model.notes, links).map { note, link in
      var key = link
      key.add(note.blurb)
      return key
    }
  }

  func unit(_ index: Int) -> PageUnit {
    let note = model.notes[index]
    // Only an absolute address can be shared.
    let isShared = context.configuration.baseURL != nil
    let files = [note.page] + (isShared ? [note.sharePicture] : []) + note.captures.map { note.stem + $0 }
    return PageUnit(files, key: key(index)) {
      guard let body = body(index), body.captures.map(\.suffix) == note.captures else {
        throw FileProblem(path: note.path, reason: "the note changed while the site was built")
      }
      var made = [note.page: page(index, body)]
      if isShared {
        let picture = SharePicture(note, site: context.configuration.title, map: body.map)
        made[note.sharePicture] = Array(picture.svg.utf8)
      }
      for capture in body.captures { made[note.stem + capture.suffix] = capture.data }
      return made
    }
  }

  // MARK: What a page depends on

  private func key(_ index: Int) -> Fingerprint {
    let note = model.notes[index]
    var key = world
    key.add(note.content)
    key.add(note.path)
    key.add(note.page)
    addReferences(of: index, to: &key, inside: [index])
    for backlink in model.backlinks[index] {
      let other = model.notes[backlink.note]
      key.add(links[backlink.note])
      for reference in backlink.references {
        let sentence = other.references[reference].sentence
        key.add(sentence?.before)
        key.add(sentence?.words)
        key.add(sentence?.after)
      }
    }
    key.add(model.backlinks[index].count)
    for other in model.related[index] { key.add(links[other]) }
    for other in model.translations[index] {
      key.add(links[other])
      key.add(model.notes[other].touched)
    }
    return key
  }

  private func addReferences(of index: Int, to key: inout Fingerprint, inside open: [Int]) {
    let note = model.notes[index]
    for (reference, target) in zip(note.references, model.targets[index]) {
      switch target {
      case .note(let other, let fragment):
        key.add(previews[other])
        key.add(fragment)
        if reference.kind == .embed, !open.contains(other) {
          key.add(model.notes[other].content)
          addReferences(of: other, to: &key, inside: open + [other])
        }
      case .page(let page, let fragment):
        key.add(page)
        key.add(fragment)
      case .file(let path):
        key.add(path)
        key.add(sizes[path]?.attributes)
      case .external: key.add(1)
      case .broken(let why): key.add(why)
      }
    }
  }

  // MARK: The page

  private func page(_ index: Int, _ body: NoteBody) -> [UInt8] {
    var values = values(index, body)
    values["isArticle"] = true
    return context.theme.render("note", values)
  }

  private func values(_ index: Int, _ body: NoteBody) -> TemplateValues {
    let note = model.notes[index]
    var values = context.page(
      note.page, title: note.title, language: note.language, description: note.blurb)
    let writer = ReferenceWriter(model: model, page: note.page, sizes: sizes, body: self.body)
    values["body"] = writer.html(of: body, note: index)
    values["contents"] = body.contents
    values["summary"] = note.summary
    if !note.day.isEmpty { values["date"] = note.day }
    if let updated = note.updated { values["updated"] = String(updated.prefix(10)) }
    let tags = context.tags(note.tags, in: model.tags, from: note.page)
    values["tags"] = tags
    values["hasTags"] = !tags.isEmpty
    let translations = context.translations(model.translations[index], of: model.notes, from: note.page)
    values["translations"] = translations
    // Each of a set of translations lists all of them, itself among them.
    if !translations.isEmpty {
      values["alternates"] = context.translations([index], of: model.notes, from: note.page) + translations
    }
    if let outdated = outdated(index) { values["outdated"] = outdated }
    if let base = context.configuration.baseURL {
      values["share"] = base + SitePath.href(note.sharePicture)
      if !note.touched.isEmpty { values["modified"] = note.touched }
    }
    let backlinks = backlinks(of: index)
    values["backlinks"] = backlinks
    values["hasBacklinks"] = !backlinks.isEmpty
    values["related"] = model.related[index].map { context.link(model.notes[$0], from: note.page) }
    values["hasRelated"] = !model.related[index].isEmpty
    return values
  }

  /// The translation that was worked on after this one.
  private func outdated(_ index: Int) -> TemplateValues? {
    let note = model.notes[index]
    guard !note.touched.isEmpty,
      let newer = model.translations[index].map({ model.notes[$0] }).max(by: { $0.touched < $1.touched }),
      newer.touched > note.touched
    else { return nil }
    var entry = context.link(newer, from: note.page)
    entry["date"] = newer.touched
    entry["language"] = newer.language.ownName
    return entry
  }

  private func backlinks(of index: Int) -> [TemplateValues] {
    let page = model.notes[index].page
    return model.backlinks[index].map { backlink in
      let other = model.notes[backlink.note]
      var entry = context.link(other, from: page)
      entry["sentences"] = backlink.references.compactMap { other.references[$0].sentence?.html }
      return entry
    }
  }

  /// The front page's own words: those of `index.md`, if there is one.
  func intro(_ index: Int, _ body: NoteBody) -> String {
    ReferenceWriter(model: model, page: "index.html", sizes: sizes, body: self.body).html(
      of: body, note: index)
  }
}
