import ArgumentParser
import Foundation
import Lab
import Notebook

/// `netnote run FILE.net`: the transcript as a terminal would show it.
struct ScriptRun {
  var path: String
  var json: String?
  var pcap: String?
  var showsTrace: Bool
  var isQuiet: Bool

  func run(_ bytes: Data) throws {
    let result: (lines: [LineResult], failures: [NoteFailure])
    do {
      result = try ScriptRunner.run(path: path, bytes: bytes)
    } catch {
      NoteRun.report(error, path: path, bytes: bytes)
      throw ExitCode(2)
    }
    for line in result.lines {
      if !isQuiet, json != "-" { Terminal.print(Transcript.text(of: [line])) }
      if showsTrace, !line.trace.isEmpty { Terminal.report(ResultJSON.traceText(of: line)) }
    }
    if let json { try RunCommand.save(ResultJSON.transcript(result.lines).text, to: json) }
    if let pcap {
      var folder = try CaptureFolder(path: pcap)
      try folder.save(result.lines, cell: nil)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = NoteSource(path: path, text: text).lines
    let writer = FailureText(isColoured: Terminal.colouredReports) { _ in lines }
    for failure in result.failures { Terminal.report(writer.text(for: failure)) }
    let isSimulated = !result.failures.contains { $0.failure.identifier == "not-simulated" }
    if !result.failures.isEmpty { throw ExitCode(isSimulated ? 1 : 2) }
  }
}
