import Foundation
import Notebook
import Rendering

/// One build: from what the former one left to a site that is in place.
struct GardenBuild {
  private let builder: GardenBuilder
  private let configuration: SiteConfiguration
  private let theme: GardenTheme
  private let world: BuildState.World
  /// When the folder of notes was looked at, in nanoseconds since 1970.
  private let scanned: Int
  private let scan: FolderScan
  private let former: BuildState
  private let workshop: NoteWorkshop
  private let stateFile: String?

  init(
    _ builder: GardenBuilder, _ configuration: SiteConfiguration, _ theme: GardenTheme,
    world: BuildState.World
  ) {
    (self.builder, self.configuration, self.theme, self.world) = (builder, configuration, theme, world)
    scanned = FileStamp.now
    scan = FolderScan(builder.notesFolder)
    let stateFile = builder.stateFile
    self.stateFile = stateFile
    former =
      builder.memory?.state(world: world.notes)
      ?? stateFile.flatMap { BuildState.read($0, world: world.notes) } ?? BuildState()
    workshop = NoteWorkshop(
      folder: builder.notesFolder, fallback: configuration.language.map(Language.init(tag:)),
      cache: builder.cache)
  }

  func run(_ progress: @Sendable (_ done: Int, _ of: Int) -> Void) throws -> GardenBuilder.Report {
    guard let changed = former.changedNotes(scan, world: world, site: builder.output) else {
      return try whole(made: [:], progress)
    }
    if changed.isEmpty { return unchanged }
    // Where most notes changed, most pages did.
    guard changed.count * 4 <= max(4, former.sources.count) else { return try whole(made: [:], progress) }
    let paths = changed.map { former.sources[$0].path }
    let products = NoteReading.make(paths, in: workshop, progress)
    return try edit(changed, products)
      ?? whole(made: Dictionary(uniqueKeysWithValues: zip(paths, products)), progress)
  }

  private var records: RecordFile? { stateFile.map(BuildState.records) }

  /// The report of a build that has nothing to do.
  private var unchanged: GardenBuilder.Report {
    var report = GardenBuilder.Report()
    let count = former.published.count
    (report.pages, report.reused, report.drafts) = (count, count, former.outline?.drafts ?? 0)
    report.files = former.outputs.count
    report.isPublished = true
    return report
  }

  // MARK: Some notes

  /// The build that looks only at pages that show what changed; nil when the garden has to be looked at as a whole.
  private func edit(_ changed: [Int], _ products: [NoteWorkshop.Product]) throws -> GardenBuilder.Report? {
    guard let outline = former.outline, products.allSatisfy({ $0.checked == nil }) else { return nil }
    let published = former.published
    let numbers = Dictionary(uniqueKeysWithValues: published.enumerated().map { ($1, $0) })
    var edited: [TextEdit.Edited] = []
    for (source, product) in zip(changed, products) {
      guard let record = record(source), let card = product.card else { return nil }
      edited.append(
        TextEdit.Edited(number: numbers[source], former: record, card: card, body: product.body))
    }
    let site = FormerSite(former.outputs, in: builder.output)
    let (sources, workshop) = (former.sources, workshop)
    let garden = TextEdit.Garden(
      context: GardenContext(configuration: configuration, theme: theme, outline: outline),
      world: outline.world(world.pages), count: published.count, folder: builder.notesFolder, former: site,
      record: { record(published[$0]) }, body: { workshop.make(sources[published[$0]].path).body })
    guard let edit = TextEdit(edited, in: garden) else { return nil }
    var report = unchanged
    report.isTextEdit = true
    (report.run, report.reused) = (changed.count, former.sources.count { $0.note != nil } - changed.count)
    let new = edit.units.filter { unit in unit.files.contains { site.key($0) != unit.key } }
    let made = Set(new.flatMap(\.files))
    var state = former
    state.outputs = try replace(new, former.outputs.filter { !made.contains($0.path) }, &report)
    state.scanned = scanned
    for (source, (note, product)) in zip(changed, zip(edited, products)) {
      state.sources[source].stamp = scan.files[source].stamp
      state.sources[source].note = BuildState.Note(
        isDraft: note.card.isDraft, included: product.included,
        record: NoteRecord(note.card, note.former.surroundings))
    }
    tidy(state)
    return report
  }

  private func record(_ source: Int) -> NoteRecord? {
    let note = former.sources[source].note
    return note?.record ?? note?.place.flatMap { records?.record(at: $0) }
  }

  // MARK: The whole garden

