import Foundation
import Notebook
import Testing

@Suite struct GitHubReportTests {
  /// "::error file={name},line={line},col={col},endColumn={endColumn},title={title}::{message}"
  private static let command =
    #"^::(error|warning|notice) file=([^,:]+),line=(\d+),col=(\d+),endColumn=(\d+),title=([^,:]+)::(.+)$"#

  @Test func `every finding is one workflow command`() throws {
    let report = try oneOfEverything()
    let text = ReportFormat.github.text(of: report)
    let lines = text.split(separator: "\n")
    #expect(text.hasSuffix("\n") && lines.count == report.notes.flatMap(\.allFindings).count)
    #expect(lines.allSatisfy { $0.range(of: Self.command, options: .regularExpression) != nil })
    #expect(lines.contains { $0.hasPrefix("::error file=a%2Cb/bad%3A 100%25.md,line=7,col=1,endColumn=5,") })
    #expect(
      lines.contains { $0.hasPrefix("::warning file=a%2Cb/bad%3A 100%25.md,line=5,col=8,endColumn=14,") })
  }

  @Test func `a message of several lines is one line`() throws {
    let text = ReportFormat.github.text(of: Report(notes: [try oneOfEverything().notes[3]]))
    #expect(
      text.hasSuffix(
        "title=not-simulated::netnote does not simulate tc\u{1B}%0Aa\tb%0Abecause: added here (why.md:9)\n"))
  }
}

@Suite struct TAPReportTests {
  @Test func `the plan counts the test points, which are numbered in order`() throws {
    let report = try oneOfEverything()
    let lines = ReportFormat.tap.text(of: report).split(separator: "\n").map(String.init)
    #expect(lines[0] == "TAP version 13")
    let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
    #expect(lines[1] == "1..\(points.count)")
    let numbers = points.map { $0.replacing("not ", with: "").split(separator: " ")[1] }
    #expect(numbers == (1...points.count).map { Substring("\($0)") })
    #expect(points.count == report.notes.count + report.notes.flatMap(\.cells).count)
  }

  @Test func `what fails, what is left out and what holds are told apart`() throws {
    let text = ReportFormat.tap.text(of: Report(notes: Array(try oneOfEverything().notes[0...1])))
    let points = text.split(separator: "\n").filter { $0.contains("ok ") && !$0.hasPrefix(" ") }
    #expect(
      points == [
        "ok 1 - 好.md", "ok 2 - 好.md:3: cell 1", "not ok 3 - a,b/bad: 100%.md",
        "not ok 4 - a,b/bad: 100%.md:5: cell 1",
        "ok 5 - a,b/bad: 100%.md:10: cell 2 (left-out) # SKIP eval: false",
        "not ok 6 - a,b/bad: 100%.md:16: cell 3 (坏)",
      ])
  }

  @Test func `findings are a block of YAML under their test point`() throws {
    let text = ReportFormat.tap.text(of: Report(notes: [try oneOfEverything().notes[3]]))
    #expect(
      text == """
        TAP version 13
        1..2
        ok 1 - why.md
        not ok 2 - why.md:1: cell 1
          ---
          findings:
            - severity: error
              identifier: not-simulated
              message: "netnote does not simulate tc\\u001b"
              file: "why.md"
              line: 2
              column: 4
              end-column: 7
              details: "a\\tb"
              because: "why.md:9: added here"
          ...

        """)
  }

  @Test func `a hash in a name does not begin a directive`() throws {
    let text = ReportFormat.tap.text(of: try report(["a # SKIP b.md": "text"]))
    #expect(text == "TAP version 13\n1..1\nok 1 - a \\# SKIP b.md\n")
  }

  @Test func `nothing to test is said`() {
    #expect(ReportFormat.tap.text(of: Report()) == "TAP version 13\n1..0 # SKIP there is no note\n")
  }
}

@Suite struct TextReportTests {
  @Test func `the lines stand under their places with a caret`() throws {
    let text = TextReport().text(
      of: try report(["n.md": "1. x\n\n   ```net\n   #| label: one\n   hots a\n   ```\n"]))
    #expect(
      text == """
        n.md:5:4: error: `hots` is not a statement [unknown-statement]
           hots a
           ^~~~
        help: did you mean `host`?
        in cell 1 (one)

        1 note, 1 cell; 1 failure in 1 note

        """)
  }

  @Test func `reasons are shown with their own lines`() throws {
    let text = TextReport().text(of: try oneOfEverything().notes[3])
    #expect(text.contains("why.md:9:1: because: added here\nx\n^\n"))
  }
}

@Suite struct RepeatedReasonTests {
  private let network = """
    host a
    host b
    link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
    b# iptables -A INPUT -p icmp -j DROP
    b# iptables -A INPUT -j RETURN
    a# ping -c 1 -W 1 10.0.0.2
    expect output contains "1 received"
    """

  private func shown() throws -> String {
    TextReport().text(of: try report(["n.md": "```net\n" + network + "\n```\n"]))
  }

  @Test func `two failures of one packet have their reason said once`() throws {
    let text = try shown()
    #expect(text.split(separator: "[").count > 2, "\(text)")
    #expect(text.split(separator: "says -A INPUT -p icmp -j DROP").count == 2, "\(text)")
    #expect(text.contains("\nwhy: as above\n"), "\(text)")
  }

  @Test func `a RETURN for everything is no rule in the wrong order`() throws {
    let text = try shown()
    #expect(text.contains("rule 1 of filter INPUT"))
    #expect(!text.contains("wrong order"), "\(text)")
  }
}
