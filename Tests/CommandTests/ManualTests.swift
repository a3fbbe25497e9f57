import Foundation
import Testing

/// The terminal sessions in the manual: a fence `console` has commands behind `$ ` and what they print, and a fence with
/// `title=FILE` is a file that they find. Both are carried out as they stand.
struct ManualChapter: Sendable, CustomTestStringConvertible {
  struct Fence {
    var info: String
    var line: Int
    var lines: [String] = []
  }

  let name: String
  let fences: [Fence]
  var testDescription: String { name }

  static let all = ["running", "recording", "checking", "ci"].map { ManualChapter(name: $0) }

  init(name: String) {
    self.name = name
    let text = (try? Repository.text(of: "Notebooks/manual/\(name).md")) ?? ""
    var fences: [Fence] = []
    var mark: String?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let open = mark {
        if line == open { mark = nil } else { fences[fences.count - 1].lines.append(String(line)) }
      } else if line.hasPrefix("```") {
        let ticks = line.prefix { $0 == "`" }
        mark = String(ticks)
        fences.append(Fence(info: String(line.dropFirst(ticks.count)), line: index + 1))
      }
    }
    self.fences = fences
  }
}

extension ManualChapter.Fence {
  var file: String? {
    info.split(separator: " ").first { $0.hasPrefix("title=") }.map { String($0.dropFirst("title=".count)) }
  }

  /// Each command with the lines that it prints.
  var session: [(command: String, output: [String])] {
    var session: [(command: String, output: [String])] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        session.append((String(line.dropFirst(2)), []))
      } else if !session.isEmpty {
        session[session.count - 1].output.append(line)
      }
    }
    return session
  }
}

@Test(arguments: ManualChapter.all)
func sessionsOfTheManualPrintWhatItSays(_ chapter: ManualChapter) throws {
  let netnote = try Netnote()
  defer { netnote.remove() }
  let programs = netnote.folder.appendingPathComponent(".programs")
  try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
  try FileManager.default.createSymbolicLink(
    at: programs.appendingPathComponent("netnote"), withDestinationURL: Netnote.executable)
  var count = 0
  for fence in chapter.fences {
    if let file = fence.file {
      try netnote.write(Data(fence.lines.map { $0 + "\n" }.joined().utf8), to: file)
    }
    guard fence.info == "console" else { continue }
    for (command, output) in fence.session {
      let outcome = try Tool("bash").run(
        ["-c", command], in: netnote.folder, environment: ["PATH": programs.path + ":/usr/bin:/bin"])
      let printed = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(
        (printed.last == "" ? printed.dropLast() : printed) == output,
        "Notebooks/manual/\(chapter.name).md:\(fence.line): $ \(command)")
      count += 1
    }
  }
  #expect(count > 3)
}
