import Foundation
import Lab
import Notebook
import Simulation
import Testing

/// A corpus of small notes with one planted mistake each. The comment `# planted: WORDS` stands above the line that is
/// wrong (or that lacks something); nothing but this test reads it.
struct PlantedFault: CustomTestStringConvertible, Sendable {
  let name: String
  let note: Note
  let line: Int
  let words: String

  var testDescription: String { name }

  static let all: [PlantedFault] = {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Faults")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.sorted().compactMap { file in
      try? PlantedFault(path: folder.appendingPathComponent(file).path, name: file)
    }
  }()

  init?(path: String, name: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    let mark = "# planted: "
    guard let index = lines.firstIndex(where: { $0.hasPrefix(mark) }) else { return nil }
    self.name = name
    note = try Note(path: name, text: text)
    line = index + 2
    words = String(lines[index].dropFirst(mark.count))
  }
}

@Test func corpusOfFaultsIsThere() { #expect(PlantedFault.all.count >= 50) }

@Test(arguments: PlantedFault.all)
func explanationNamesThePlantedLine(_ fault: PlantedFault) {
  let failures = NoteRunner().run(fault.note).failures
  let explanations = failures.compactMap(\.failure.explanation)
  let lines = explanations.flatMap(\.lines)
  let text = (explanations.flatMap(\.reasons).map(\.english) + lines.map(\.text)).joined(separator: "\n")
  #expect(lines.contains { $0.origin.line == fault.line && $0.origin.file == nil }, "\(text)")
  #expect(text.lowercased().contains(fault.words.lowercased()), "\(text)")
}

@Test(arguments: PlantedFault.all)
func explanationsSpeakChineseToo(_ fault: PlantedFault) {
  let explanations = NoteRunner().run(fault.note).failures.compactMap(\.failure.explanation)
  #expect(!explanations.isEmpty)
  for phrase in explanations.flatMap(\.reasons) {
    #expect(!phrase.chinese.isEmpty && phrase.chinese != phrase.english, "\(phrase.english)")
  }
}
