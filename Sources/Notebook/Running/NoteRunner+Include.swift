import Foundation
import Lab
import NetLanguage

extension NoteRunner {
  /// Runs the statements of the file that the cell includes, before its own.
  func include(
    _ option: Located<String>?, _ cell: Int, _ outcome: inout CellOutcome, _ state: inout NoteState
  ) {
    guard let option else { return }
    let notePath = state.note.path
    let folder = (notePath as NSString).deletingLastPathComponent
    let path =
      option.value.hasPrefix("/") ? option.value : (folder as NSString).appendingPathComponent(option.value)
    do throws(NoteError) {
      let source = try NoteSource(path: path, bytes: included(path, at: option.range))
      var parsed = CellParser.parse(source.text, names: state.world.names, parameters: state.parameters)
      parsed.file = path
      onInclude(cell, source, parsed)
      if let change, change.cell == cell, change.file == path { parsed = change.applied(to: parsed) }
      state.world.read(parsed, ["include", path, source.text])
      let mistakes = parsed.diagnostics.filter { $0.severity == .error }
      guard mistakes.isEmpty else {
        outcome.failures += mistakes.map { NoteFailure(path: path, cell: cell, $0) }
        return
      }
      let before = state.world.station
      let result = state.world.run(parsed, at: nil)
      let failures = result.failures.isEmpty ? [] : explained(parsed, at: nil, on: before).failures
      outcome.failures += failures.map {
        NoteFailure(path: path, cell: cell, failure: $0.relating(to: notePath))
      }
    } catch {
      outcome.failures += error.diagnostics.map { diagnostic in
        NoteFailure(path: diagnostic.identifier == "include-file" ? notePath : path, cell: cell, diagnostic)
      }
    }
  }

  private func included(_ path: String, at range: SourceRange) throws(NoteError) -> Data {
    do throws(FileProblem) {
      return try readFile(path)
    } catch {
      throw NoteError([
        Diagnostic(
          .error, "include-file", at: range, "\(error.path) cannot be included: \(error.reason)",
          suggestion: "the path is relative to the note")
      ])
    }
  }
}
