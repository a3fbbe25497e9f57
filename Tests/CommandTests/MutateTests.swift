import Foundation
import Testing

private let note = """
  # N

  ```net
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  b# iptables -A INPUT -p icmp -j DROP
  a# ping -c 1 -W 1 10.0.0.2
  expect exit 1
  b# ip neigh
  ```

  """

@Suite struct MutateTests {
  @Test func `a check says which changes it would not have noticed, and that is no failure`() throws {
    let netnote = try Netnote(["n.md": note])
    defer { netnote.remove() }
    let environment = ["NETNOTE_CACHE_DIR": netnote.folder.path + "/kept"]
    let first = try netnote.run("check", "n.md", "--mutate", environment: environment)
    #expect(first.status == 0)
    #expect(first.output.contains("n.md:10:1: warning: the note would hold as well if this were changed"))
    #expect(first.output.contains("n.md: mutation score "))
    // The score is kept, and with it the same bytes.
    #expect(try netnote.run("check", "n.md", "--mutate", environment: environment).output == first.output)
    #expect(try netnote.run("check", "n.md", "--mutate", "--no-cache", "--jobs", "1").output == first.output)
    // A plain check has no score.
    #expect(try !netnote.run("check", "n.md", environment: environment).output.contains("score"))
  }

  @Test func `the statements of an included file are changed, too`() throws {
    let netnote = try Netnote([
      "n.md": "```net\n#| include: t.net\ntrace a# ping -c 1 10.0.0.2\nexpect path a b\n```\n",
      "t.net": "host a\nhost b\nhost idle\nlink a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24\n",
    ])
    defer { netnote.remove() }
    let outcome = try netnote.run("check", "n.md", "--mutate")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains(
        """
        t.net:3:1: warning: the note n.md would hold as well if this were changed [change-unnoticed]
        host idle
        ^~~~~~~~~
        left out
        """))
    let report = try netnote.run("check", "n.md", "--mutate", "--format", "json").output
    #expect(report.contains("\"file\": \"t.net\"") && report.contains("\"file\": null"))
  }

  @Test func `a note that fails is reported as ever, without a score`() throws {
    let netnote = try Netnote(["n.md": note.replacing("expect exit 1", with: "expect exit 0")])
    defer { netnote.remove() }
    let outcome = try netnote.run("check", "n.md", "--mutate", "--format", "json")
    #expect(outcome.status == 1 && !outcome.output.contains("mutation"))
  }
}
