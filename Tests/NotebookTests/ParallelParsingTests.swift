import Notebook
import Testing

struct ParallelParsingTests {
  private static let texts = [
    "| a | b |\n| --- | --- |\n| ~~x~~ | `|` |\n",
    "- [ ] one **two**\n- [x] [three](four \"five\")\n\nsee www.example.org[^1]\n\n[^1]: six\n",
    "~~seven~~ **端口映射。**然后 <b>eight</b> ![nine](ten.png)\n\n> [!NOTE]\n> eleven\n",
    "plain ~ text ~~ without a meaning | nor a table\n",
  ]

  /// cmark-gfm keeps a table of special characters in a global variable.
  @Test func notesParsedAtOnceAreTheSameAsOneAfterTheOther() async throws {
    let expected = try Self.texts.map { try MarkdownDocument.parse($0) }
    let wrong = await withTaskGroup(of: Int.self) { group in
      for start in 0..<8 {
        group.addTask {
          (0..<250).count { turn in
            let index = (start + turn) % Self.texts.count
            return (try? MarkdownDocument.parse(Self.texts[index])) != expected[index]
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
  }
}
