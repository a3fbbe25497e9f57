import Foundation
import Testing

@Test func noteThatIsNotUTF8IsRefused() throws {
  let netnote = try Netnote()
  defer { netnote.remove() }
  try netnote.write(Data([0x61, 0x0A, 0xD6, 0xD0]), to: "n.md")
  let outcome = try netnote.run("run", "n.md", "--html", "n.html", "--json", "n.json")
  #expect(outcome.status == 2)
  #expect(outcome.errors.contains("n.md:2:1: error: the byte 0xD6 is not UTF-8 text [not-utf8]"))
  #expect(try netnote.names == ["n.md"])
}

@Test(arguments: [["run", "gone.md"], ["run", "gone.net"], ["check", "gone"]])
func missingFileIsAWrongCall(arguments: [String]) throws {
  let netnote = try Netnote()
  defer { netnote.remove() }
  let outcome = try netnote.run(arguments[0], arguments[1])
  #expect(outcome.status == 2)
  #expect(outcome.errors.hasPrefix("netnote: \(arguments[1]): there is no such file"))
}

@Test func directoryIsNoNote() throws {
  let netnote = try Netnote(["d/n.md": "x"])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "d")
  #expect(outcome.status == 2)
  #expect(outcome.errors == "netnote: d: it is a directory, not a note\n")
}

@Test func unknownStatementFailsTheNoteAtItsPlace() throws {
  let netnote = try Netnote(["n.md": "```net\nhots a\n```\n"])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "n.md")
  #expect(outcome.status == 1)
  #expect(
    outcome.errors.hasPrefix(
      """
      n.md:2:1: error: `hots` is not a statement [unknown-statement]
      hots a
      ^~~~
      help: did you mean `host`?

      """))
}

@Test func failedNoteLeavesNoPage() throws {
  let netnote = try Netnote(["n.md": "```net\nhots a\n```\n"])
  defer { netnote.remove() }
  #expect(try netnote.run("run", "n.md", "--html", "n.html").status == 1)
  #expect(try netnote.names == ["n.md"])
}

@Test func mistakeInABareFileRunsNothing() throws {
  let netnote = try Netnote(["t.net": "host a\nhots b\na# echo x\n"])
  defer { netnote.remove() }
  let outcome = try netnote.run("run", "t.net", "--json", "t.json")
  #expect(outcome.status == 2 && outcome.output.isEmpty)
  #expect(outcome.errors.contains("t.net:2:1: error:"))
  #expect(try netnote.names == ["t.net"])
}

@Test(arguments: [
  ["bogus"], ["run"], ["run", "n.md", "--bogus"], ["check", "--format", "xml"], ["run", "t.net", "--write"],
])
func wrongCallsEndWithTwo(arguments: [String]) throws {
  let netnote = try Netnote(["n.md": "x", "t.net": "host a\n"])
  defer { netnote.remove() }
  let outcome = try netnote.runAll(arguments)
  #expect(outcome.status == 2 && outcome.output.isEmpty && !outcome.errors.isEmpty)
}
