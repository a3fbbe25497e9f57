import Notebook

/// What the page of a note shows of other notes, by their places among the published ones.
struct Surroundings: Hashable, Sendable {
  /// For each of its references, where it leads.
  var targets: [LinkMap.Target] = []
  var backlinks: [GardenModel.Backlink] = []
  var translations: [Int] = []
  var related: [Int] = []

  /// All notes that are shown in one way or another.
  var notes: Set<Int> {
    var notes = Set(translations + related + backlinks.map(\.note))
    for target in targets { if case .note(let note, _) = target { notes.insert(note) } }
    return notes
  }
}

// MARK: State

extension Surroundings {
  init(from reader: inout StateReader) throws(StateDamage) {
    targets = try reader.list { (reader) throws(StateDamage) in try LinkMap.Target(from: &reader) }
    backlinks = try reader.list { (reader) throws(StateDamage) in
      GardenModel.Backlink(
        note: try reader.number(),
        references: try reader.list { (reader) throws(StateDamage) in try reader.number() })
    }
    translations = try reader.list { (reader) throws(StateDamage) in try reader.number() }
    related = try reader.list { (reader) throws(StateDamage) in try reader.number() }
  }

  func write(to writer: inout StateWriter) {
    writer.write(targets) { $1.write(to: &$0) }
    writer.write(backlinks) { writer, backlink in
      writer.write(backlink.note)
      writer.write(backlink.references) { $0.write($1) }
    }
    writer.write(translations) { $0.write($1) }
    writer.write(related) { $0.write($1) }
  }
}

extension LinkMap.Target {
  fileprivate init(from reader: inout StateReader) throws(StateDamage) {
    switch try reader.number() {
    case 0: self = .note(try reader.number(), fragment: try reader.optionalText())
    case 1: self = .page(try reader.text(), fragment: try reader.optionalText())
    case 2: self = .file(try reader.text())
    case 3: self = .external
    case 4: self = .broken(try reader.text())
    default: throw StateDamage()
    }
  }

  fileprivate func write(to writer: inout StateWriter) {
    switch self {
    case .note(let note, let fragment):
      writer.write(0)
      writer.write(note)
      writer.write(fragment)
    case .page(let page, let fragment):
      writer.write(1)
      writer.write(page)
      writer.write(fragment)
    case .file(let path):
      writer.write(2)
      writer.write(path)
    case .external: writer.write(3)
    case .broken(let why):
      writer.write(4)
      writer.write(why)
    }
  }
}
