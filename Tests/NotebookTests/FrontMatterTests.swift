import Foundation
import NetLanguage
import Notebook
import Testing

private func texts(_ diagnostics: [Diagnostic]) -> [String] {
  diagnostics.map { "\($0.range.start.line):\($0.range.start.column) \($0.summary)" }
}

@Test func frontMatterSaysWhatTheNoteIs() throws {
  let note = try note(
    """
    ---
    title: 端口映射
    date: 2025-01-02
    tags: [docker, iptables]
    aliases: old-name
    lang: zh-CN
    draft: true
    unsafe-html: false
    params:
      port: 8080
    ---
    # 正文
    """)
  #expect(note.title == "端口映射")
  #expect(note.frontMatter.date == "2025-01-02")
  #expect(note.frontMatter.tags == ["docker", "iptables"])
  #expect(note.frontMatter.aliases == ["old-name"])
  #expect(note.frontMatter.language == "zh-CN")
  #expect(note.frontMatter.isDraft)
  #expect(note.frontMatter.parameters.map { "\($0.name.value)=\($0.value)" } == ["port=8080"])
  #expect(note.errors.isEmpty && note.warnings.isEmpty)
  #expect(note.document.root.children.first?.range?.firstLine == 12)
}

@Test func noteWithoutFrontMatterIsNamedByItsHeading() throws {
  #expect(try note("# A title\n").title == "A title")
  #expect(try note("text").title == "note")
}

@Test func everyMistakeInFrontMatterHasItsPlace() throws {
  let note = try note("---\ntitle: [a]\ndate: 2025-02-30\ndraft: maybe\ntgas: x\n---\n")
  #expect(
    texts(note.errors) == [
      "2:8 title must be text", "3:7 date must be a date of the form YYYY-MM-DD",
      "4:8 draft must be true or false",
    ])
  #expect(texts(note.warnings) == ["5:1 the key tgas means nothing here"])
  #expect(note.warnings[0].suggestion == "did you mean tags?")
}

@Test func brokenYAMLPointsIntoTheFile() throws {
  let note = try note("---\ntitle: a\ntags: [b\n---\n")
  #expect(note.errors.map(\.identifier) == ["front-matter-yaml"])
  #expect(note.errors[0].range.start.line >= 3)
}

@Test func frontMatterMustBeClosed() throws {
  #expect(try note("---\ntitle: a\n").errors.map(\.identifier) == ["front-matter-open"])
}

@Test func bytesThatAreNotUTF8HaveAPlace() {
  let bytes = Data("中文\nab".utf8) + Data([0xB6, 0xCB]) + Data("\n".utf8)
  #expect(throws: NoteError.self) { try Note(path: "n.md", bytes: bytes) }
  do {
    _ = try Note(path: "n.md", bytes: bytes)
  } catch {
    #expect(texts(error.diagnostics) == ["2:3 the byte 0xB6 is not UTF-8 text"])
  }
}

@Test func byteOrderMarkIsNoText() throws {
  let note = try Note(path: "n.md", bytes: Data([0xEF, 0xBB, 0xBF]) + Data("# T".utf8))
  #expect(note.title == "T")
}
