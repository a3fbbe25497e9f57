import Foundation
import Testing

private let note = """
  # N

  ```net
  host a
  host b
  link a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24
  trace a# ping -c 1 10.0.0.2
  ```

  """

@Test func cachedAndColdRunsWriteTheSameBytes() throws {
  let netnote = try Netnote(["n.md": note])
  defer { netnote.remove() }
  let environment = ["NETNOTE_CACHE_DIR": netnote.folder.path + "/kept"]
  func run(_ name: String, _ extra: String...) throws -> [String] {
    let outcome = try netnote.runAll(
      ["run", "n.md", "--html", name + ".html", "--json", name + ".json"] + extra, environment: environment)
    #expect(outcome.status == 0)
    return [outcome.output, try netnote.text(of: name + ".html"), try netnote.text(of: name + ".json")]
  }
  let cold = try run("cold", "--no-cache")
  #expect(!netnote.exists("kept"))
  let first = try run("first")
  #expect(netnote.exists("kept/CACHEDIR.TAG"))
  #expect(try run("again") == cold && first == cold)
}

@Test func checksOfAnUnchangedNoteSayTheSame() throws {
  let netnote = try Netnote(["n.md": note.replacing("10.0.0.2\n```", with: "10.0.0.2\nexpect exit 1\n```")])
  defer { netnote.remove() }
  let environment = ["XDG_CACHE_HOME": netnote.folder.path + "/kept"]
  let cold = try netnote.run("check", "n.md", "--no-cache", "--format", "json", environment: environment)
  #expect(!netnote.exists("kept") && cold.status == 1)
  for _ in 0..<2 {
    let outcome = try netnote.run("check", "n.md", "--format", "json", environment: environment)
    #expect(outcome.status == 1 && outcome.output == cold.output)
  }
  #expect(netnote.exists("kept/netnote"))
}

@Test func withoutAHomeNothingIsKept() throws {
  let netnote = try Netnote(["n.md": note])
  defer { netnote.remove() }
  #expect(try netnote.run("check", "n.md").status == 0)
  #expect(try netnote.names == ["n.md"])
}
