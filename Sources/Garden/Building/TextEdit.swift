import Notebook

/// An edit that leaves a garden what it is: a paragraph, a sentence beside a link, a command's options. Only the pages that
/// show the text itself are looked at, with the records of the notes that these show.
struct TextEdit: Sendable {
  /// Those that may have changed.
  let units: [PageUnit]

  /// A note that was read again.
  struct Edited: Sendable {
    /// Among the published notes; nil for a draft.
    var number: Int?
    var former: NoteRecord
    var card: NoteCard
    var body: NoteBody?
  }

  /// The garden around.
  struct Garden {
    var context: GardenContext
    /// Of all pages.
    var world: Fingerprint
    /// How many notes are published.
    var count: Int
    /// The folder of notes.
    var folder: String
    var former: FormerSite
    var record: (_ note: Int) -> NoteRecord?
    /// The body of a note that was not read again.
    var body: @Sendable (_ note: Int) -> NoteBody?
  }

  /// Nil for edits that more pages show: of titles, links, tags, headings and the like, or in a note that others embed.
  init?(_ edited: [Edited], in garden: Garden) {
    guard edited.allSatisfy({ $0.former.card.looksLike($0.card) }) else { return nil }
    var records: [Int: NoteRecord] = [:]
    for note in edited {
      guard let number = note.number else { continue }
      records[number] = NoteRecord(note.card, note.former.surroundings)
    }
    func record(_ note: Int) -> NoteRecord? {
      if records[note] == nil { records[note] = garden.record(note) }
      return records[note]
    }
    var pages = Set(records.keys)
    for note in edited { if let number = note.number { pages.formUnion(Self.readers(of: note, number)) } }
    for page in pages {
      guard let record = record(page), Self.standsAlone(record) else { return nil }
    }
    for note in edited {
      guard let number = note.number else { continue }
      var readers = [NoteRecord(note.card, note.former.surroundings)]
      for backlink in note.former.surroundings.backlinks {
        guard let reader = record(backlink.note), !Self.embeds(number, reader) else { return nil }
        readers.append(reader)
      }
      let fragments = Set(readers.flatMap { Self.fragments(of: number, in: $0) })
      guard Self.leadsTo(fragments, in: note.card, as: note.former.card) else { return nil }
    }
    let part = records.filter { pages.contains($0.key) }
    var shown: [Int: NoteCard] = [:]
    for note in part.values.reduce(into: Set<Int>(), { $0.formUnion($1.surroundings.notes) }) {
      guard let record = record(note) else { return nil }
      shown[note] = record.card
    }
    let model = GardenModel(part: part, shown: shown, of: garden.count)
    units = Self.units(edited, pages, model, garden)
  }

  /// The notes whose pages show a sentence that is another now.
  private static func readers(of note: Edited, _ number: Int) -> [Int] {
    zip(zip(note.former.card.references, note.card.references), note.former.surroundings.targets).compactMap {
      guard case .note(let reader, _) = $1, reader != number, $0.0.sentence != $0.1.sentence else {
        return nil
      }
      return reader
    }
  }

  /// Its page is one of a note, and shows no text of other notes; the front page stands at the head of lists.
  private static func standsAlone(_ record: NoteRecord) -> Bool {
    record.card.page != "index.html"
      && !zip(record.card.references, record.surroundings.targets).contains { reference, target in
        if case .note = target { reference.kind == .embed } else { false }
      }
  }

  private static func embeds(_ note: Int, _ other: NoteRecord) -> Bool {
    zip(other.card.references, other.surroundings.targets).contains { reference, target in
      if case .note(note, _) = target { reference.kind == .embed } else { false }
    }
  }

  /// Places in a note that links of another lead to.
  private static func fragments(of note: Int, in reader: NoteRecord) -> [String] {
    reader.surroundings.targets.compactMap {
      if case .note(note, let fragment) = $0 { fragment } else { nil }
    }
  }

  /// Links to places in a note, whose headings are the same, lead where they did. Ids of lines of cells change with what
  /// stands before them.
  private static func leadsTo(_ fragments: Set<String>, in card: NoteCard, as former: NoteCard) -> Bool {
    if fragments.isEmpty || card.anchors == former.anchors { return true }
    let headings = Set(card.headings.map(\.id))
    // A link may have found a heading that is written in another way; now there could be an id that it means exactly.
    let loose = Set(card.headings.flatMap { [$0.id, $0.text] }.map(HeadingIdentifiers.slug))
    let added = Set(card.anchors).subtracting(former.anchors)
    return fragments.allSatisfy { headings.contains($0) || card.anchors.contains($0) }
      && !added.contains { loose.contains(HeadingIdentifiers.slug($0)) }
  }

  private static func units(_ edited: [Edited], _ pages: Set<Int>, _ model: GardenModel, _ garden: Garden)
    -> [PageUnit]
  {
    let bodies = Dictionary(
      edited.compactMap { note in note.number.flatMap { number in note.body.map { (number, $0) } } },
      uniquingKeysWith: { first, _ in first })
    let makeBody = garden.body
    let body = { @Sendable (note: Int) in bodies[note] ?? makeBody(note) }
    let notePages = NotePages(
      model: model, context: garden.context, sizes: PictureSizes(model.attachments, folder: garden.folder),
      world: garden.world, body: body)
    var keys = (0..<garden.count).map { garden.former.key(SearchIndex.notePath($0)) ?? Fingerprint() }
    for number in bodies.keys { keys[number] = SearchUnits.key(model.notes[number]) }
    let cards = model.notes
    let search = SearchUnits(keys: keys, former: garden.former) { note in
      body(note)?.search ?? SearchDocument(withoutText: cards[note])
    }
    return search.units + pages.sorted().map { notePages.unit($0) }
  }
}