  private func whole(
    made: [String: NoteWorkshop.Product], _ progress: @Sendable (_ done: Int, _ of: Int) -> Void
  ) throws -> GardenBuilder.Report {
    let read = NoteReading(workshop: workshop, former: former, records: records).read(
      scan, made: made, progress: progress)
    var report = GardenBuilder.Report(checked: read.checked, run: read.run, reused: read.reused)
    let formerSite = FormerSite(former.outputs, in: builder.output)
    let site = try GardenSite(
      read: read, scan: scan, configuration: configuration, theme: theme, world: world.pages,
      folder: builder.notesFolder, former: formerSite)
    report.drafts = site.outline.drafts
    report.warnings = site.model.problems
    report.pages = site.model.notes.count
    let isReadable = report.checked.allSatisfy { if case .ran = $0.verdict { true } else { false } }
    let isClean = report.warnings.isEmpty && report.failed == 0
    guard isReadable, !builder.isStrict || isClean else { return report }
    let current = SideBySide.map(site.units) { unit in
      unit.files.allSatisfy { formerSite.key($0) == unit.key && formerSite.isIntact($0) }
    }
    var (new, kept): ([PageUnit], [BuildState.Output]) = ([], [])
    for (unit, isCurrent) in zip(site.units, current) {
      if isCurrent { kept += unit.files.compactMap { formerSite[$0] } } else { new.append(unit) }
    }
    let outputs = try replace(new, kept, &report)
    if report.made > 0 || report.run > 0
      || read.notes.count != former.sources.count(where: { $0.note != nil })
      || (isClean && report.checked.isEmpty)
    {
      tidy(state(read, site, outputs, isClean: isClean && report.checked.isEmpty))
    } else {
      tidy(nil)
    }
    return report
  }

  private func state(
    _ read: NoteReading.Read, _ site: GardenSite, _ outputs: [BuildState.Output], isClean: Bool
  ) -> BuildState {
    var state = BuildState()
    (state.world, state.scanned, state.links, state.outputs) = (world, scanned, scan.links, outputs)
    state.outline = isClean ? site.outline : nil
    var notes: [String: BuildState.Note] = [:]
    var number = 0
    for note in read.notes {
      var surroundings = Surroundings()
      if !note.card.isDraft {
        surroundings = site.model.surroundings(of: number)
        number += 1
      }
      if note.mustRun { continue }
      // A record that says the same stays where it is.
      let isSame = note.former?.record?.surroundings == surroundings
      notes[note.path] = BuildState.Note(
        isDraft: note.card.isDraft, included: note.included, place: isSame ? note.former?.place : nil,
        record: NoteRecord(note.card, surroundings))
    }
    state.sources = scan.files.map { file in
      BuildState.Source(path: file.path, stamp: file.stamp, note: notes[file.path])
    }
    return state
  }

  // MARK: Writing

  /// Makes the new files and puts the site in place, if it is not there already.
  private func replace(
    _ new: [PageUnit], _ kept: [BuildState.Output], _ report: inout GardenBuilder.Report
  ) throws -> [BuildState.Output] {
    let output = builder.output
    report.files = kept.count + new.reduce(0) { $0 + $1.files.count }
    report.isPublished = true
    let isSame = new.isEmpty && former.outputs.count == kept.count
    if isSame, FileManager.default.fileExists(atPath: output + "/" + SiteFolder.marker) { return kept }
    report.made = try siteFolder.replace(
      with:
        SiteFolder.Content(
          new: new, kept: kept.map { SiteFolder.Content.Kept(path: $0.path, inode: $0.stamp.inode) }))
    let made = new.flatMap { unit in unit.files.map { (path: $0, key: unit.key) } }
    return kept
      + made.compactMap { file in
        FileStamp(of: output + "/" + file.path).map {
          BuildState.Output(path: file.path, key: file.key, stamp: $0.withoutChange)
        }
      }
  }

  private var siteFolder: SiteFolder {
    SiteFolder(path: builder.output, spare: stateFile.map { $0 + SiteFolder.spareSuffix })
  }

  /// What is left to do when the site is in place. With a memory, whoever waits for the site need not wait for this.
  private func tidy(_ state: BuildState?) {
    let (site, stateFile, memory) = (siteFolder, stateFile, builder.memory)
    let perform = { @Sendable () -> Void in
      site.clear()
      if let stateFile { SiteFolder.forgetOld(below: SitePath.folder(of: stateFile)) }
      guard let state else { return }
      let kept = stateFile.map { state.written(to: $0) } ?? state
      memory?.keep(kept)
    }
    if let memory { memory.write(perform) } else { perform() }
  }
}
