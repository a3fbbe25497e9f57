import Foundation
import Lab
import NetLanguage
import Notebook

/// `--pcap DIR`: a capture file for every traced line, named after its place in the source.
struct CaptureFolder {
  let path: String
  private var used: Set<String> = []

  init(path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw UsageProblem(text: "\(path): the folder cannot be made")
    }
  }

  /// `cell` is the number of the line's cell in a note; nil for a bare file of statements.
  mutating func save(_ lines: [LineResult], cell: Int?) throws {
    for line in lines where !line.trace.isEmpty {
      let number = line.statement.range.start.line
      let stem = (cell.map { "cell-\($0)-" } ?? "") + "line-\(number)"
      var name = stem
      var copy = 2
      while !used.insert(name).inserted {
        name = "\(stem)-\(copy)"
        copy += 1
      }
      let file = TraceCapture.pcapng(of: line.trace, comment: line.line.command.value)
      do {
        try AtomicFile.write(Data(file), to: "\(path)/\(name).pcapng")
      } catch {
        throw UsageProblem(text: "\(error)")
      }
    }
  }
}
