import ArgumentParser
import Dispatch
import Foundation
import Garden
import Notebook
import Preview

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Publishes the garden and serves it on this machine; saves are seen at once.",
    discussion: """
      Pages reload where they are looked at when a note or the theme is saved, and show what is wrong with them. \
      Ctrl-C ends it.
      """)

  @Option(help: "The port to listen on; 0 for any that is free.")
  var port = 8080

  @Option(
    help: "The address to listen on. Others than this machine can read the garden when it is not 127.0.0.1.")
  var host = "127.0.0.1"

  @Flag(help: "Open the garden in the browser.")
  var open = false

  @Option(help: ArgumentHelp("The folder of notes.", valueName: "folder"))
  var notes = "Notebooks"

  @Option(help: ArgumentHelp("The folder of the theme: site.yml, templates/, assets/.", valueName: "folder"))
  var site = "Site"

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the site is written.", valueName: "folder"))
  var output = "_site"

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Print nothing but the address.")
  var quiet = false

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is a number from 0 to 65535") }
  }

  func run() throws {
    func folder(_ path: String) -> String {
      path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    var builder = GardenBuilder()
    (builder.notesFolder, builder.siteFolder, builder.output) = (folder(notes), folder(site), folder(output))
    builder.cache = cache.chosen
    builder.stateFolder = cache.cache ? GardenBuilder.userStateFolder() : nil
    let memory = BuildMemory()
    builder.memory = memory
    guard FileManager.default.fileExists(atPath: builder.notesFolder) else {
      throw UsageProblem(text: "\(builder.notesFolder): there is no such folder of notes")
    }
    let garden = ServedGarden(builder, isQuiet: quiet)
    let preview = Preview(epoch: String(ProcessInfo.processInfo.processIdentifier)) { garden.build($0) }
    // From here on Ctrl-C is a wish, not a blow.
    let end = Self.endSignals()
    let port: Int
    do {
      port = try preview.start(
        site: builder.output, host: host, port: self.port,
        watching: [builder.notesFolder, builder.siteFolder])
    } catch let problem as ServerProblem {
      throw UsageProblem(text: problem.description)
    }
    let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)/"
    Terminal.print("\(address)\n")
    if !quiet { Terminal.report("watching \(builder.notesFolder) and \(builder.siteFolder); Ctrl-C ends it") }
    if open { Self.show(address) }
    end.wait()
    preview.stop()
    memory.finish()
    Terminal.progress("")
  }

  /// Is signalled when the user, or the system, wants this to end.
  private static func endSignals() -> DispatchSemaphore {
    let end = DispatchSemaphore(value: 0)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { end.signal() }
      source.resume()
      sources.append(source)
    }
    return end
  }

  /// They live as long as the program.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  private static func show(_ address: String) {
    #if os(macOS)
      let opener = "open"
    #else
      let opener = "xdg-open"
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [opener, address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if (try? process.run()) == nil { Terminal.report("\(opener) is missing; open \(address) yourself") }
  }
}
