import NetLanguage
import Notebook
import Testing

private func refusal(_ text: String) -> String? {
  do {
    _ = try MarkdownDocument.parse(text)
    return nil
  } catch {
    return error.diagnostics.first?.identifier
  }
}

@Test(arguments: [
  ("brackets", String(repeating: "![[]()", count: 40_000), "too-many-brackets"),
  (
    "a ragged table",
    "|" + String(repeating: "a|", count: 2_000) + "\n|" + String(repeating: "-|", count: 2_000) + "\n"
      + String(repeating: "|x|\n", count: 2_000), "table-too-large"
  ),
  ("quotations", String(repeating: ">", count: 50_000), "nested-too-deep"),
  (
    "nested lists", (0..<200).map { String(repeating: "  ", count: $0) + "- a" }.joined(separator: "\n"),
    "nested-too-deep"
  ),
  ("a huge note", String(repeating: "a ", count: 600_000), "note-too-large"),
])
func whatWouldTakeForeverIsRefused(name: String, text: String, identifier: String) {
  let clock = ContinuousClock()
  var found: String?
  let time = clock.measure { found = refusal(text) }
  #expect(found == identifier)
  #expect(time < .seconds(2))
}

@Test(arguments: ["*a ", "a* ", "**a", "_a ", "~~a ", "==a ", "*a **b ", "[a](", "`a ``"])
func runsOfDelimitersTakeReasonableTime(part: String) throws {
  let text = String(repeating: part, count: 1_500)
  let time = try ContinuousClock().measure { _ = try html(text) }
  #expect(time < .seconds(2))
}

@Test func deepEmphasisStaysText() throws {
  let text = String(repeating: "*a **b ", count: 200) + String(repeating: "c** d* ", count: 200)
  #expect(try html(text).contains("<em>"))
}

@Test func parsingSideBySideEqualsParsingInTurn() async throws {
  let sources = (0..<1_000).map {
    "# 节 \($0)\n\n**甲。**乙 ~~丙~~ http://a.b/\($0) [^1]\n\n| a |\n|-|\n| \($0) |\n\n[^1]: x"
  }
  let serial = try sources.map { try html($0) }
  let parallel = try await withThrowingTaskGroup(of: (Int, String).self) { group in
    for (index, source) in sources.enumerated() { group.addTask { (index, try html(source)) } }
    var pages = [String](repeating: "", count: sources.count)
    for try await (index, page) in group { pages[index] = page }
    return pages
  }
  #expect(serial == parallel)
  #expect(serial[7].contains("<strong>甲。</strong>"))
}
