/// `md5sum`, `sha1sum`, `sha256sum` and `cksum` (coreutils).
enum DigestPrograms {
  static let programs: [Program] = [
    digest("md5sum", MessageDigests.md5), digest("sha1sum", MessageDigests.sha1),
    digest("sha256sum", MessageDigests.sha256), checksum,
  ]

  private static func digest(_ name: String, _ function: @escaping ([UInt8]) -> [UInt8]) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        let syntax = CommandOptions.Syntax(
          letters: "bt", names: [("binary", "b"), ("text", "t")], missing: "cwz",
          missingNames: ["check", "tag", "quiet", "status", "warn", "zero", "strict", "ignore-missing"])
        guard let options = try process.options(syntax) else { return }
        let sign = options.has("b") ? " *" : "  "
        forEach(process, options.operands) { path, bytes in
          MessageDigests.hexadecimal(function(bytes)) + sign + path
        }
      })
  }

  private static let checksum = Program(
    "cksum",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "", missing: "acl", missingNames: ["algorithm", "check", "length", "tag", "untagged"])
      guard let options = try process.options(syntax) else { return }
      let hasNames = !options.operands.isEmpty
      forEach(process, options.operands) { path, bytes in
        "\(MessageDigests.posixChecksum(bytes)) \(bytes.count)" + (hasNames ? " " + path : "")
      }
    })

  /// A line for each file, or for standard input.
  private static func forEach(
    _ process: Process, _ paths: [String], _ line: @escaping (String, [UInt8]) -> String
  ) {
    var status = 0
    var collected: [UInt8] = []
    process.readAll(
      paths, failed: { status = 1 },
      handle: { path, bytes in
        guard let bytes else {
          process.write(line(path, collected) + "\n")
          collected = []
          return
        }
        collected += bytes
      },
      end: { process.exit(status) })
  }
}
