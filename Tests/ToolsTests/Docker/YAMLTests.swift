import Testing

@testable import Tools

@Suite struct YAMLTests {
  private func scalar(_ text: String) -> YAMLNode { .scalar(text, isQuoted: false) }
  private func quoted(_ text: String) -> YAMLNode { .scalar(text, isQuoted: true) }

  @Test func mappingsAndListsNestByIndentation() throws {
    let node = try YAMLParser.parse("a:\n  b: 1\n  c:\n  - x\n  - y: 2\n    z: 3\nd: end\n")
    #expect(node["a"]?["b"] == scalar("1"))
    guard case .sequence(let items)? = node["a"]?["c"] else {
      Issue.record("c is a list")
      return
    }
    #expect(items.count == 2)
    #expect(items[1]["z"] == scalar("3"))
    #expect(node["d"] == scalar("end"))
  }

  @Test func flowCollectionsMayGoOverLines() throws {
    let node = try YAMLParser.parse("a: [1, \"2, 3\",\n  {x: y}]\n")
    #expect(
      node["a"]
        == .sequence([scalar("1"), quoted("2, 3"), .mapping([.init(key: "x", value: scalar("y"), line: 1)])]))
  }

  @Test(arguments: [
    ("a: b # c", "b"), ("a: 'b # c'", "b # c"), ("a: b#c", "b#c"), ("a: \"x\\ty\"", "x\ty"),
    ("a: 'it''s'", "it's"),
    ("a: 80:80", "80:80"), ("'a': b", "b"),
  ]) func scalars(_ text: String, value: String) throws {
    #expect(try YAMLParser.parse(text)["a"]?.text == value)
  }

  @Test func blockScalarsKeepOrFoldTheirLines() throws {
    #expect(try YAMLParser.parse("a: |\n  x\n   y\n\nb: 1")["a"]?.text == "x\n y\n")
    #expect(try YAMLParser.parse("a: >-\n  x\n  y\nb: 1")["a"]?.text == "x y")
    #expect(try YAMLParser.parse("a: >-\n  x\n  y\nb: 1")["b"] == scalar("1"))
  }

  @Test func nothingIsNull() throws {
    #expect(try YAMLParser.parse("") == .null)
    #expect(try YAMLParser.parse("a:\nb: ~")["a"] == .null)
    #expect(try YAMLParser.parse("a:\nb: ~")["b"] == .null)
  }

  @Test(arguments: [
    ("a: 1\na: 2", 2, "mapping key \"a\" already defined"), ("a: [1", 1, "did not find expected ',' or ']'"),
    ("a:\n\tb: 1", 2, "found character that cannot start any token"),
    ("a: \"x", 1, "found unexpected end of stream"),
  ]) func mistakesAreNamedWithTheirLine(_ text: String, line: Int, problem: String) {
    #expect(throws: YAMLProblem(line: line, text: problem)) { try YAMLParser.parse(text) }
  }

  @Test(arguments: ["a: &x 1", "a: *x", "a: !t 1", "a:\n  <<: 1", "a: 1\n---\nb: 2"])
  func whatIsNotReadIsRefused(_ text: String) {
    do throws(YAMLProblem) {
      _ = try YAMLParser.parse(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.isUnsupported)
    }
  }
}
