import Foundation
import Notebook
import Rendering

/// A note that is published: what it says, what running it gave, where its page stands.
struct GardenNote: Sendable {
  var result: NoteResult
  /// Its path below the folder of notes: `docker/port.en.md`.
  var path: String
  /// Its page's path in the site: `docker/port.en.html`.
  var page: String
  var language: Language

  var note: Note { result.note }
  var title: String { note.title }
  /// Newest first, by when it was last touched.
  var date: String { note.frontMatter.date ?? "" }

  /// What the translations of one note have in common: `docker/port`.
  var family: String
  /// The file's name without its language and ending.
  var name: String { family.split(separator: "/").last.map(String.init) ?? family }

  init(result: NoteResult, path: String, fallback: Language?) {
    let path = path.precomposedStringWithCanonicalMapping
    self.result = result
    self.path = path
    let stem = path.lowercased().hasSuffix(".md") ? String(path.dropLast(3)) : path
    let (family, tag) = Self.takeApart(stem)
    self.family = family
    language = Language.ofNote(result.note, tag: tag, fallback: fallback)
    let folder = SitePath.folder(of: stem)
    if let slug = result.note.frontMatter.slug {
      let name = slug.split(separator: "/").joined(separator: "-").precomposedStringWithCanonicalMapping
      page = (folder.isEmpty ? "" : folder + "/") + name + ".html"
    } else {
      page = stem + ".html"
    }
  }

  /// `x.en` is the English `x`.
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
  fileprivate static func ofNote(_ note: Note, tag: String?, fallback: Language?) -> Language {
    if note.frontMatter.language == nil, let tag { return Language(tag: tag) }
    return NotePage.language(of: note, fallback: note.frontMatter.language == nil ? nil : fallback)
  }

  /// As it calls itself.
  var ownName: String { say("English", "中文") }
}
