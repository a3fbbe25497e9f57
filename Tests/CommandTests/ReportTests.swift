import Foundation
import Testing

private let good = "```net\nhost a\na# echo 1\n```\n\n```output\n1\n```\n"
private let wrong = good.replacing("\n1\n```", with: "\n2\n```")
private let unsimulated = "```net\nhost a\na# tc qdisc show\n```\n"

@Test func reportsOfAllFormsAreWrittenInOneRun() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run(
    "check", "n.md", "--report", "junit=r.xml", "--report", "sarif=r.sarif", "--report", "json=r.json",
    "--report", "tap=r.tap", "--report", "github=r.github")
  #expect(outcome.status == 1 && outcome.output.contains("n.md:7:1: error:"))
  #expect(try netnote.text(of: "r.xml").contains("<testcase name=\"cell 1\" classname=\"n.md\">"))
  #expect(try netnote.text(of: "r.sarif").contains("\"version\": \"2.1.0\""))
  #expect(try netnote.text(of: "r.json").contains("\"schema\": \"netnote-report/1\""))
  #expect(try netnote.text(of: "r.tap").hasPrefix("TAP version 13\n1..2\n"))
  #expect(try netnote.text(of: "r.github").hasPrefix("::error file=n.md,line=7,col=1,endColumn=2,"))
}

@Test func reportGoesIntoAFileInsteadOfTheOutput() throws {
  let netnote = try Netnote(["n.md": wrong])
  defer { netnote.remove() }
  let outcome = try netnote.run("check", "n.md", "--format", "tap", "--output", "r.tap")
  #expect(outcome.status == 1 && outcome.output.isEmpty)
  #expect(try netnote.text(of: "r.tap").contains("not ok 2 - n.md:1: cell 1"))
}

@Test func shardsMergeIntoTheReportOfTheWholeCheck() throws {
  let netnote = try Netnote(["d/a.md": good, "d/b.md": wrong, "d/c.md": "text"])
  defer { netnote.remove() }
  for part in 1...2 {
    _ = try netnote.run("check", "d", "--shard", "\(part)/2", "--format", "json", "--output", "\(part).json")
  }
  let merged = try netnote.run("merge-reports", "2.json", "1.json", "--format", "json")
  let whole = try netnote.run("check", "d", "--format", "json")
  #expect(merged.output == whole.output && merged.status == 1 && whole.status == 1)
  let missing = try netnote.run("merge-reports", "1.json")
  #expect(missing.status == 2 && missing.errors.hasPrefix("netnote: the part 2/2 is missing"))
  let text = try netnote.run("merge-reports", "1.json", "2.json")
  #expect(text.output == (try netnote.run("check", "d").output))
}

@Test func reportIsTheSameHoweverManyNotesRunAtATime() throws {
  var notes: [String: String] = [:]
  for number in 1...12 { notes["d/n\(number).md"] = number % 3 == 0 ? wrong : good }
  let netnote = try Netnote(notes)
  defer { netnote.remove() }
  let one = try netnote.run("check", "d", "--format", "json", "--jobs", "1")
  #expect(one.output == (try netnote.run("check", "d", "--format", "json", "-j", "4").output))
}

@Test func firstFailureCanEndTheCheck() throws {
  let two = wrong + "\n```net\na# echo 3\n```\n\n```output\n4\n```\n"
  let netnote = try Netnote(["a.md": good, "b.md": two, "c.md": wrong])
  defer { netnote.remove() }
  let all = try netnote.run("check", ".")
  #expect(all.output.hasSuffix("3 notes, 4 cells; 3 failures in 2 notes\n"))
  let first = try netnote.run("check", ".", "--fail-fast")
  #expect(first.status == 1 && first.output.hasSuffix("2 notes, 2 cells; 1 failure in 1 note\n"))
}

@Test func whatCannotBeExaminedOutweighsWhatFails() throws {
  let netnote = try Netnote(["good.md": good, "wrong.md": wrong, "unsimulated.md": unsimulated])
  defer { netnote.remove() }
  try netnote.write(Data([0xFF]), to: "unreadable.md")
  func status(_ names: String...) throws -> Int32 { try netnote.runAll(["check"] + names).status }
  #expect(try status("good.md") == 0)
  #expect(try status("good.md", "wrong.md") == 1)
  #expect(try status("wrong.md", "unreadable.md") == 2)
  #expect(try status("unsimulated.md") == 2)
  #expect(try netnote.run("run", "unsimulated.md").status == 2)
}

@Test func checkOfNothingIsAWrongCall() throws {
  let netnote = try Netnote(["Notebooks/n.txt": "x", "n.md": good])
  defer { netnote.remove() }
  let outcome = try netnote.run("check")
  #expect(outcome.status == 2 && outcome.errors == "netnote: there is no note (*.md) in Notebooks\n")
  // A part of a small garden may well be empty.
  #expect(try netnote.run("check", "n.md", "--shard", "2/2").status == 0)
}

@Test(arguments: [
  ["check", "n.md", "--jobs", "0"], ["check", "n.md", "--shard", "3/2"],
  ["check", "n.md", "--report", "pdf=x"],
  ["check", "n.md", "--report", "json="], ["check", "n.md", "--quiet", "--verbose"],
  ["check", "n.md", "--fail-fast", "--shard", "1/2"], ["merge-reports"], ["merge-reports", "n.md"],
  ["check", "n.md", "--param", "x"], ["run", "n.md", "--param", "x=1"],
])
func wrongOptionsEndWithTwo(arguments: [String]) throws {
  let netnote = try Netnote(["n.md": good])
  defer { netnote.remove() }
  let outcome = try netnote.runAll(arguments)
  #expect(outcome.status == 2 && outcome.output.isEmpty && !outcome.errors.isEmpty)
}

@Test func longCheckSaysHowFarItIsInPlainLines() throws {
  var notes: [String: String] = [:]
  for number in 10..<60 { notes["d/n\(number).md"] = number == 12 ? wrong : "text" }
  let netnote = try Netnote(notes)
  defer { netnote.remove() }
  let outcome = try netnote.run("check", "d", "--format", "tap", "--output", "r.tap")
  #expect(outcome.errors.hasPrefix("5 of 50 notes, 1 failed\n10 of 50 notes, 1 failed\n"))
  #expect(!outcome.errors.contains("\r") && !outcome.errors.contains("\u{1B}"))
  #expect(try netnote.run("check", "d", "--quiet", "--format", "tap").errors.isEmpty)
}

@Test func parametersComeFromTheNoteOrTheCall() throws {
  let note = "---\nparams:\n  n: 1\n---\n```net\nhost a\na# echo ${n}\n```\n\n```output\n1\n```\n"
  let netnote = try Netnote(["n.md": note])
  defer { netnote.remove() }
  #expect(try netnote.run("check", "n.md").status == 0)
  #expect(try netnote.run("check", "n.md", "--param", "n=2").status == 1)
  #expect(try netnote.run("run", "n.md", "--param", "n=2").output == "a# echo 2\n2\n\n")
  let nowhere = try netnote.run("check", "n.md", "--param", "m=2")
  #expect(nowhere.status == 2 && nowhere.errors == "netnote: no note declares the parameter m\n")
  let unknown = try netnote.run("run", "n.md", "--param", "m=2")
  #expect(unknown.status == 2 && unknown.errors == "netnote: n.md declares no parameter m: it declares n\n")
}
