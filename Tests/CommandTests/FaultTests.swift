import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A crash is netnote's fault and says so: a script must not take it for the failure of a note.
@Test func crashEndsWithThree() throws {
  let netnote = try Netnote(["n.md": "```net\nhost a\na# echo 1\n```\n```output\n2\n```\n"])
  defer { netnote.remove() }
  let (process, input, output, errors) = (Process(), Pipe(), Pipe(), Pipe())
  process.executableURL = Netnote.executable
  process.arguments = ["accept", "n.md", "--review"]
  process.currentDirectoryURL = netnote.folder
  process.environment = ["PATH": "/usr/bin:/bin"]
  (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
  try process.run()
  // It asks now, and waits for an answer that will not come.
  _ = output.fileHandleForReading.availableData
  kill(process.processIdentifier, SIGSEGV)
  process.waitUntilExit()
  #expect(process.terminationReason == .exit && process.terminationStatus == 3)
  let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  #expect(text.hasPrefix("netnote: a fault of netnote itself"))
}
