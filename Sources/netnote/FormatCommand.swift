import ArgumentParser
import Foundation
import Notebook

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lays the cells of notes out in one style.",
    discussion: """
      Only declarations and options are laid out: commands, expectations, comments and the text round the cells \
      stay as they are.

      Exit status: 0 done, or with --check all is in style; 1 with --check something is not; 2 a file could not be \
      read.
      """)

  @Argument(help: "Notes (.md), files of statements (.net), or folders of notes.")
  var paths: [String] = ["Notebooks"]

  @Flag(help: "Write nothing; name the files that are not in style.")
  var check = false

  @Flag(help: "Do not name the files that were changed.")
  var quiet = false

  func run() throws {
    if !check, Terminal.isContinuousIntegration {
      throw UsageProblem(text: "fmt changes notes, and CI is set: use fmt --check")
    }
    var isOff = false
    var isUnreadable = false
    for path in try CheckCommand.notes(at: paths) {
      do {
        guard try format(path) else { continue }
        isOff = true
        if check { Terminal.print("\(path)\n") } else if !quiet { Terminal.report("\(path): laid out") }
      } catch {
        isUnreadable = true
        if let error = error as? FileProblem { Terminal.report("netnote: \(error)") }
      }
    }
    if isUnreadable { throw ExitCode(2) }
    if check, isOff { throw ExitCode(1) }
  }

  /// Whether the file is, or was, not in style.
  private func format(_ path: String) throws -> Bool {
    let bytes = try FileReader.bytes(at: path)
    let (old, new): (String, String)
    do throws(NoteError) {
      if path.hasSuffix(".net") {
        let source = try NoteSource(path: path, bytes: bytes)
        (old, new) = (source.text, NoteFormatter.formatted(source))
      } else {
        let note = try Note(path: path, bytes: bytes)
        (old, new) = (note.source.text, NoteFormatter.formatted(note))
      }
    } catch {
      NoteRun.report(error, path: path, bytes: bytes)
      throw error
    }
    // By bytes: texts that only mean the same are not the same file.
    if old.utf8.elementsEqual(new.utf8) { return false }
    let mark = Data([0xEF, 0xBB, 0xBF])
    if !check { try AtomicFile.write((bytes.starts(with: mark) ? mark : Data()) + Data(new.utf8), to: path) }
    return true
  }
}
