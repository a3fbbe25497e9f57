import Foundation
import Notebook
import Rendering

/// What the garden has to know of a note without its text: where its page stands, what it links to, what it found.
struct NoteCard: Hashable, Sendable {
  /// Below the folder of notes, as the file is called, in Unicode's composed form.
  var path: String
  /// In the site.
  var page: String
  /// What the translations of one note have in common: `docker/port`.
  var family: String
  var language: Language
  var title: String
  var date: String?
  var updated: String?
  var tags: [String] = []
  /// What its author says it is about.
  var summary: String?
  /// How its text begins.
  var excerpt = ""
  var aliases: [String] = []
  var isDraft = false
  var headings: [Heading] = []
  /// Ids of its page that are no headings: cells, footnotes.
  var anchors: [String] = []
  var references: [Reference] = []
  var facts = NoteFacts()
  /// Of its text and of all files that its cells include.
  var content = Fingerprint()
  /// Its capture files, by what follows the page's path without `.html`.
  var captures: [String] = []
  /// It declares a network that can be drawn.
  var hasMap = false

  struct Heading: Hashable, Sendable {
    var level: Int
    var id: String
    var text: String
  }

  /// The file's name without its language and ending.
  var name: String { family.split(separator: "/").last.map(String.init) ?? family }
  /// The last day on which it was worked on.
  var touched: String { String((updated ?? date ?? "").prefix(10)) }
  var day: String { String((date ?? "").prefix(10)) }
  /// What a list says of it.
  var blurb: String { summary ?? excerpt }
  /// The page's path without its ending.
  var stem: String { String(page.dropLast(".html".count)) }
  /// The picture for those who share the page.
  var sharePicture: String { "share/" + stem + ".svg" }

  /// `docker/port.en.md` is the English `docker/port`.
  init(path: String, note: Note, fallback: Language?) {
    self.path = path
    let stem = path.lowercased().hasSuffix(".md") ? String(path.dropLast(3)) : path
    let front = note.frontMatter
    let (family, tag) = Self.takeApart(stem)
    self.family = family
    if front.language == nil, let tag {
      language = Language(tag: tag)
    } else {
      language = NotePage.language(of: note, fallback: front.language == nil ? fallback : nil)
    }
    let folder = SitePath.folder(of: stem)
    if let slug = front.slug {
      let name = slug.split(separator: "/").joined(separator: "-").precomposedStringWithCanonicalMapping
      page = (folder.isEmpty ? "" : folder + "/") + name + ".html"
    } else {
      page = stem + ".html"
    }
    title = note.title
    (date, updated) = (front.date, front.updated)
    tags = front.tags
    summary = front.summary ?? front.description
    aliases = front.aliases.map(\.precomposedStringWithCanonicalMapping)
    isDraft = front.isDraft
    headings = note.document.headings.map { Heading(level: $0.level, id: $0.id, text: $0.text) }
  }

  /// For the state of a former build.
  init(path: String, page: String, family: String, language: Language, title: String) {
    (self.path, self.page, self.family) = (path, page, family)
    (self.language, self.title) = (language, title)
  }

  /// For a note of which nothing is shown.
  static let empty = NoteCard(path: "", page: "", family: "", language: .english, title: "")

  /// Pages of other notes show the same of both, but for sentences round links, and ids that are no headings.
  func looksLike(_ other: NoteCard) -> Bool {
    func outside(_ card: NoteCard) -> NoteCard {
      var card = card
      card.content = Fingerprint()
      card.anchors = []
      for index in card.references.indices {
        card.references[index].sentence = nil
        card.references[index].place = ReferencePlace(firstLine: 0, lastLine: 0, occurrence: 0)
      }
      return card
    }
    return outside(self) == outside(other)
  }

  private static func takeApart(_ stem: String) -> (family: String, tag: String?) {
    guard let dot = stem.lastIndex(of: "."), !stem[dot...].contains("/") else { return (stem, nil) }
    let tag = stem[stem.index(after: dot)...]
    let primary = tag.prefix { $0 != "-" }
    guard (2...3).contains(primary.count), tag.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }) else {
      return (stem, nil)
    }
    return (String(stem[..<dot]), String(tag))
  }
}

extension Language {
  /// As it calls itself.
  var ownName: String { say("English", "中文") }
}
