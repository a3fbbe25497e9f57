import Foundation

/// Another program that reads what netnote writes. Where it is not installed, its tests are left out; in continuous
/// integration they are not, because `.ci/prepare --tests` installs it.
struct Tool: Sendable {
  private let executable: String
  private let arguments: [String]
  let isInstalled: Bool

  /// A program of the distribution.
  init(_ name: String) {
    executable = "/usr/bin/" + name
    arguments = []
    isInstalled = FileManager.default.isExecutableFile(atPath: executable)
  }

  /// Python with a module of the distribution.
  init(python module: String, running script: String) {
    executable = "/usr/bin/python3"
    arguments = ["-I", "-c", script]
    let probe = Tool(executable, ["-I", "-c", "import " + module])
    isInstalled = (try? probe.run([], in: FileManager.default.temporaryDirectory).status) == 0
  }

  private init(_ executable: String, _ arguments: [String]) {
    (self.executable, self.arguments, isInstalled) = (executable, arguments, true)
  }

  var isExpected: Bool { isInstalled || ProcessInfo.processInfo.environment["CI"] != nil }

  /// Both of its outputs are one, as on a terminal.
  func run(
    _ more: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments + more
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder.path]
      .merging(environment) { $1 }
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}
