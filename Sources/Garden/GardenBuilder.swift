import Foundation
import NetLanguage
package import Notebook
import Rendering

/// `netnote publish`: runs all notes and makes a site of them.
package struct GardenBuilder {
  /// The folder of notes, that of the theme, and that of the site.
  package var notesFolder = "Notebooks"
  package var siteFolder = "Site"
  package var output = "_site"
  /// Warnings, too, keep the site from being put in place.
  package var isStrict = false
  /// Where results are kept; nil runs every note.
  package var cache: ResultCache?

  package init() {}

  package struct Report: Sendable {
    /// Notes that were run, in the order of their paths.
    package var checked: [NoteChecker.Checked] = []
    /// Broken links and the like.
    package var warnings: [GardenProblem] = []
    package var pages = 0
    package var drafts = 0
    /// The site was put in place.
    package var isPublished = false

    /// Notes that failed or could not be read.
    package var failed: Int {
      checked.count { if case .ran(let result) = $0.verdict { !result.isGood } else { true } }
    }
  }

  /// Builds the site beside its place and swaps it in when it is whole. A note that fails is published with its
  /// failures shown; one that cannot be read keeps the site from being replaced.
  ///
  /// Throws `GardenProblems` for a theme that cannot be used, `FileProblem` for folders that cannot.
  package func build(progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws -> Report {
    let configuration = try readConfiguration()
    let theme = try GardenTheme(folder: siteFolder)
    let paths = try NoteFinder.notes(at: [notesFolder])
    var report = Report()
    let runs = run(paths, progress: progress)
    var notes: [GardenNote] = []
    var drafts: Set<String> = []
    for checked in runs {
      guard case .ran(let result) = checked.verdict else {
        report.checked.append(checked)
        continue
      }
      let path = String(checked.path.dropFirst(notesFolder.count).drop { $0 == "/" })
      if result.note.frontMatter.isDraft {
        drafts.insert(path)
        continue
      }
      report.checked.append(checked)
      notes.append(
        GardenNote(result: result, path: path, fallback: configuration.language.map(Language.init(tag:))))
    }
    report.drafts = drafts.count
    try Self.rejectCollisions(notes, folder: notesFolder)
    let readable = report.checked.allSatisfy { if case .ran = $0.verdict { true } else { false } }
    let links = LinkMap(notes, files: Set(GardenFiles.below(notesFolder)), drafts: drafts)
    var pages = GardenPages(notes: notes, links: links, theme: theme, configuration: configuration)
    pages.make(notesFolder: notesFolder)
    report.warnings = pages.warnings
    report.pages = notes.count
    guard readable, !(isStrict && (!report.warnings.isEmpty || report.failed > 0)) else { return report }
    var files = theme.assetFiles
    files.merge(pages.files) { _, page in page }
    for path in pages.attachments.sorted() {
      files[path] = try FileReader.bytes(at: "\(notesFolder)/\(path)")
    }
    try SiteFolder(path: output).replace(with: files)
    report.isPublished = true
    return report
  }

  private func readConfiguration() throws -> SiteConfiguration {
    let path = siteFolder + "/site.yml"
    guard FileManager.default.fileExists(atPath: path) else { return SiteConfiguration() }
    let text = String(decoding: try FileReader.bytes(at: path), as: UTF8.self)
    return try SiteConfiguration.read(text, path: path)
  }

  private func run(
    _ paths: [String], progress: @Sendable (Int, Int) -> Void
  ) -> [NoteChecker.Checked] {
    let runs = Collected()
    var checker = NoteChecker()
    checker.cache = cache
    checker.check(paths) { checked in progress(runs.add(checked), paths.count) }
    return runs.all
  }

  /// Two notes cannot have one page.
  private static func rejectCollisions(_ notes: [GardenNote], folder: String) throws(GardenProblems) {
    var owners: [String: String] = ["index.html": "the index", "404.html": "the page for missing addresses"]
    var problems: [GardenProblem] = []
    for note in notes {
      // File systems that fold case would lose one of two pages.
      if let owner = owners.updateValue(note.path, forKey: note.page.lowercased()) {
        problems.append(
          GardenProblem(
            path: "\(folder)/\(note.path)",
            Diagnostic(
              .error, "page-taken", at: .line(1), "the page \(note.page) belongs to \(owner) already",
              suggestion: "give one of them another name with slug: in its front matter")))
      }
    }
    guard problems.isEmpty else { throw GardenProblems(problems) }
  }
}
