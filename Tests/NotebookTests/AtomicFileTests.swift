import Foundation
import Notebook
import Testing

@Suite struct AtomicFileTests {
  /// A folder of its own for each test.
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/netnote-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func aFileIsReplacedAndNothingElseIsLeft() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.write("a longer text", to: folder + "/note.md")
    try AtomicFile.write("端口", to: folder + "/note.md")
    #expect(read("note.md") == "端口")
    #expect(names == ["note.md"])
  }

  @Test func aLinkStaysALinkAndItsFileIsReplaced() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.write("old", to: folder + "/note.md")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.md", withDestinationPath: "note.md")
    try AtomicFile.write("new", to: folder + "/link.md")
    #expect(read("note.md") == "new")
    #expect(
      (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.md")) == "note.md")
  }

  @Test func permissionsStay() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.write("old", to: folder + "/note.md")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder + "/note.md")
    try AtomicFile.write("new", to: folder + "/note.md")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/note.md")
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test func aFolderIsNoFile() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: FileProblem(path: folder, reason: "it is a directory")) {
      try AtomicFile.write("text", to: folder)
    }
    #expect(throws: FileProblem(path: folder + "/no/note.md", reason: "it cannot be written")) {
      try AtomicFile.write("text", to: folder + "/no/note.md")
    }
  }

  @Test func aDeviceIsWrittenTo() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.write("text", to: "/dev/null")
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }
}
