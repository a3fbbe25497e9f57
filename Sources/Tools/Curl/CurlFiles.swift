/// The files that curl's options name; `-` is standard input.
struct CurlFiles {
  private let process: Process
  /// All of standard input, where an option wants it.
  private let standardInput: [UInt8]

  init(_ process: Process, standardInput: [UInt8]) {
    self.process = process
    self.standardInput = standardInput
  }

  /// The bytes of a file; nil, with a warning, when there is none.
  func read(_ name: String, _ word: String) throws(CurlOptions.Problem) -> [UInt8]? {
    if name == "-" { return standardInput }
    do throws(OpenFailure) {
      return try process.node.files.open(FileSystem.resolve(name, in: process.workingDirectory))
    } catch {
      if case .notSimulated(let missing) = error { throw .unsimulated(missing) }
      if word != "-T", word != "--upload-file" {
        process.writeError(
          "Warning: Couldn't read data from file \"\(name)\", this makes an empty POST.\n")
      }
      return nil
    }
  }

  /// Some option asks for standard input.
  static func wantsInput(_ arguments: [String]) -> Bool {
    arguments.contains { $0 == "@-" || $0.hasSuffix("@-") }
      || zip(arguments, arguments.dropFirst()).contains {
        ($0 == "-T" || $0 == "--upload-file") && ($1 == "-" || $1 == ".")
      }
  }
}
