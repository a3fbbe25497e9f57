import Foundation
import Testing

private let cells = """
  # 题

  ```net
  #| label: one
  host a
  a# echo 1
  ```

  ```output
  wrong
  ```

  ```net
  #| label: two
  a# echo 2; echo x; echo y
  ```

  ```output
  wrong
  ...
  y
  ```

  """
private let right =
  cells.replacing("wrong\n```", with: "1\n```").replacing("wrong\n...", with: "2\n...")

@Test func acceptingRecordsOnceAndThenChangesNothing() throws {
  let netnote = try Netnote(["Notebooks/n.md": cells, "Notebooks/w.md": cells.replacing("\n", with: "\r\n")])
  defer { netnote.remove() }
  let outcome = try netnote.run("accept")
  #expect(outcome.status == 0)
  #expect(outcome.errors == "Notebooks/n.md: recorded 2 changes\nNotebooks/w.md: recorded 2 changes\n")
  #expect(try netnote.text(of: "Notebooks/n.md") == right)
  #expect(try netnote.text(of: "Notebooks/w.md").utf8.elementsEqual(right.replacing("\n", with: "\r\n").utf8))
  #expect(try netnote.run("check").status == 0)
  let again = try netnote.run("accept")
  #expect(again.status == 0 && again.errors.isEmpty)
}

@Test func oneCellCanBeAcceptedAlone() throws {
  let netnote = try Netnote(["n.md": cells])
  defer { netnote.remove() }
  let outcome = try netnote.run("accept", "n.md", "--cell", "two")
  #expect(outcome.status == 1 && outcome.errors.contains("n.md:10:1: error:"))
  #expect(try netnote.text(of: "n.md") == cells.replacing("wrong\n...", with: "2\n..."))
  #expect(
    try netnote.run("accept", "n.md", "--cell", "three").errors.hasSuffix(
      "netnote: no note has a cell three\n"))
}

@Test(arguments: [
  ("y\ny\n", true, true, Int32(0)), ("n\ny\n", false, true, 1), ("y\nq\n", true, false, 1),
  ("a\n", true, true, 0),
  ("?\ny\n", true, false, 1), ("", false, false, 1),
])
func reviewAsksAboutEachChange(answers: String, first: Bool, second: Bool, status: Int32) throws {
  let netnote = try Netnote(["n.md": cells])
  defer { netnote.remove() }
  let outcome = try netnote.run("accept", "n.md", "--review", input: answers)
  #expect(outcome.status == status)
  #expect(
    outcome.output.contains("n.md:10: cell 1 (one), change 1 of 2\n  ```output\n- wrong\n+ 1\nRecord this?"))
  var expected = cells
  if first { expected = expected.replacing("wrong\n```", with: "1\n```") }
  if second { expected = expected.replacing("wrong\n...", with: "2\n...") }
  #expect(try netnote.text(of: "n.md") == expected)
}

@Test func acceptingDoesNothingInContinuousIntegration() throws {
  let netnote = try Netnote(["n.md": cells])
  defer { netnote.remove() }
  for command in ["accept", "fmt"] {
    let outcome = try netnote.run(command, "n.md", environment: ["CI": "true"])
    #expect(outcome.status == 2 && outcome.errors.contains("CI is set"))
  }
  #expect(try netnote.text(of: "n.md") == cells)
}

@Test func missingOutputIsAddedOnDemand() throws {
  let netnote = try Netnote(["n.md": "```net\nhost a\na# echo 1\n```\n\ntext\n"])
  defer { netnote.remove() }
  #expect(try netnote.run("accept", "n.md").errors.isEmpty)
  #expect(try netnote.run("accept", "n.md", "--add").status == 0)
  #expect(
    try netnote.text(of: "n.md") == "```net\nhost a\na# echo 1\n```\n\n```output\n1\n```\n\ntext\n")
  #expect(try netnote.run("check", "n.md").status == 0)
}

@Test func whatFailsOtherwiseStillFails() throws {
  let netnote = try Netnote(["n.md": cells + "\n```net\na# true\nexpect exit 1\n```\n"])
  defer { netnote.remove() }
  let outcome = try netnote.run("accept", "n.md")
  #expect(outcome.status == 1 && outcome.errors.contains("n.md:26:1: error:"))
  #expect(try netnote.text(of: "n.md").hasPrefix(right))
}

@Test func idleWildcardsArePointedOut() throws {
  let netnote = try Netnote(["n.md": "```net\nhost a\na# echo 1\n```\n\n```output\n...\n1\n```\n"])
  defer { netnote.remove() }
  let outcome = try netnote.run("accept", "n.md")
  #expect(outcome.status == 0)
  #expect(
    outcome.errors.hasPrefix("n.md:7:1: warning: the wildcard ... hides nothing [idle-wildcard]\n...\n^~~\n"))
}

@Test func newNoteHoldsAndIsNeverOverwritten() throws {
  let netnote = try Netnote()
  defer { netnote.remove() }
  let outcome = try netnote.run("new", "nat/port-mapping")
  #expect(outcome.status == 0 && outcome.output == "Notebooks/nat/port-mapping.md\n")
  #expect(try netnote.text(of: "Notebooks/nat/port-mapping.md").hasPrefix("---\ntitle: \"port mapping\"\n"))
  #expect(try netnote.run("check", "--verbose").output.hasPrefix("Notebooks/nat/port-mapping.md: good\n"))
  try netnote.write(Data("mine".utf8), to: "Notebooks/nat/port-mapping.md")
  let again = try netnote.run("new", "nat/port-mapping.md")
  #expect(again.status == 2 && again.errors.contains("it exists already"))
  #expect(try netnote.text(of: "Notebooks/nat/port-mapping.md") == "mine")
  for name in ["../x", "/x", ".x", "_x", "a//b"] { #expect(try netnote.run("new", name).status == 2) }
}

@Test func formattingIsIdempotent() throws {
  let netnote = try Netnote(["n.md": "```net\nhost   a\na#  echo   1\n```\n", "t.net": "host  b\n"])
  defer { netnote.remove() }
  let check = try netnote.run("fmt", "--check", "n.md", "t.net")
  #expect(check.status == 1 && check.output == "n.md\nt.net\n")
  #expect(try netnote.run("fmt", "n.md", "t.net").errors == "n.md: laid out\nt.net: laid out\n")
  #expect(try netnote.text(of: "n.md") == "```net\nhost a\na#  echo   1\n```\n")
  #expect(try netnote.text(of: "t.net") == "host b\n")
  let again = try netnote.run("fmt", "n.md", "t.net")
  #expect(again.status == 0 && again.errors.isEmpty)
  #expect(try netnote.run("fmt", "--check", "n.md", "t.net", environment: ["CI": "1"]).status == 0)
}
