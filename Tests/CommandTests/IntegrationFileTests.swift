import Foundation
import Testing
import Yams

/// The files by which other programs call netnote: what they name must exist.
@Suite struct IntegrationFileTests {
  private func yaml<Value>(_ path: String, as type: Value.Type) throws -> Value {
    try #require(try Yams.load(yaml: Repository.text(of: path)) as? Value)
  }

  /// The subcommand and the options that a command line calls netnote with are those of its help.
  private func expectKnown(_ commandLine: String, _ netnote: Netnote) throws {
    let words = commandLine.split(whereSeparator: \.isWhitespace).map(String.init)
    let start = try #require(words.firstIndex { $0.trimmingCharacters(in: ["\""]).hasSuffix("netnote") })
    let call = words[(start + 1)...].prefix { $0 != "--" }
    let command = try #require(call.first)
    let help = try netnote.run("help", command)
    #expect(help.status == 0 && help.output.contains("USAGE: netnote \(command)"), "\(command)")
    for option in call where option.hasPrefix("--") { #expect(help.output.contains(option), "\(option)") }
  }

  @Test func `hooks of pre-commit call commands that there are`() throws {
    let hooks = try yaml(".pre-commit-hooks.yaml", as: [[String: Any]].self)
    #expect(hooks.map { $0["id"] as? String } == ["netnote-check", "netnote-fmt"])
    let netnote = try Netnote()
    defer { netnote.remove() }
    for hook in hooks {
      #expect(Set(hook.keys).isSuperset(of: ["id", "name", "entry", "language", "files"]))
      #expect(hook["language"] as? String == "swift")
      try expectKnown(try #require(hook["entry"] as? String), netnote)
    }
  }

  @Test(arguments: [
    ("netnote-check", "n.md", true), ("netnote-check", "n.net", false), ("netnote-fmt", "d/n.net", true),
  ])
  func `hooks get the files that they are for`(hook: String, path: String, isTaken: Bool) throws {
    let hooks = try yaml(".pre-commit-hooks.yaml", as: [[String: Any]].self)
    let files = try #require(hooks.first { $0["id"] as? String == hook }?["files"] as? String)
    #expect((path.range(of: files, options: .regularExpression) != nil) == isTaken)
  }

  @Test func `a hook does its work on the files that it is given`() throws {
    let netnote = try Netnote(["n.md": "```net\nhost   a\na# echo 1\n```\n\n```output\n2\n```\n"])
    defer { netnote.remove() }
    for hook in try yaml(".pre-commit-hooks.yaml", as: [[String: Any]].self) {
      let words = (hook["entry"] as? String ?? "").split(separator: " ").dropFirst().map(String.init)
      let outcome = try netnote.runAll(words + ["n.md"])
      #expect(outcome.status == (hook["id"] as? String == "netnote-check" ? 1 : 0))
    }
    #expect(try netnote.text(of: "n.md").hasPrefix("```net\nhost a\n"))
  }

  @Test func `the action says what it takes, and each of its steps can be run`() throws {
    let action = try yaml("action.yml", as: [String: Any].self)
    let inputs = try #require(action["inputs"] as? [String: [String: Any]])
    #expect(Set(inputs.keys) == ["paths", "args"])
    #expect(inputs.values.allSatisfy { $0["description"] is String && $0["default"] is String })
    let runs = try #require(action["runs"] as? [String: Any])
    #expect(runs["using"] as? String == "composite")
    for step in try #require(runs["steps"] as? [[String: Any]]) {
      #expect(step["name"] is String)
      // A composite action has no default shell.
      #expect(
        (step["run"] == nil) == (step["uses"] != nil) && (step["run"] == nil || step["shell"] is String))
    }
    #expect(FileManager.default.isExecutableFile(atPath: Repository.file(".ci/prepare")))
  }

  @Test func `the action's check marks the line that is wrong`() throws {
    let action = try yaml("action.yml", as: [String: Any].self)
    let steps = (action["runs"] as? [String: Any])?["steps"] as? [[String: Any]]
    let check = try #require(steps?.last)
    let script = try #require(check["run"] as? String)
    let netnote = try Netnote([
      "a b/n.md": "text", "n.md": "```net\nhost a\na# echo 1\n```\n\n```output\n2\n```\n",
    ])
    defer { netnote.remove() }
    try expectKnown(script, netnote)
    let build = netnote.folder.appendingPathComponent("action/.build/release")
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: build.appendingPathComponent("netnote"), withDestinationURL: Netnote.executable)
    let environment = [
      "GITHUB_ACTION_PATH": netnote.folder.appendingPathComponent("action").path, "NOTES": "n.md n.md",
      "OPTIONS": "--fail-fast --report json=r.json", "CI": "true",
    ]
    let outcome = try Tool("bash").run(["-e", "-c", script], in: netnote.folder, environment: environment)
    #expect(outcome.status == 1 && outcome.output.hasPrefix("::error file=n.md,line=7,col=1,"))
    #expect(netnote.exists("r.json"))
    // The names of the variables are those that the step sets.
    #expect(Set((check["env"] as? [String: String] ?? [:]).keys) == ["NOTES", "OPTIONS"])
  }
}
