import NetLanguage
import Testing

@Suite struct HereDocumentTests {
  private func commands(_ text: String) -> [String] {
    let cell = CellParser.parse("host a\n" + text)
    #expect(cell.diagnostics.filter { $0.severity == .error }.isEmpty, "\(cell.diagnostics)")
    return cell.statements.compactMap {
      if case .console(let line) = $0.kind { line.command.value } else { nil }
    }
  }

  @Test func linesUpToTheDelimiterBelongToTheCommand() {
    #expect(
      commands("a# cat <<EOF > f\nhost: b\n# no comment\nEOF\na# true")
        == ["cat <<EOF > f\nhost: b\n# no comment\nEOF", "true"])
  }

  @Test func quotesRoundTheDelimiterDoNotCount() {
    #expect(commands("a# cat <<'END'\nit's $x\nEND\na# true").count == 2)
    #expect(commands("a# cat <<-END\n\tx\n\tEND\na# true").count == 2)
  }

  @Test func aHereStringIsNoDocument() {
    #expect(commands("a# cat <<< EOF\na# true").count == 2)
  }

  @Test func quotedMarksAndCommentsAreNoDocuments() {
    #expect(commands("a# echo '<<EOF'\na# true # <<EOF\na# echo EOF").count == 3)
  }

  @Test func aTranscriptShowsTheFirstLine() {
    let cell = CellParser.parse("host a\na# cat <<EOF\nx\nEOF\n")
    guard case .console(let line)? = cell.statements.last?.kind else {
      Issue.record("there is a console line")
      return
    }
    #expect(line.shownCommand == "cat <<EOF")
  }
}
