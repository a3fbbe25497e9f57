import Notebook
import Rendering

extension BuildState {
  private static let mark = "netnote garden 2"

  /// Nil where there is none, where it is damaged, and where notes depended on something else.
  static func read(_ path: String, world: Fingerprint) -> BuildState? {
    guard let content = SealedFile.read(path) else { return nil }
    var reader = StateReader(content)
    guard let mark = try? reader.text(), mark == Self.mark, let state = try? BuildState(from: &reader),
      reader.isAtEnd, state.world.notes == world
    else { return nil }
    return state
  }

  /// Records first, so that the state never tells of any that are not there.
  ///
  /// - Returns: the same with the places of its records; without new ones when they cannot be kept.
  func written(to path: String) -> BuildState {
    var state = self
    let known = sources.indices.filter { sources[$0].note?.place != nil }
    let new = sources.indices.filter { sources[$0].note != nil && sources[$0].note?.place == nil }
    let octets = SideBySide.map(new) { sources[$0].note?.record?.octets ?? [] }
    guard
      let places = Self.records(of: path).write(octets, beside: known.compactMap { sources[$0].note?.place })
    else { return self }
    for (index, place) in zip(new, places.new) { state.sources[index].note?.place = place }
    for (index, place) in zip(known, places.kept) { state.sources[index].note?.place = place }
    var writer = StateWriter()
    writer.write(Self.mark)
    state.write(to: &writer)
    SealedFile.write(writer, to: path)
    return state
  }

  // MARK: Coding

  private init(from reader: inout StateReader) throws(StateDamage) {
    world = World(notes: try reader.fingerprint(), pages: try reader.fingerprint())
    scanned = try reader.number()
    if try reader.flag() { outline = try GardenOutline(from: &reader) }
    links = try reader.list { (reader) throws(StateDamage) in try reader.text() }
    sources = try reader.list { (reader) throws(StateDamage) in
      Source(
        path: try reader.text(), stamp: try FileStamp(from: &reader),
        note: try reader.flag() ? try Note(from: &reader) : nil)
    }
    outputs = try reader.list { (reader) throws(StateDamage) in
      Output(path: try reader.text(), key: try reader.fingerprint(), stamp: try FileStamp(from: &reader))
    }
  }

  private func write(to writer: inout StateWriter) {
    writer.write(world.notes)
    writer.write(world.pages)
    writer.write(scanned)
    writer.write(outline != nil)
    outline?.write(to: &writer)
    writer.write(links) { $0.write($1) }
    writer.write(sources) { writer, source in
      writer.write(source.path)
      source.stamp.write(to: &writer)
      writer.write(source.note != nil)
      source.note?.write(to: &writer)
    }
    writer.write(outputs) { writer, output in
      writer.write(output.path)
      writer.write(output.key)
      output.stamp.write(to: &writer)
    }
  }
}

extension BuildState.Note {
  fileprivate init(from reader: inout StateReader) throws(StateDamage) {
    isDraft = try reader.flag()
    included = try reader.list { (reader) throws(StateDamage) in
      (path: try reader.text(), stamp: try FileStamp(from: &reader))
    }
    place = RecordFile.Place(
      start: try reader.number(), length: try reader.number(), seal: try reader.fingerprint())
  }

  fileprivate func write(to writer: inout StateWriter) {
    writer.write(isDraft)
    writer.write(included) { writer, file in
      writer.write(file.path)
      file.stamp.write(to: &writer)
    }
    writer.write(place?.start ?? 0)
    writer.write(place?.length ?? 0)
    writer.write(place?.seal ?? Fingerprint())
  }
}

extension GardenOutline {
  fileprivate init(from reader: inout StateReader) throws(StateDamage) {
    (drafts, hasTags, hasFacts) = (try reader.number(), try reader.flag(), try reader.flag())
    guard let language = Language(rawValue: try reader.text()) else { throw StateDamage() }
    self.language = language
  }

  fileprivate func write(to writer: inout StateWriter) {
    writer.write(drafts)
    writer.write(hasTags)
    writer.write(hasFacts)
    writer.write(language.rawValue)
  }
}

extension FileStamp {
  fileprivate init(from reader: inout StateReader) throws(StateDamage) {
    self.init(
      size: try reader.number(), modified: try reader.number(), changed: try reader.number(),
      inode: UInt64(bitPattern: Int64(try reader.number())))
  }

  fileprivate func write(to writer: inout StateWriter) {
    writer.write(size)
    writer.write(modified)
    writer.write(changed)
    writer.write(Int(Int64(bitPattern: inode)))
  }
}
