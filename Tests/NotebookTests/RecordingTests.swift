import Lab
import NetLanguage
import Simulation
import Testing

@testable import Notebook

/// The outcome of a cell whose commands printed this, without running anything.
private func result(of text: String, printing outputs: [String]) throws -> NoteResult {
  let note = try note(text)
  var names = KnownNames()
  names.introduce("a", as: .host(.init()), line: 1)
  var captures = Captures()
  var cells: [CellOutcome] = []
  var rest = outputs[...]
  for cell in note.cells {
    let text = CellText(cell, names: names)
    var result = CellResult(topology: Topology())
    for statement in text.parsed.statements {
      guard case .console(let line) = statement.kind else { continue }
      result.lines.append(
        LineResult(
          statement: statement, line: line, output: rest.popFirst() ?? "", exitStatus: 0, listings: [],
          trace: [],
          isTraceTruncated: false, started: .zero))
    }
    let comparisons = text.regions(for: result.lines, in: note.source).map {
      RecordedComparison($0, &captures)
    }
    cells.append(
      CellOutcome(
        cell: cell, parsed: text.parsed, state: .ran, result: result, comparisons: comparisons, failures: [],
        expectedFailures: []))
  }
  return NoteResult(note: note, cells: cells, noteFailures: [])
}

private func differences(_ text: String, printing outputs: [String]) throws -> [Int] {
  try result(of: text, printing: outputs).cells.flatMap(\.comparisons).filter { !$0.isEqual }.map(
    \.firstDifference)
}

private let one =
  "# 题\n\n```net\na# ip route\n```\n\n```output\ndefault via 10.0.0.1\n10.0.0.0/24 dev eth0\n```\n结尾\n"

@Test func recordingThatHoldsIsLeftAlone() throws {
  let result = try result(of: one, printing: ["default via 10.0.0.1 \n10.0.0.0/24 dev eth0 \n"])
  #expect(RecordingWriter.corrected(result) == nil)
}

@Test func oneWrongDigitIsFoundOnItsLine() throws {
  let outputs = ["default via 10.0.0.1\n10.0.1.0/24 dev eth0\n"]
  #expect(try differences(one, printing: outputs) == [9])
  let comparison = try result(of: one, printing: outputs).cells[0].comparisons[0]
  #expect(comparison.diff == ["  default via 10.0.0.1", "- 10.0.0.0/24 dev eth0", "+ 10.0.1.0/24 dev eth0"])
}

@Test func recordingChangesOnlyTheLinesThatDiffer() throws {
  let outputs = ["default via 10.0.0.1\n10.0.1.0/24 dev eth0\nextra\n"]
  let text = try #require(RecordingWriter.corrected(try result(of: one, printing: outputs)))
  #expect(text == one.replacing("10.0.0.0/24 dev eth0\n", with: "10.0.1.0/24 dev eth0\nextra\n"))
  #expect(RecordingWriter.corrected(try result(of: text, printing: outputs)) == nil)
}

@Test func carriageReturnsAreKept() throws {
  let outputs = ["x\ny\n"]
  let windows = one.replacing("\n", with: "\r\n")
  let text = try #require(RecordingWriter.corrected(try result(of: windows, printing: outputs)))
  let plain = try #require(RecordingWriter.corrected(try result(of: one, printing: outputs)))
  #expect(Array(text.utf8) == Array(plain.replacing("\n", with: "\r\n").utf8))
}

@Test func wildcardsThatHoldAreKept() throws {
  let text = "```net\na# ss\n```\n```output\nhead {{*}}\n...\nlast 1\n```\n"
  #expect(try differences(text, printing: ["head x\nm\nn\nlast 1\n"]) == [])
  let corrected = RecordingWriter.corrected(try result(of: text, printing: ["head x\nm\nn\nlast 1\nmore\n"]))
  #expect(corrected == text.replacing("last 1\n", with: "last 1\nmore\n"))
}

@Test func namedPlaceholdersMustAgreeWithinANote() throws {
  let text =
    "```net\na# x\n```\n```output\nport {{p:number}}\n```\n\n```net\na# y\n```\n```output\nagain {{p:number}}\n```\n"
  #expect(try differences(text, printing: ["port 5\n", "again 5\n"]) == [])
  #expect(try differences(text, printing: ["port 5\n", "again 6\n"]) == [12])
}

