import Foundation
import Notebook
import Testing

@testable import Garden

/// A new site takes the old one's place in one step, and nobody's files are lost.
@Suite struct SiteFolderTests {
  private func site(_ plot: Plot) -> SiteFolder { SiteFolder(path: plot.folder + "/_site") }

  private func content(_ files: [String: String], kept: [String] = []) -> SiteFolder.Content {
    let units = files.map { path, text in PageUnit(path, key: Fingerprint()) { Array(text.utf8) } }
    return SiteFolder.Content(new: units, kept: kept)
  }

  @Test func filesThatAreKeptStayTheSameFiles() throws {
    let plot = try Plot()
    try site(plot).replace(with: content(["a": "1", "b/c": "2"]))
    let before = FileStamp(of: plot.folder + "/_site/b/c")?.inode
    try site(plot).replace(with: content(["a": "3"], kept: ["b/c"]))
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
}
