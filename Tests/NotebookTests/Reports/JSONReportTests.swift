import Foundation
import Notebook
import Testing

@Suite struct JSONReportTests {
  @Test func `the report has the form that its schema describes`() throws {
    let schema = try JSONSchema.ofReport()
    #expect(try schema.violations(in: ReportFormat.json.text(of: oneOfEverything())) == [])
    let part = try report(["n.md": "text"], shard: Shard("2/5"))
    #expect(try schema.violations(in: ReportFormat.json.text(of: part)) == [])
  }

  @Test func `the schema refuses another form`() throws {
    let schema = try JSONSchema.ofReport()
    let text = ReportFormat.json.text(of: try oneOfEverything())
    #expect(try !schema.violations(in: text.replacing("\"line\": 1,", with: "\"line\": 0,")).isEmpty)
    #expect(try !schema.violations(in: text.replacing("\"details\"", with: "\"detail\"")).isEmpty)
    #expect(try !schema.violations(in: text.replacing("report/1", with: "report/2")).isEmpty)
  }

  @Test func `what was written can be read again`() throws {
    let report = try oneOfEverything()
    let text = ReportFormat.json.text(of: report)
    let again = try JSONReport.read(Data(text.utf8), path: "r.json")
    #expect(again == report)
    for format in ReportFormat.allCases { #expect(format.text(of: again) == format.text(of: report)) }
  }

  @Test(arguments: [
    ("", "it is not JSON"), ("{}", "the report has no member schema"),
    (#"{"schema": "other/1", "notes": []}"#, "its schema is other/1"),
    (#"{"schema": "netnote-report/1", "notes": [{"path": 1}]}"#, ".notes[0].path is of the wrong type"),
    (
      #"{"schema": "netnote-report/1", "shard": {"part": 3, "count": 2}, "notes": []}"#,
      "there is no part 3 of 2"
    ),
  ])
  func `another file is refused with the reason`(text: String, reason: String) {
    #expect {
      try JSONReport.read(Data(text.utf8), path: "r.json")
    } throws: { error in
      "\(error)" == "r.json: it is no report of the form netnote-report/1: \(reason)"
    }
  }
}

@Suite struct ShardTests {
  @Test func `the parts are all the notes, each once`() throws {
    let paths = (1...10).map { "n\($0).md" }
    let parts = try (1...3).map { try #require(Shard("\($0)/3")).paths(of: paths.reversed()) }
    #expect(parts.flatMap { $0 }.sorted() == paths.sorted())
    #expect(parts.map(\.count) == [4, 3, 3])
    #expect(parts[0] == ["n1.md", "n3.md", "n6.md", "n9.md"])
  }

  @Test(arguments: ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
  func `what is no part is refused`(text: String) { #expect(Shard(text) == nil) }

  @Test func `merged parts are the whole check`() throws {
    let whole = try oneOfEverything()
    let byPath = Dictionary(uniqueKeysWithValues: whole.notes.map { ($0.path, $0) })
    let parts = try ["2/2", "1/2"].map { text in
      let shard = try #require(Shard(text))
      return Report(notes: shard.paths(of: Array(byPath.keys)).compactMap { byPath[$0] }, shard: shard)
    }
    let merged = try Report.merged(parts)
    #expect(merged.shard == nil && merged.summary == whole.summary)
    #expect(merged.notes.map(\.path) == byPath.keys.sorted())
  }

  @Test func `a missing, a doubled or a strange part is refused`() throws {
    func part(_ text: String, _ path: String) throws -> Report {
      try report([path: "text"], shard: Shard(text))
    }
    #expect(throws: MergeProblem.partsMissing([Shard("2/3")!, Shard("3/3")!])) {
      try Report.merged([part("1/3", "a.md")])
    }
    #expect(throws: MergeProblem.partTwice(Shard("1/2")!)) {
      try Report.merged([part("1/2", "a.md"), part("1/2", "b.md")])
    }
    #expect(throws: MergeProblem.partsOfDifferentCounts(Shard("1/2")!, Shard("2/3")!)) {
      try Report.merged([part("1/2", "a.md"), part("2/3", "b.md")])
    }
    #expect(throws: MergeProblem.noteTwice(path: "a.md")) {
      try Report.merged([report(["a.md": "x"]), report(["a.md": "x"])])
    }
    #expect(throws: MergeProblem.partAndWhole(Shard("1/1")!)) {
      try Report.merged([part("1/1", "a.md"), report(["b.md": "x"])])
    }
  }
}

@Suite struct SummaryTests {
  @Test func `the graver status counts`() throws {
    let good = try report(["a.md": "text"])
    let bad = try report(["b.md": "```net\nhots\n```\n"])
    let everything = try oneOfEverything()
    #expect(good.summary.exitStatus == 0 && bad.summary.exitStatus == 1)
    #expect(Report(notes: good.notes + bad.notes).summary.exitStatus == 1)
    #expect(everything.summary.exitStatus == 2)
    #expect(Report(notes: [everything.notes[2]]).summary.exitStatus == 2)
    #expect(Report(notes: [everything.notes[3]]).summary.exitStatus == 2)
  }
}
