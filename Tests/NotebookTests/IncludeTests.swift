import Foundation
import Lab
import NetLanguage
import Notebook
import Testing

private func runner(_ files: [String: String]) -> NoteRunner {
  var runner = NoteRunner()
  runner.readFile = { (path) throws(FileProblem) in
    guard let text = files[path] else { throw FileProblem(path: path, reason: "there is no such file") }
    return Data(text.utf8)
  }
  return runner
}

private let source = "```net\n#| include: topology.net\nlink a:eth0 10.0.0.1/24 -- s\n```\n"

@Test func includedFileRunsBeforeTheCell() throws {
  let note = try Note(path: "notes/n.md", text: source)
  let result = runner(["notes/topology.net": "host a\nswitch s\n"]).run(note)
  #expect(result.failures.isEmpty)
  #expect(result.cells[0].result?.topology.nodes.map(\.name).sorted() == ["a", "s"])
}

@Test func mistakesInAnIncludedFilePointThere() throws {
  let note = try Note(path: "notes/n.md", text: source)
  let result = runner(["notes/topology.net": "host a\nhots s\nswitch s\n"]).run(note)
  #expect(places(result.failures) == ["notes/topology.net:2:1 unknown-statement"])
}

@Test func missingIncludePointsAtTheOption() throws {
  let note = try Note(path: "n.md", text: source)
  let failures = runner([:]).run(note).failures
  #expect(places(failures).first == "n.md:2:13 include-file")
}
