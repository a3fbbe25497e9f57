import Foundation
import Notebook
import Testing

@testable import Garden

/// A new site takes the old one's place in one step, and nobody's files are lost.
@Suite struct SiteFolderTests {
  private func site(_ plot: Plot) -> SiteFolder { SiteFolder(path: plot.folder + "/_site") }

  private func content(_ files: [String: String], kept: [String] = [], of plot: Plot? = nil)
    -> SiteFolder.Content
  {
    let units = files.map { path, text in PageUnit(path, key: Fingerprint()) { Array(text.utf8) } }
    return SiteFolder.Content(
      new: units,
      kept: kept.map { path in
        SiteFolder.Content.Kept(
          path: path, inode: plot.flatMap { FileStamp(of: "\($0.folder)/_site/\(path)") }?.inode ?? 0)
      })
  }

  @Test func filesThatAreKeptStayTheSameFiles() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1", "b/c": "2"]))
    let before = FileStamp(of: plot.folder + "/_site/b/c")?.inode
    try site(plot).replace(with: content(["a": "3"], kept: ["b/c"], of: plot))
    #expect(plot.read("a") == "3")
    #expect(plot.read("b/c") == "2")
    #expect(FileStamp(of: plot.folder + "/_site/b/c")?.inode == before)
  }

  @Test func filesThatNetnoteDidNotMakeStay() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1", "b/c": "2"]))
    try plot.write("mine", to: "_site/CNAME")
    try plot.write("mine too", to: "_site/b/.keep")
    try site(plot).replace(with: content(["d": "3"]))
    #expect(plot.site == [".netnote-site", "CNAME", "b", "b/.keep", "d"])
  }

  @Test func foldersOfOthersStayWhole() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1"]))
    try plot.write("ref: x", to: "_site/.git/HEAD")
    let empty = plot.folder + "/_site/.git/refs/tags"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try site(plot).replace(with: content(["a": "2"]))
    #expect(plot.read(".git/HEAD") == "ref: x")
    #expect(FileManager.default.fileExists(atPath: empty))
  }

  @Test func aFileInTheWayIsNotOverwritten() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1"]))
    try plot.write("mine", to: "_site/b")
    #expect(throws: FileProblem.self) { try site(plot).replace(with: content(["b": "2"])) }
    #expect(plot.read("b") == "mine")
    #expect(plot.read("a") == "1")
  }

  @Test func anInterruptedBuildIsClearedAwayWithoutLosingFiles() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1"]))
    // The exchange had happened, the move of strangers had not.
    try plot.write("a\n", to: "_site.new/.netnote-site")
    try plot.write("old", to: "_site.new/a")
    try plot.write("mine", to: "_site.new/CNAME")
    try site(plot).replace(with: content(["a": "2"]))
    #expect(plot.site == [".netnote-site", "CNAME", "a"])
    #expect(plot.read("a") == "2")
  }

  @Test func aFileThatCannotBeMadeLeavesTheOldSite() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1"]))
    var next = content(["a": "2"])
    next.new.append(PageUnit(["b"], key: Fingerprint()) { throw FileProblem(path: "b", reason: "gone") })
    #expect(throws: FileProblem.self) { try site(plot).replace(with: next) }
    #expect(plot.read("a") == "1")
    #expect(!FileManager.default.fileExists(atPath: plot.folder + "/_site.new"))
  }

  // MARK: The old site as the next one

  private func siteWithSpare(_ plot: Plot) -> SiteFolder {
    SiteFolder(path: plot.folder + "/_site", spare: plot.folder + "/.spare")
  }

  @Test func theOldSiteWaitsForTheNextBuild() throws {
    let plot = try Plot()
    let site = siteWithSpare(plot)
    try site.replace(with: content(["a": "1", "b/c": "2", "gone/d": "3"]))
    site.clear()
    for round in ["4", "5", "6"] {
      try site.replace(with: content(["a": round], kept: ["b/c"], of: plot))
      site.clear()
      #expect(plot.site == [".netnote-site", "a", "b", "b/c"])
      #expect(plot.read("a") == round)
      #expect(plot.read("b/c") == "2")
      #expect(plot.read(".netnote-site") == "a\nb/c\n")
      #expect(!FileManager.default.fileExists(atPath: plot.folder + "/_site.new"))
    }
  }

  @Test func aFolderTakesThePlaceOfAFileOfTheOldSite() throws {
    let plot = try Plot()
    let site = siteWithSpare(plot)
    for files in [
      ["a": "1", "b/c": "2"], ["a/x": "3", "b": "4"], ["a": "5", "b/c": "6"], ["a/x": "7", "b": "8"],
    ] {
      try site.replace(with: content(files))
      site.clear()
      for (path, text) in files { #expect(plot.read(path) == text) }
      #expect(plot.site.filter { $0 != ".netnote-site" }.count == 3)
    }
  }

  @Test func anOldSiteIsForgottenAfterAMonth() throws {
    let plot = try Plot(["state/garden-1.site/a": "1", "state/garden-1.notes": "2"])
    let day = 86_400_000_000_000
    SiteFolder.forgetOld(below: plot.folder + "/state", now: FileStamp.now + 29 * day)
    #expect(FileStamp(of: plot.folder + "/state/garden-1.site/a") != nil)
    SiteFolder.forgetOld(below: plot.folder + "/state", now: FileStamp.now + 31 * day)
    #expect(FileStamp(of: plot.folder + "/state/garden-1.site/a") == nil)
    #expect(FileStamp(of: plot.folder + "/state/garden-1.notes") != nil)
  }

  @Test func filesOfOthersDoNotStayInTheOldSite() throws {
    let plot = try Plot()
    let site = siteWithSpare(plot)
    for round in ["1", "2", "3"] {
      try site.replace(with: content(["a": round]))
      site.clear()
      if round == "1" { try plot.write("mine", to: "_site/CNAME") }
      if round == "2" { try plot.remove("_site/CNAME") }
    }
    #expect(plot.site == [".netnote-site", "a"])
    let spare = try FileManager.default.contentsOfDirectory(atPath: plot.folder + "/.spare")
    #expect(spare.sorted() == [".netnote-site", "a"])
  }

  @Test func whatIsMadeDoesNotWriteThroughToTheSiteThatIsSeen() throws {
    let plot = try Plot()
    let site = siteWithSpare(plot)
    try site.replace(with: content(["a": "1", "b": "1"]))
    site.clear()
    try site.replace(with: content(["b": "2"], kept: ["a"], of: plot))
    site.clear()
    // `a` is now one file in both.
    var next = content(["a": "3"], kept: ["b"], of: plot)
    next.new.append(PageUnit(["c"], key: Fingerprint()) { throw FileProblem(path: "c", reason: "gone") })
    #expect(throws: FileProblem.self) { try site.replace(with: next) }
    #expect((plot.read("a"), plot.read("b")) == ("1", "2"))
  }
}
