import Foundation
import Testing

/// One note of each fate.
private let notes = [
  "good.md": "```net\nhost a\na# echo 1\n```\n\n```output\n1\n```\n",
  "differs.md": "```net\nhost a\na# echo 1\n```\n\n```output\n2\n```\n",
  "fails.md": "```net\nhost a\na# false\n```\n", "mistaken.md": "```net\nhots a\n```\n",
  "succeeds.md": "```net\n#| error: true\nhost a\na# true\n```\n",
  "meant.md": "```net\n#| error: true\nhost a\na# false\n```\n",
  "unsimulated.md": "```net\nhost a\na# tc qdisc show\n```\n",
  "front.md": "---\ntitle: [\n---\ntext\n", "style.md": "```net\nhost   a\n```\n",
  "t.net": "host a\na# false\n",
  "u.net": "host a\na# tc qdisc\n", "m.net": "hots a\n", "x.ipynb": "{}",
]

@Suite struct ExitStatusTests {
  @Test(arguments: [
    ("check good.md meant.md style.md", 0), ("check differs.md", 1), ("check fails.md", 1),
    ("check mistaken.md", 1),
    ("check succeeds.md", 1), ("check unsimulated.md", 2), ("check front.md", 1), ("check absent.md", 2),
    ("check --format json differs.md unsimulated.md", 2), ("check --quiet differs.md", 1),
    ("check --nonsense", 2),
    ("run good.md", 0), ("run differs.md", 1), ("run fails.md", 1), ("run mistaken.md", 1),
    ("run unsimulated.md", 2),
    ("run front.md", 1), ("run absent.md", 2), ("run t.net", 1), ("run u.net", 2), ("run m.net", 2),
    ("run t.net --origins", 2), ("run good.md --html /nowhere/x.html", 2), ("run fails.md --write", 1),
    ("accept good.md", 0), ("accept differs.md", 0), ("accept fails.md", 1), ("accept front.md", 1),
    ("accept unsimulated.md", 2), ("accept good.md --cell none", 2), ("fmt style.md", 0),
    ("fmt --check style.md", 1),
    ("fmt --check good.md", 0), ("fmt absent.md", 2), ("export good.md --to ipynb", 0),
    ("export differs.md --to ipynb", 1), ("export unsimulated.md --to ipynb", 2),
    ("export good.md --to pdf", 2),
    ("import x.ipynb", 2), ("import absent.ipynb", 2), ("import x.ipynb --host 9", 2),
    ("merge-reports good.md", 2),
    ("nonsense", 2), ("help check", 0), ("--version", 0), ("run good.md --quiet --verbose", 2),
  ])
  func `each call ends with the status that the manual promises`(call: String, status: Int32) throws {
    let netnote = try Netnote(notes)
    defer { netnote.remove() }
    let outcome = try netnote.runAll(call.split(separator: " ").map(String.init))
    #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
    // Whoever is told that something is wrong is told what.
    if status == 2 { #expect(!outcome.errors.isEmpty || outcome.output.contains("error")) }
  }

  @Test(arguments: ["text", "github"])
  func `the first failure ends a check, whatever its form`(format: String) throws {
    let both = "```net\nhost a\na# false\n```\n\n```net\na# false\n```\n"
    let netnote = try Netnote(["a.md": both, "b.md": both])
    defer { netnote.remove() }
    let first = try netnote.run("check", "a.md", "b.md", "--fail-fast", "--jobs", "2", "--format", format)
    let all = try netnote.run("check", "a.md", "b.md", "--format", format)
    func count(_ text: String) -> Int { text.components(separatedBy: "command-failed").count - 1 }
    #expect(first.status == 1 && count(first.output) == 1 && !first.output.contains("b.md"))
    #expect(all.status == 1 && count(all.output) == 4)
  }
}

@Suite struct ReviewTests {
  @Test func `values of the prose and missing fences are asked about as outputs are`() throws {
    let text =
      "```net\nhost a\na# echo 1\n```\n\nThe MTU is `1`<!-- net: a lo mtu -->, not `net: a lo mtu`.\n"
    let netnote = try Netnote(["n.md": text])
    defer { netnote.remove() }
    let outcome = try netnote.run("accept", "n.md", "--review", "--add", input: "n\ny\nn\n")
    #expect(outcome.output.components(separatedBy: "Record this? [y,n,a,q]").count == 4)
    #expect(outcome.output.contains("- The MTU is `1`<!-- net: a lo mtu -->"))
    #expect(try netnote.text(of: "n.md") == text.replacing("`1`<!--", with: "`65536`<!--"))
    #expect(try netnote.run("accept", "n.md", "--review", "--add", input: "a\n").status == 0)
    #expect(
      try netnote.text(of: "n.md")
        == text.replacing("`1`<!--", with: "`65536`<!--").replacing(
          "`net: a lo mtu`", with: "`65536`<!-- net: a lo mtu -->"
        ).replacing("```\n\nThe", with: "```\n\n```output\n1\n```\n\nThe"))
  }

  @Test func `nobody is asked where nothing differs`() throws {
    let netnote = try Netnote(["good.md": notes["good.md"] ?? ""])
    defer { netnote.remove() }
    let outcome = try netnote.run("accept", "good.md", "--review", input: "")
    #expect(outcome.status == 0 && outcome.output.isEmpty)
  }
}
