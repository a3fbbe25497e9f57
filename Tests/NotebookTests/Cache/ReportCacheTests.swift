import Foundation
import NetLanguage
import Notebook
import Testing

/// A folder with notes, checked with a cache beside it.
private final class Garden {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("garden-\(UUID().uuidString)")
    .path
  let store = TemporaryCache()

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  /// The report, and how many cells were asked for at all.
  func check(_ name: String, _ configure: (inout NoteChecker) -> Void = { _ in }) -> (NoteReport, asked: Int)
  {
    var checker = NoteChecker()
    let cache = store.cache()
    checker.cache = cache
    configure(&checker)
    let report = checker.reported(on: "\(folder)/\(name)").report
    return (report, cache.counted.found + cache.counted.missed)
  }
}

@Suite struct ReportCacheTests {
  private let wrong = cells("host a", "a# false") + "More ${x}.\n"

  @Test func `the report of an unchanged note is kept as a whole`() throws {
    let garden = try Garden()
    try garden.write(wrong, to: "n.md")
    let (cold, asked) = garden.check("n.md")
    let (again, askedAgain) = garden.check("n.md")
    // Two cells, and one of them again for the reason.
    #expect(!cold.isGood && cold == again && asked == 3 && askedAgain == 0)
  }

  @Test func `a changed paragraph makes a new report, with the lines that it moved`() throws {
    let garden = try Garden()
    try garden.write(wrong, to: "n.md")
    _ = garden.check("n.md")
    try garden.write("Before.\n\n" + wrong, to: "n.md")
    let (report, asked) = garden.check("n.md")
    #expect(report.failures.map(\.range.start.line) == [12] && asked == 3)
  }

  @Test func `files that the note includes count, also when they come or go`() throws {
    let garden = try Garden()
    try garden.write(cells("#| include: t.net\na# true"), to: "n.md")
    #expect(garden.check("n.md").0.failures.map(\.identifier) == ["include-file", "unknown-node"])
    try garden.write("host a\n", to: "t.net")
    #expect(garden.check("n.md").0.isGood && garden.check("n.md").asked == 0)
    try garden.write("host a\nhots b\n", to: "t.net")
    #expect(garden.check("n.md").0.failures.map(\.identifier) == ["unknown-statement"])
    try FileManager.default.removeItem(atPath: garden.folder + "/t.net")
    #expect(garden.check("n.md").0.failures.first?.identifier == "include-file")
  }

  @Test func `what the call asks for counts`() throws {
    let garden = try Garden()
    try garden.write("---\nparams: {x: 'true'}\n---\n" + cells("host a", "a# ${x}", "a# false"), to: "n.md")
    #expect(garden.check("n.md").0.failures.count == 1)
    #expect(
      garden.check("n.md") { $0.parameters = [ParameterValue(name: "x", value: "false")] }.0.failures.count
        == 2)
    let first = garden.check("n.md") {
      $0.parameters = [ParameterValue(name: "x", value: "false")]
      $0.stopsAtFirstFailure = true
    }
    #expect(first.0.cells.count == 2)
    #expect(garden.check("n.md").0.cells.count == 3)
  }
}
