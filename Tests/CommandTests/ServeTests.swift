import Foundation
import Synchronization
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `netnote serve` in a folder of its own, until it is told to end.
private final class Serving {
  private let process = Process()
  private let output = Pipe()
  let address: String

  init(_ netnote: Netnote, _ arguments: String...) throws {
    process.executableURL = Netnote.executable
    process.arguments = ["serve"] + arguments
    process.currentDirectoryURL = netnote.folder
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    address = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var port: Int { Int(address.dropLast().split(separator: ":").last ?? "") ?? 0 }

  func end(_ signal: Int32) -> Int32 {
    kill(process.processIdentifier, signal)
    for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
    guard !process.isRunning else { return -2 }
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }
}

private func download(_ address: String) throws -> String {
  let url = try #require(URL(string: address))
  let text = Mutex("")
  let done = DispatchSemaphore(value: 0)
  URLSession.shared.dataTask(with: url) { data, _, _ in
    text.withLock { $0 = String(decoding: data ?? Data(), as: UTF8.self) }
    done.signal()
  }.resume()
  done.wait()
  return text.withLock { $0 }
}

@Test(arguments: [SIGINT, SIGTERM]) func serveShowsTheGardenUntilItIsInterrupted(signal: Int32) throws {
  let netnote = try Netnote(["Notebooks/a.md": "# 好\n"])
  defer { netnote.remove() }
  let serving = try Serving(netnote, "--port", "0")
  #expect(serving.address.hasPrefix("http://127.0.0.1:") && serving.port > 0)
  #expect(try download(serving.address + "a.html").contains("/_netnote/reload.js"))
  #expect(try !netnote.text(of: "_site/a.html").contains("_netnote"))
  #expect(serving.end(signal) == 0)
}

@Test func serveSaysThatThePortIsTaken() throws {
  let netnote = try Netnote(["Notebooks/a.md": "# 好\n"])
  defer { netnote.remove() }
  let serving = try Serving(netnote, "--port", "0")
  let outcome = try netnote.run("serve", "--port", String(serving.port))
  #expect(outcome.status == 2 && outcome.output.isEmpty)
  #expect(
    outcome.errors.hasPrefix(
      "netnote: port \(serving.port) of 127.0.0.1 is taken by another program; --port "))
  _ = serving.end(SIGINT)
}

@Test(arguments: [["--port", "70000"], ["--notes", "nowhere"], ["--host", "192.0.2.1"]])
func serveTellsWrongCallsFromFaults(arguments: [String]) throws {
  let netnote = try Netnote(["Notebooks/a.md": "# 好\n"])
  defer { netnote.remove() }
  let outcome = try netnote.runAll(["serve"] + arguments)
  #expect(outcome.status == 2 && !outcome.errors.isEmpty)
}
