import Foundation
import NetLanguage
package import Notebook
import Rendering
import Synchronization

/// `netnote publish`: runs the notes that changed and makes a site of all of them.
package struct GardenBuilder: Sendable {
  /// The folder of notes, that of the theme, and that of the site.
  package var notesFolder = "Notebooks"
  package var siteFolder = "Site"
  package var output = "_site"
  /// Warnings, too, keep the site from being put in place.
  package var isStrict = false
  /// Where results of cells are kept; nil runs every note that is read.
  package var cache: ResultCache?
  /// Where to keep what the next build need not do again; nil does everything each time.
  package var stateFolder: String?
  /// For a process that builds one garden again and again.
  package var memory: BuildMemory?

  package init() {}

  /// Where builds of this user keep their state: below `$NETNOTE_CACHE_DIR`, or `netnote` in `$XDG_CACHE_HOME` or
  /// `~/.cache` (XDG Base Directory Specification). Nil without a place.
  package static func userStateFolder(environment: [String: String] = ProcessInfo.processInfo.environment)
    -> String?
  {
    func folder(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let place =
      folder("NETNOTE_CACHE_DIR") ?? folder("XDG_CACHE_HOME").map { $0 + "/netnote" }
      ?? folder("HOME").map { $0 + "/.cache/netnote" }
    return place.map { $0 + "/gardens" }
  }

  package struct Report: Sendable {
    /// Notes of which there is something to be said, in the order of their paths.
    package var checked: [NoteChecker.Checked] = []
    /// Broken links and the like.
    package var warnings: [GardenProblem] = []
    /// Published notes; how many of these were read and run, and how many are as they were.
    package var pages = 0
    package var run = 0
    package var reused = 0
    package var drafts = 0
    /// Files of the site: all, and those that were made now.
    package var files = 0
    package var made = 0
    /// The site was put in place, or is what it should be already.
    package var isPublished = false

    /// Notes that failed or could not be read.
    package var failed: Int {
      checked.count { if case .ran(let result) = $0.verdict { !result.isGood } else { true } }
    }
  }

  /// Builds the site beside its place and swaps it in when it is whole. A note that fails is published with its
  /// failures shown; one that cannot be read keeps the site from being replaced.
  ///
  /// Throws `GardenProblems` for a theme or a garden that cannot be used, `FileProblem` for folders that cannot.
  package func build(progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws -> Report {
    let configuration = try readConfiguration()
    let theme = try GardenTheme(folder: siteFolder)
    try checkNotesFolder()
    try SiteFolder(path: output).checkOwner()
    let world = world(configuration, theme)
    let scanned = FileStamp.now
    let scan = FolderScan(notesFolder)
    let remembered = memory?.state(world: world.notes)
    if remembered == nil, let report = unchanged(scan, world.pages) { return report }
    var state =
      remembered ?? stateFile.map { BuildState.read($0, world: world.notes) } ?? BuildState()
    state.world = world.notes
    let reading = NoteReading(
      workshop: NoteWorkshop(
        folder: notesFolder, fallback: configuration.language.map(Language.init(tag:)), cache: cache),
      former: state)
    let read = reading.read(scan, progress: progress)
    var report = Report(checked: read.checked, run: read.run, reused: read.reused)
    let site = try GardenSite(
      read: read, scan: scan, configuration: configuration, theme: theme, world: world.pages,
      folder: notesFolder, former: FormerSite(state.outputs, in: output))
    report.drafts = site.drafts
    report.warnings = site.model.problems
    report.pages = site.model.notes.count
    let isReadable = report.checked.allSatisfy { if case .ran = $0.verdict { true } else { false } }
    let isClean = report.warnings.isEmpty && report.failed == 0
    guard isReadable, !isStrict || isClean else { return report }
    let outputs = try write(site, former: state.outputs, &report)
    var next: BuildState?
    if report.made > 0 || report.run > 0 || read.notes.count != state.notes.count {
      var state = BuildState()
      (state.world, state.scanned, state.outputs) = (world.notes, scanned, outputs)
      for note in read.notes where !note.mustRun { state.notes[note.path] = note.stored }
      memory?.keep(state)
      next = state
    }
    var stamps: BuildStamps?
    if isClean, report.checked.isEmpty {
      var seen = BuildStamps()
      (seen.world, seen.scanned, seen.sources, seen.links) = (world.pages, scanned, scan.files, scan.links)
      seen.included = read.notes.flatMap(\.stored.included).map {
        FolderScan.File(path: $0.path, stamp: $0.stamp)
      }
      seen.outputs = outputs.map { FolderScan.File(path: $0.key, stamp: $0.value.stamp) }
      (seen.notes, seen.drafts) = (report.pages, report.drafts)
      stamps = seen
    }
    tidy(next, stamps)
    report.isPublished = true
    return report
  }

  /// What is left to do when the site is in place. With a memory, whoever waits for the site need not wait for this.
  private func tidy(_ state: BuildState?, _ stamps: BuildStamps?) {
    let (site, stateFile) = (SiteFolder(path: output), stateFile)
    let tasks: [@Sendable () -> Void] = [
      { site.removeFormer() },
      {
        guard let stateFile else { return }
        state?.write(to: stateFile)
        stamps?.write(to: stateFile + ".stamps")
      },
    ]
    let perform = { @Sendable () -> Void in _ = SideBySide.map(tasks) { $0() } }
    if let memory { memory.write(perform) } else { perform() }
  }

  /// The report of a build that has nothing to do; nil when there is something.
  private func unchanged(_ scan: FolderScan, _ world: Fingerprint) -> Report? {
    guard let stateFile, let stamps = BuildStamps(path: stateFile + ".stamps"),
      stamps.hold(for: scan, world: world, site: output)
    else { return nil }
    var report = Report(pages: stamps.notes, reused: stamps.notes, drafts: stamps.drafts)
    report.files = stamps.outputs.count
    report.isPublished = true
    return report
  }

  // MARK: What is needed

  private func readConfiguration() throws -> SiteConfiguration {
    let path = siteFolder + "/site.yml"
    guard FileManager.default.fileExists(atPath: path) else { return SiteConfiguration() }
    let text = String(decoding: try FileReader.bytes(at: path), as: UTF8.self)
    return try SiteConfiguration.read(text, path: path)
  }

  private func checkNotesFolder() throws(FileProblem) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: notesFolder, isDirectory: &isDirectory) else {
      throw FileProblem(path: notesFolder, reason: "there is no such file or folder")
    }
    guard isDirectory.boolValue else {
      throw FileProblem(path: notesFolder, reason: "it is a file, not a folder")
    }
  }

  /// What all notes, and what all pages depend on.
  private func world(_ configuration: SiteConfiguration, _ theme: GardenTheme) -> (
    notes: Fingerprint, pages: Fingerprint
  ) {
    var notes = Fingerprint(of: BuildIdentity.current ?? "")
    notes.add(configuration.language)
    notes.add(notesFolder)
    var pages = notes
    pages.add(configuration.fingerprint)
    pages.add(theme.fingerprint)
    return (notes, pages)
  }

  /// One for each pair of folders.
  private var stateFile: String? {
    guard let stateFolder, BuildIdentity.current != nil else { return nil }
    var key = Fingerprint()
    for folder in [notesFolder, siteFolder, output] {
      key.add(URL(fileURLWithPath: folder).standardizedFileURL.path)
    }
    return "\(stateFolder)/garden-\(key.short)"
  }

  // MARK: Writing

  /// Makes the files that are not yet what they should be, and puts the site in place.
  private func write(_ site: GardenSite, former: [String: BuildState.Output], _ report: inout Report) throws
    -> [String: BuildState.Output]
  {
    let output = output
    let isCurrent = { @Sendable (unit: PageUnit) in
      unit.files.allSatisfy { file in
        guard let old = former[file], old.key == unit.key else { return false }
        return FileStamp(of: output + "/" + file)?.withoutChange == old.stamp
      }
    }
    let current = SideBySide.map(site.units, isCurrent)
    var content = SiteFolder.Content()
    for (unit, isCurrent) in zip(site.units, current) {
      if isCurrent { content.kept += unit.files } else { content.new.append(unit) }
    }
    report.files = content.kept.count + content.new.reduce(0) { $0 + $1.files.count }
    var outputs: [String: BuildState.Output] = [:]
    let isSame = content.new.isEmpty && former.count == content.kept.count
    if !isSame || !FileManager.default.fileExists(atPath: output + "/" + SiteFolder.marker) {
      // What the former build left to do may still be under way.
      memory?.finish()
      report.made = try SiteFolder(path: output).replace(with: content)
    }
    for (unit, isCurrent) in zip(site.units, current) {
      for file in unit.files {
        if isCurrent, let old = former[file] {
          outputs[file] = old
        } else if let stamp = FileStamp(of: output + "/" + file) {
          outputs[file] = BuildState.Output(key: unit.key, stamp: stamp.withoutChange)
        }
      }
    }
    return outputs
  }
}
