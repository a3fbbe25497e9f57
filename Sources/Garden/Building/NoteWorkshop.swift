import Foundation
import Lab
import NetLanguage
import Notebook
import Rendering
import Synchronization

/// Reads, runs and renders one note by itself. What it gives depends on the note's file, on the files that its cells
/// include, and on nothing else.
struct NoteWorkshop: Sendable {
  /// The folder of notes.
  var folder: String
  /// For notes that do not say their language.
  var fallback: Language?
  /// Where results of cells are kept.
  var cache: ResultCache?

  struct Product: Sendable {
    /// Nil for a note that cannot be read.
    var card: NoteCard?
    /// Files that its cells include.
    var included: [(path: String, stamp: FileStamp)] = []
    /// Nil for a draft.
    var body: NoteBody?
    /// Failures and warnings that people must hear of; nil when there are none.
    var checked: NoteChecker.Checked?
  }

  /// - Parameter path: below the folder, as the file system has it.
  func make(_ path: String) -> Product {
    let place = folder == "." ? path : "\(folder)/\(path)"
    do {
      let octets = try FileReader.bytes(at: place)
      do throws(NoteError) {
        return make(try Note(path: place, bytes: octets), octets: octets, at: path)
      } catch {
        let lines = NoteSource(path: place, text: String(decoding: octets, as: UTF8.self)).lines
        return Product(
          checked: NoteChecker.Checked(path: place, verdict: .unreadable(error.diagnostics, lines: lines)))
      }
    } catch {
      return Product(checked: NoteChecker.Checked(path: place, verdict: .unusable(error)))
    }
  }

  private func make(_ note: Note, octets: Data, at path: String) -> Product {
    let name = path.precomposedStringWithCanonicalMapping
    var card = NoteCard(path: name, note: note, fallback: fallback)
    var content = Fingerprint(of: octets)
    if card.isDraft {
      card.content = content
      return Product(card: card)
    }
    let reads = IncludedFiles()
    var runner = NoteRunner()
    runner.readFile = reads.read
    runner.cache = cache
    var result = runner.run(note)
    for file in reads.files {
      content.add(file.path)
      content.add(file.content)
    }
    card.content = content
    let checked =
      result.isGood && result.warnings.isEmpty
      ? nil : NoteChecker.Checked(path: note.path, verdict: .ran(result))
    card.facts = note.cells.isEmpty ? NoteFacts() : NoteFacts(result)
    let search = SearchDocument(
      result, page: card.page, language: card.language.tag, facts: card.facts)
    var finder = ReferenceFinder()
    result.note.document.root = finder.visit(note.document.root)
    card.references = finder.references
    card.excerpt = Self.excerpt(of: note)
    let body = Self.body(of: result, search, &card)
    let included = reads.files.map { (path: $0.path, stamp: $0.stamp) }
    return Product(card: card, included: included, body: body, checked: checked)
  }

  private static func body(of result: NoteResult, _ search: SearchDocument, _ card: inout NoteCard)
    -> NoteBody
  {
    var context = NotePage.Context()
    context.fallbackLanguage = card.language
    context.reference = { (Slots.open($0), Slots.close($0)) }
    let captures = captures(of: result)
    let suffixes = Set(captures.map(\.suffix))
    let stem = card.stem.split(separator: "/").last.map(String.init) ?? card.stem
    context.capture = { cell, line in
      let suffix = captureSuffix(cell, line)
      return suffixes.contains(suffix) ? SitePath.href(stem + suffix) : nil
    }
    let page = NotePage(result, context: context)
    let blocks = page.blocks.map { block in
      NoteBody.Block(html: block.html.source, heading: block.heading.map { ($0.level, $0.id) })
    }
    card.captures = captures.map(\.suffix)
    let map = result.networkDrawing(card.language).map {
      NoteBody.NetworkDrawing(svg: $0.svg.source, width: $0.width, height: $0.height)
    }
    card.hasMap = map != nil
    card.anchors = ElementIdentifiers.found(in: blocks, except: Set(card.headings.map(\.id)))
    return NoteBody(
      blocks: blocks, contents: page.tableOfContents.source, captures: captures, map: map, search: search)
  }

  private static func captures(of result: NoteResult) -> [(suffix: String, data: [UInt8])] {
    result.cells.flatMap { outcome in
      (outcome.result?.lines ?? []).enumerated().filter { !$0.element.trace.isEmpty }.map { index, line in
        let data = TraceCapture.pcapng(of: line.trace, comment: line.line.command.value)
        return (captureSuffix(outcome.cell.number, index), Array(data))
      }
    }
  }

  private static func captureSuffix(_ cell: Int, _ line: Int) -> String {
    ".captures/cell-\(cell)-\(line + 1).pcapng"
  }

  /// The beginning of the first paragraph, for previews and descriptions.
  private static func excerpt(of note: Note) -> String {
    let longest = 160
    guard let first = note.document.root.children.first(where: { $0.kind == .paragraph }) else { return "" }
    let text = first.plainText
    guard text.unicodeScalars.count > longest else { return text }
    let end = text.unicodeScalars.index(text.startIndex, offsetBy: longest)
    let cut = text[..<end]
    // Latin words stay whole.
    let space = cut.lastIndex(of: " ").map {
      cut.distance(from: $0, to: cut.endIndex) < 20 ? $0 : cut.endIndex
    }
    return String(cut[..<(space ?? cut.endIndex)]) + "…"
  }
}

/// The files that a note's cells include, as they are read.
private final class IncludedFiles: Sendable {
  struct File: Sendable {
    var path: String
    var stamp: FileStamp
    var content: Fingerprint
  }

  private let state = Mutex<[File]>([])

  var files: [File] { state.withLock { $0 } }

  func read(_ path: String) throws(FileProblem) -> Data {
    // Of a link nothing is known from outside: such a file counts as changed each time.
    let stamp = FileStamp(of: path) ?? FileStamp(size: -1, modified: 0, changed: 0, inode: 0)
    let data = try FileReader.bytes(at: path)
    let file = File(path: path, stamp: stamp, content: Fingerprint(of: data))
    state.withLock { $0.append(file) }
    return data
  }
}

/// The ids in a page.
enum ElementIdentifiers {
  static func found(in blocks: [NoteBody.Block], except known: Set<String>) -> [String] {
    var names: [String] = []
    for block in blocks where block.html.utf8.contains(UInt8(ascii: "=")) {
      AttributeScanner.scan(block.html) { piece in
        if case .value("id", let value) = piece, !known.contains(String(value)) {
          names.append(String(value))
        }
      }
    }
    return names
  }
}