@Test func severalCommandsAreRecordedAsATranscript() throws {
  let text = "```net\na# echo 1\na# echo 2\n```\n```output\na# echo 1\n1\na# echo 2\n2\n```\n"
  #expect(try differences(text, printing: ["1\n", "2\n"]) == [])
  #expect(try differences(text, printing: ["1\n", "3\n"]) == [9])
}

@Test func oneCommandMayBeRecordedEitherWay() throws {
  #expect(try differences("```net\na# echo 1\n```\n```output\n1\n```\n", printing: ["1"]) == [])
  #expect(try differences("```net\na# echo 1\n```\n```output\na# echo 1\n1\n```\n", printing: ["1"]) == [])
}

@Test func emptyRecordingIsFilledAndEmptiedAgain() throws {
  let empty = "> ```net\n> a# echo 1\n> ```\n> ```output\n> ```\n"
  let filled = "> ```net\n> a# echo 1\n> ```\n> ```output\n> 1\n> ```\n"
  #expect(RecordingWriter.corrected(try result(of: empty, printing: ["1\n"])) == filled)
  #expect(RecordingWriter.corrected(try result(of: filled, printing: [""])) == empty)
}

@Test func sessionsAreComparedUnderEachPrompt() throws {
  let text = "```net session\na# echo 1\n1\n\na# echo 2\nwrong\n```\n"
  #expect(try differences(text, printing: ["1\n", "2\n"]) == [6])
  let corrected = RecordingWriter.corrected(try result(of: text, printing: ["1\n", "2\n"]))
  #expect(corrected == text.replacing("wrong", with: "2"))
  let missing = "```net session\na# echo 1\na# echo 2\n2\n```\n"
  #expect(
    RecordingWriter.corrected(try result(of: missing, printing: ["1\n", "2\n"]))
      == missing.replacing("a# echo 1\n", with: "a# echo 1\n1\n"))
}

@Test func outputThatWouldEndItsFenceGetsALongerOne() throws {
  let text = "```net\na# cat x\n```\n```output\nx\n```\n"
  let corrected = try #require(RecordingWriter.corrected(try result(of: text, printing: ["```\ny\n"])))
  #expect(corrected == "```net\na# cat x\n```\n````output\n```\ny\n````\n")
  #expect(RecordingWriter.corrected(try result(of: corrected, printing: ["```\ny\n"])) == nil)
}

// MARK: Choosing among changes

private let elided = "```net\na# x\n```\n```output\nfirst\n...\nlast 1\n```\n"

@Test func wrongLineBehindAnElisionIsReplacedNotSwallowed() throws {
  let outputs = ["first\nm\nn\nlast 2\n"]
  let corrected = RecordingWriter.corrected(try result(of: elided, printing: outputs))
  #expect(corrected == elided.replacing("last 1", with: "last 2"))
}

@Test func wrongLineBetweenElisionsMakesWayForTheOneMostLikeIt() throws {
  let text = "```net\na# x\n```\n```output\n...\ntcp port 80\n...\n```\n"
  let corrected = RecordingWriter.corrected(try result(of: text, printing: ["a\nb\ntcp port 81\nc\n"]))
  #expect(corrected == text.replacing("port 80", with: "port 81"))
}

@Test func linesOnBothSidesOfAnElisionThatHidesNothingStayOnTheirSides() throws {
  let corrected = RecordingWriter.corrected(try result(of: elided, printing: ["one\ntwo\n"]))
  #expect(corrected == elided.replacing("first", with: "one").replacing("last 1", with: "two"))
}

@Test func eachChangeCanBeMadeAlone() throws {
  let text = "```net\na# x\n```\n```output\n1\nsame\n2\n```\n\n```net\na# y\n```\n```output\n3\n```\n"
  let result = try result(of: text, printing: ["A\nsame\nB\n", "C\n"])
  let hunks = RecordingWriter.hunks(of: result)
  #expect(hunks.map(\.line) == [5, 7, 14] && hunks.map(\.cell) == [1, 1, 2])
  #expect(hunks.map(\.added) == [["A"], ["B"], ["C"]])
  let second = RecordingWriter.text(of: result.note.source, with: [hunks[1]])
  #expect(second == text.replacing("\n2\n", with: "\nB\n"))
  #expect(RecordingWriter.hunks(of: result, inCell: "2") == [hunks[2]])
}

