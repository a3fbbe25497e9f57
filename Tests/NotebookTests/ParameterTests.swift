import Lab
import NetLanguage
import Notebook
import Testing

private func run(_ cell: String, params: String = "port: 8080\n  who: world", _ given: String...) throws
  -> NoteResult
{
  var runner = NoteRunner()
  runner.parameters = given.compactMap { ParameterValue($0) }
  return runner.run(try note("---\nparams:\n  \(params)\n---\n```net\nhost a\n\(cell)\n```\n"))
}

private func output(_ result: NoteResult) -> String? { result.cells.last?.result?.lines.last?.output }

@Suite struct ParameterTests {
  @Test func `a parameter has the note's value unless the call gives another`() throws {
    #expect(output(try run("a# echo hello ${who}:${port}")) == "hello world:8080\n")
    #expect(output(try run("a# echo hello ${who}", "who=a=b")) == "hello a=b\n")
  }

  @Test func `declarations and expectations know them too`() throws {
    let result = try run(
      "host ${who}\nlink a:eth0 10.0.0.1/24 -- ${who}:eth0 10.0.0.2/24\n${who}# hostname\nexpect output is \"${who}\""
    )
    #expect(places(result.failures) == [] && output(result) == "world\n")
  }

  @Test func `the shell keeps its own variables`() throws {
    #expect(output(try run("a# for n in 1 2; do echo ${n}-$port-${who}; done")) == "1--world\n2--world\n")
    #expect(output(try run("a# echo \\${who}")) == "${who}\n")
  }

  @Test func `mistakes point at the parameter, and columns behind it are right`() throws {
    // `${port}` is no address, and stands in columns 13 to 19.
    let address = try run("link a:eth0 ${port} -- b:eth0").failures
    #expect(places(address).first == "note.md:8:13 invalid-address")
    #expect(address.first?.failure.range.length == 7)
    let node = try run("link a:${who} 10.0.0.1/24 -- nobody:eth0").failures
    #expect(places(node) == ["note.md:8:30 unknown-node"])
  }

  @Test func `a name that nobody declares is told at its place`() throws {
    let result = try run("link a:eth0 10.0.0.1/24 -- ${hwo}:eth0")
    #expect(places(result.failures) == ["note.md:8:28 unknown-parameter"])
    #expect(result.failures[0].failure.details == ["help: did you mean `who`?"])
    #expect(result.failures[0].failure.range.length == 6)
  }

  @Test func `a session's commands have them, what it records has not`() throws {
    let session =
      "---\nparams: {who: world}\n---\n```net\nhost a\n```\n\n```net session\na# echo '${who}' x\nworld x\n```\n"
    #expect(NoteRunner().run(try note(session)).isGood)
    let recorded = session.replacing("\nworld x", with: "\n${who} x")
    #expect(places(NoteRunner().run(try note(recorded)).failures) == ["note.md:10:1 output-differs"])
  }

  @Test(arguments: [("1st: x", 3), ("port: [1]", 9), ("port:", 3), ("port: \"a\\nb\"", 9)])
  func `a parameter that cannot be one is told in the front matter`(params: String, column: Int) throws {
    let failures = try run("a# true", params: params).failures
    #expect(failures.count == 1)
    #expect(failures.first.map { $0.failure.range.start.line } == 3)
    #expect(failures.first?.failure.identifier.hasPrefix("front-matter-") == true)
  }

  @Test(arguments: ["port", "=1", "1=2", "a b=1"])
  func `a value without a name is none`(text: String) { #expect(ParameterValue(text) == nil) }
}
