/// `wc` (coreutils).
enum WordCount {
  static let program = Program(
    "wc",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "lwcmL",
        names: [("lines", "l"), ("words", "w"), ("bytes", "c"), ("chars", "m"), ("max-line-length", "L")],
        missingNames: ["files0-from", "total"])
      guard let options = try process.options(syntax) else { return }
      var chosen: [Character] = []
      for letter in "lwmcL" where options.has(letter) { chosen.append(letter) }
      if chosen.isEmpty { chosen = ["l", "w", "c"] }
      var status = 0
      var results: [(counts: [Int], name: String)] = []
      var collected: [UInt8] = []
      let files = options.operands
      process.readAll(
        files, failed: { status = 1 },
        handle: { path, bytes in
          if let bytes {
            collected += bytes
            return
          }
          results.append((chosen.map { count($0, collected) }, files.isEmpty ? "" : path))
          collected = []
        },
        end: {
          if files.count > 1 {
            var total = chosen.map { _ in 0 }
            for result in results { for index in total.indices { total[index] += result.counts[index] } }
            results.append((total, "total"))
          }
          process.write(text(results, fromInput: files.isEmpty || files == ["-"], files: files))
          process.exit(status)
        })
    })

  private static func count(_ letter: Character, _ bytes: [UInt8]) -> Int {
    switch letter {
    case "l": return bytes.reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
    case "c": return bytes.count
    case "m": return bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    case "L": return String(decoding: bytes, as: UTF8.self).textLines.map { $0.count }.max() ?? 0
    default:
      var words = 0
      var isInWord = false
      for byte in bytes {
        let isBlank = byte == 32 || (byte >= 9 && byte <= 13)
        if !isBlank, !isInWord { words += 1 }
        isInWord = !isBlank
      }
      return words
    }
  }

  /// Numbers are as wide as the total size needs; seven wide when a pipe's size is unknown and there are several.
  private static func text(_ results: [(counts: [Int], name: String)], fromInput: Bool, files: [String])
    -> String
  {
    let hasOne = results.first?.counts.count == 1 && results.count == 1
    var width = results.flatMap { $0.counts }.map { String($0).count }.max() ?? 1
    if fromInput || files.contains("-") { width = 7 }
    if hasOne { width = 1 }
    var text = ""
    for result in results {
      text += result.counts.map { String($0).leftPadded(width) }.joined(separator: " ")
      text += (result.name.isEmpty ? "" : " " + result.name) + "\n"
    }
    return text
  }
}