@Test func missingFenceIsAddedOnDemandAlone() throws {
  let text = "> 1. x\n>\n>    ```net\n>    a# x\n>    a# y\n>    ```\n\nend\n"
  let result = try result(of: text, printing: ["1\n\n", "````\n"])
  #expect(RecordingWriter.hunks(of: result).isEmpty)
  let hunks = RecordingWriter.hunks(of: result, addsFences: true)
  let written = RecordingWriter.text(of: result.note.source, with: hunks)
  let fence = ["", "`````output", "a# x", "1", "", "a# y", "````", "`````"].map { ">    " + $0 }
  let block = fence.map { $0 == ">    " ? ">\n" : $0 + "\n" }.joined()
  #expect(written == text.replacing("\n\nend", with: "\n" + block + "\nend"))
  let again = try outcome(of: written, printing: ["1\n\n", "````\n"])
  #expect(RecordingWriter.hunks(of: again, addsFences: true).isEmpty)
}

/// The same under another name, where a local one hides it.
private func outcome(of text: String, printing outputs: [String]) throws -> NoteResult {
  try result(of: text, printing: outputs)
}

@Test func quietAndHiddenCellsGetNoFence() throws {
  let text = "```net\na# x\n```\n\n```net\n#| output: false\na# y\n```\n"
  #expect(RecordingWriter.hunks(of: try result(of: text, printing: ["", "y\n"]), addsFences: true).isEmpty)
}

@Test func wildcardsThatHideNothingArePointedOut() throws {
  let text = "- ```net\n  a# x\n  ```\n\n  ```output\n  one {{*}}1 {{*}}\n  ...\n  two\n  ...\n  ```\n"
  let result = try result(of: text, printing: ["one 1 more\ntwo\nthree\n"])
  #expect(result.warnings.map(\.identifier) == ["idle-wildcard", "idle-wildcard"])
  #expect(result.warnings.map(\.range.start) == [.init(line: 6, column: 7), .init(line: 7, column: 3)])
}

@Test func acceptingTwiceChangesNothing() throws {
  // Recordings and outputs over a small alphabet, as many as there are: whatever they are, one acceptance settles it.
  let recordable = ["a", "b", "...", "x{{*}}", "{{n:number}}"]
  let printable = ["a", "b", "x1", "7"]
  var count = 0
  for code in 0..<(5 * 5 * 5 * 4 * 4 * 4) where code % 7 == 0 {
    let recorded = (0..<3).map { recordable[code / [1, 5, 25][$0] % 5] }
    let printed = (0..<3).map { printable[code / [125, 500, 2000][$0] % 4] }
    let text = "```net\na# x\n```\n```output\n\(recorded.joined(separator: "\n"))\n```\n"
    let output = printed.joined(separator: "\n") + "\n"
    guard let once = RecordingWriter.corrected(try result(of: text, printing: [output])) else { continue }
    count += 1
    let twice = RecordingWriter.corrected(try result(of: once, printing: [output]))
    #expect(twice == nil, "\(recorded) \(printed)")
  }
  #expect(count > 500)
}

@Test func outputOfAScriptMayStandWithoutItsCommands() throws {
  let text = "```net\na# echo 1\na# true\na# echo 2\n```\n```output\n1\n{{x:number}}\n```\n"
  #expect(try result(of: text, printing: ["1\n", "", "2\n"]).cells[0].comparisons[0].isEqual)
  // What differs is recorded with the commands, so that it is plain which of them printed what.
  #expect(
    RecordingWriter.corrected(
      try result(of: text.replacing("{{x:number}}", with: "2"), printing: ["1\n", "", "b\n"]))
      == text.replacing("1\n{{x:number}}", with: "a# echo 1\n1\na# true\na# echo 2\nb"))
}
