import Foundation
import Notebook
import Rendering

/// Fills the slots of a note's page: links, pictures, and what is embedded from other notes.
struct ReferenceWriter {
  let model: GardenModel
  /// The page that is written: addresses are relative to it.
  let page: String
  let sizes: PictureSizes
  /// The bodies of notes that are embedded.
  let body: (_ note: Int) -> NoteBody?

  /// Embeds inside embeds go no deeper.
  private static let depth = 4

  /// The page's own blocks.
  func html(of body: NoteBody, note: Int) -> String {
    var output = ""
    for block in body.blocks { write(block.html, of: note, inside: [note], to: &output) }
    return output
  }

  private func write(_ html: String, of note: Int, inside open: [Int], to output: inout String) {
    Slots.filled(html, into: &output) { number, isClose in
      guard model.notes[note].references.indices.contains(number) else { return "" }
      let reference = model.notes[note].references[number]
      let target = model.targets[note][number]
      switch reference.kind {
      case .link, .wikilink: return isClose ? closing(target, reference) : opening(target, reference)
      case .picture: return isClose ? "" : picture(target, reference)
      case .embed: return isClose ? "" : embed(target, reference, number: number, inside: open)
      }
    }
  }

  // MARK: Links

  private func opening(_ target: LinkMap.Target, _ reference: Reference) -> String {
    let kind = reference.kind == .wikilink ? " class=\"wikilink\"" : ""
    switch target {
    case .note(let index, let fragment):
      let note = model.notes[index]
      let title = reference.kind == .link ? reference.label : nil
      let preview = title ?? (note.page == page ? "" : Self.preview(of: note, words: reference.words))
      return "<a\(kind) href=\"\(href(note.page, fragment))\"\(Self.title(preview))>"
    case .page(let path, let fragment): return "<a\(kind) href=\"\(href(path, fragment))\">"
    case .file(let path): return "<a\(kind) href=\"\(href(path, nil))\"\(Self.title(reference.label ?? ""))>"
    case .external:
      guard let url = SafeURL.encoded(reference.target) else { return "" }
      return "<a href=\"\(HTMLEscaping.escaped(url))\" rel=\"noopener\"\(Self.title(reference.label ?? ""))>"
    case .broken(let why): return "<span class=\"missing-link\"\(Self.title(why))>"
    }
  }

  private func closing(_ target: LinkMap.Target, _ reference: Reference) -> String {
    switch target {
    case .external: SafeURL.encoded(reference.target) == nil ? "" : "</a>"
    case .broken: "</span>"
    case .note, .page, .file: "</a>"
    }
  }

  /// What a reader sees of the note before going there.
  static func preview(of note: NoteCard, words: String) -> String {
    let blurb = note.blurb
    if note.title == words || note.title.isEmpty { return blurb }
    return blurb.isEmpty ? note.title : "\(note.title) — \(blurb)"
  }

  private static func title(_ text: String) -> String {
    text.isEmpty ? "" : " title=\"\(HTMLEscaping.escaped(text))\""
  }

  func href(_ target: String, _ fragment: String?) -> String {
    let path = target == page ? "" : SitePath.href(SitePath.relative(target, from: page))
    let anchor = fragment.map { "#" + (SafeURL.encoded($0) ?? $0) } ?? ""
    return HTMLEscaping.escaped(path.isEmpty && anchor.isEmpty ? "#" : path + anchor)
  }

  // MARK: Pictures and embeds

  private func picture(_ target: LinkMap.Target, _ reference: Reference) -> String {
    let (words, size) = PictureSize.taken(from: reference.words)
    return picture(target, reference, words: words, size: size)
  }

  private func picture(
    _ target: LinkMap.Target, _ reference: Reference, words: String, size: PictureSize?
  ) -> String {
    let alternative = HTMLEscaping.escaped(words)
    let (address, shown): (String, PictureSize?)
    switch target {
    case .file(let path): (address, shown) = (href(path, nil), sizes.shown(path, wanted: size))
    case .external:
      guard let url = SafeURL.encoded(reference.target) else { return alternative }
      (address, shown) = (HTMLEscaping.escaped(url), size)
    case .note, .page, .broken: return "<span class=\"missing-link\">\(alternative)</span>"
    }
    let title = reference.kind == .picture ? Self.title(reference.label ?? "") : ""
    return "<img src=\"\(address)\" alt=\"\(alternative)\"\(shown?.attributes ?? "")\(title)"
      + " loading=\"lazy\" decoding=\"async\">"
  }

  private func embed(
    _ target: LinkMap.Target, _ reference: Reference, number: Int, inside open: [Int]
  ) -> String {
    let html: String
    switch target {
    case .file(let path) where PictureSizes.isPicture(path):
      let size = reference.label.flatMap { PictureSize($0) }
      let words = size == nil ? reference.label ?? "" : ""
      html = picture(target, reference, words: words, size: size)
    case .note(let index, let fragment)
    where reference.isBlock && !open.contains(index) && open.count <= Self.depth:
      if let text = section(index, fragment, number: number, inside: open) { return text }
      html = link(target, reference)
    default: html = link(target, reference)
    }
    return reference.isBlock ? "<p>\(html)</p>\n" : html
  }

  private func link(_ target: LinkMap.Target, _ reference: Reference) -> String {
    opening(target, reference) + HTMLEscaping.escaped(reference.words) + closing(target, reference)
  }

  private func section(_ index: Int, _ fragment: String?, number: Int, inside open: [Int]) -> String? {
    guard let body = body(index), let blocks = fragment.map({ body.section($0) }) ?? body.blocks[...] else {
      return nil
    }
    let note = model.notes[index]
    var inner = ""
    for block in blocks { write(block.html, of: index, inside: open + [index], to: &inner) }
    let name = note.stem.split(separator: "/").last.map(String.init) ?? note.stem
    let prefix = EmbeddedHTML.prefixed(
      inner, prefix: "e\(number + 1)-", captures: SitePath.href(name + ".captures/"),
      at: href(note.stem + ".captures/", nil))
    let title = fragment.flatMap { id in note.headings.first { $0.id == id }?.text }
    let source = title.map { "\(note.title) › \($0)" } ?? note.title
    return "<section class=\"embed\" lang=\"\(note.language.tag)\">\n<p class=\"embed-source\">"
      + "<a href=\"\(href(note.page, fragment))\">\(HTMLEscaping.escaped(source))</a></p>\n\(prefix)</section>\n"
  }
}
