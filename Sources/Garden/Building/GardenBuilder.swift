import Foundation
import NetLanguage
package import Notebook
import Rendering

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
    /// Only texts of notes changed, and other pages needed no look.
    package var isTextEdit = false

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
    return try GardenBuild(self, configuration, theme, world: world(configuration, theme)).run(progress)
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
  private func world(_ configuration: SiteConfiguration, _ theme: GardenTheme) -> BuildState.World {
    var notes = Fingerprint(of: BuildIdentity.current ?? "")
    notes.add(configuration.language)
    notes.add(notesFolder)
    var pages = notes
    pages.add(configuration.fingerprint)
    pages.add(theme.fingerprint)
    return BuildState.World(notes: notes, pages: pages)
  }

  /// One for each set of folders.
  var stateFile: String? {
    guard let stateFolder, BuildIdentity.current != nil else { return nil }
    var key = Fingerprint()
    for folder in [notesFolder, siteFolder, output] {
      key.add(URL(fileURLWithPath: folder).standardizedFileURL.path)
    }
    return "\(stateFolder)/garden-\(key.short)"
  }
}
