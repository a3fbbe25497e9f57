import Foundation
import Testing

private let good = "# 好\n\n```net\nhost a\na# echo 好\n```\n\n```output\n好\n```\n"
private let wrong = good.replacing("\n好\n```", with: "\n坏\n```")

@Test func versionIsPrinted() throws {
  let netnote = try Netnote()
  defer { netnote.remove() }
  let outcome = try netnote.run("--version")
  #expect(outcome.status == 0 && outcome.output.hasPrefix("netnote "))
}

@Test func checkTakesTheFolderOfNotesAndFindsAllInOrder() throws {
  let netnote = try Netnote([
    "Notebooks/b.md": "text", "Notebooks/a/z.md": "text", "Notebooks/_draft/x.md": "```net\nhots\n```\n",
    "c.md": "text",
  ])
  defer { netnote.remove() }
  let outcome = try netnote.run("check", "--verbose")
  #expect(outcome.status == 0)
  #expect(
    outcome.output == "Notebooks/a/z.md: good\nNotebooks/b.md: good\n2 notes, 0 cells; all as recorded\n")
}

@Test func changedDigitTurnsTheCheckRed() throws {
  let netnote = try Netnote(["good.md": good, "wrong.md": wrong])
  defer { netnote.remove() }
  #expect(try netnote.run("check", "good.md").status == 0)
  let outcome = try netnote.run("check", ".")
  #expect(outcome.status == 1)
  #expect(
    outcome.output.contains(
      "wrong.md:9:1: error: the recorded output is not what came out [output-differs]\n坏\n^~\n- 坏\n+ 好\n"))
  #expect(outcome.output.hasSuffix("2 notes, 2 cells; 1 failure in 1 note\n"))
}

@Test func annotationsStandOnTheLineOfTheClaim() throws {
  let netnote = try Netnote(["wrong.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run("check", "wrong.md", "--format", "github")
  #expect(
    outcome.output
      == "::error file=wrong.md,line=9,col=1,endColumn=2,title=output-differs::the recorded output is not what came out%0A- 坏%0A+ 好\n"
  )
}

@Test func reportForMachinesIsJSONAlone() throws {
  let netnote = try Netnote(["wrong.md": wrong, "good.md": good])
  defer { netnote.remove() }
  let outcome = try netnote.run("check", ".", "--format", "json")
  let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
  let summary = object?["summary"] as? [String: Int]
  #expect(outcome.status == 1 && summary?["failedNotes"] == 1 && summary?["notes"] == 2)
}

@Test func writingRecordsOnceAndThenChangesNothing() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  #expect(try netnote.run("run", "n.md", "--write").status == 0)
  #expect(try netnote.text(of: "n.md") == good)
  let again = try netnote.run("run", "n.md", "--write")
  #expect(again.status == 0 && again.errors.isEmpty)
  #expect(try netnote.text(of: "n.md") == good && netnote.names == ["n.md"])
}

@Test func nothingIsWrittenInContinuousIntegration() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "n.md", "--write", environment: ["CI": "true"])
  #expect(outcome.status == 2)
  #expect(try netnote.text(of: "n.md") == wrong)
}

@Test func bareFilePrintsItsTranscript() throws {
  let netnote = try Netnote(["t.net": "host a\na# echo 1\n[root@a ~]# echo -n 2\n"])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "t.net", "--json", "t.json")
  #expect(outcome.status == 0 && outcome.output == "a# echo 1\n1\n[root@a ~]# echo -n 2\n2\n")
  let object = try JSONSerialization.jsonObject(with: Data(netnote.text(of: "t.json").utf8)) as? [String: Any]
  let lines = object?["lines"] as? [[String: Any]]
  #expect(lines?.map { $0["command"] as? String } == ["echo 1", "echo -n 2"])
  #expect(lines?.map { $0["exit"] as? Int } == [0, 0])
}

@Test func runningANoteWritesNothing() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "n.md")
  #expect(outcome.status == 1 && outcome.output == "a# echo 好\n好\n\n")
  #expect(try netnote.text(of: "n.md") == wrong)
}

@Test func outputIsNotColouredInAPipe() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run("check", "n.md", environment: ["TERM": "xterm"])
  #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"))
}
