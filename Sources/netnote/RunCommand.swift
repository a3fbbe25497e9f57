import ArgumentParser
import Foundation
import Notebook

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a note, or a bare file of cells, and prints what its commands print.")

  @Argument(help: ArgumentHelp("A note (.md) or a file of statements (.net).", valueName: "file"))
  var path: String

  @Option(help: ArgumentHelp("Write the note as one self-contained page.", valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("Write the results as JSON; - is standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a capture file (pcapng) for every traced line.", valueName: "folder"))
  var pcap: String?

  @Flag(help: "Record what came out in the note, changing only the lines that differ.")
  var write = false

  @Flag(
    help: "Print which line of the note made each rule, route, address, container and socket that is listed.")
  var origins = false

  @Flag(help: "Write the page although the note fails.")
  var force = false

  @OptionGroup var parameters: ParameterOptions

  @OptionGroup var cache: CacheOptions

  @Flag(help: "For a .net file: print the rules that traced packets met, on standard error.")
  var trace = false

  @Flag(help: "Print failures only.")
  var quiet = false

  @Flag(help: "Print the place of each cell.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
    guard isScript else { return }
    if origins { throw ValidationError("--origins needs a note; \(path) is a bare file of statements") }
    if html != nil { throw ValidationError("--html needs a note; \(path) is a bare file of statements") }
    if write { throw ValidationError("--write needs a note; \(path) is a bare file of statements") }
    if !parameters.values.isEmpty {
      throw ValidationError("--param needs a note; \(path) is a bare file of statements")
    }
  }

  private var isScript: Bool { path.hasSuffix(".net") }

  func run() throws {
    let bytes: Data
    do {
      bytes = try FileReader.bytes(at: path)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
    if isScript {
      try ScriptRun(path: path, json: json, pcap: pcap, showsTrace: trace, isQuiet: quiet).run(bytes)
    } else {
      try NoteRun(command: self).run(bytes)
    }
  }

  /// Writes a file whole, or says why it cannot.
  static func save(_ text: String, to path: String) throws {
    if path == "-" { return Terminal.print(text) }
    do {
      try AtomicFile.write(text, to: path)
    } catch {
      throw UsageProblem(text: "\(error)")
    }
  }
}
