import Simulation

/// `diff` (diffutils): the usual form, `-u`, `-q`, `-s` and `-y` apart, line by line.
enum Diff {
  static let program = Program(
    "diff",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "uqsiwbBU:N",
        names: [
          ("unified", "u"), ("brief", "q"), ("report-identical-files", "s"), ("ignore-case", "i"),
          ("ignore-all-space", "w"), ("ignore-space-change", "b"), ("ignore-blank-lines", "B"),
          ("new-file", "N"),
        ],
        missing: "aceCdDEfFHIlLnpPrStTvWxXyZ",
        missingNames: ["side-by-side", "context", "recursive", "color", "label", "ed", "rcs", "normal"])
      guard let options = try process.options(syntax, status: 2) else { return }
      let paths = options.operands
      guard paths.count == 2 else {
        process.complain(
          paths.count < 2 ? "missing operand after '\(paths.first ?? "diff")'" : "extra operand '\(paths[2])'"
        )
        process.writeError("diff: Try 'diff --help' for more information.\n")
        return process.exit(2)
      }
      try ComparePrograms.readTwo(process, paths) { first, second in
        compare(process, options, LineFile(first), LineFile(second))
      }
    })

  /// A file as lines; the last one may lack its newline.
  fileprivate struct LineFile {
    var lines: [String]
    var lacksNewline: Bool

    init(_ bytes: [UInt8]) {
      lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      lacksNewline = bytes.last.map { $0 != 10 } ?? false
      if !lacksNewline { lines.removeLast() }
    }

    /// A line with its sign, and the remark behind a last line without a newline.
    func text(_ index: Int, _ sign: String) -> String {
      let isOpen = lacksNewline && index == lines.count - 1
      return sign + lines[index] + "\n" + (isOpen ? "\\ No newline at end of file\n" : "")
    }
  }

  /// Lines of the first file that give way to lines of the second.
  private struct Hunk {
    var old: Range<Int>
    var new: Range<Int>
  }

  private static func compare(
    _ process: Process, _ options: CommandOptions, _ first: LineFile, _ second: LineFile
  ) {
    let paths = options.operands
    let hunks = hunks(first, second, key: { key($0, options) })
    guard !hunks.isEmpty else {
      if options.has("s") { process.write("Files \(paths[0]) and \(paths[1]) are identical\n") }
      return process.exit(0)
    }
    if options.has("q") {
      process.write("Files \(paths[0]) and \(paths[1]) differ\n")
    } else if options.has("u") || options.has("U") {
      let context = options.last("U").flatMap { Int($0) } ?? 3
      process.write(header(process, paths) + unified(hunks, first, second, context: context))
    } else {
      process.write(hunks.map { normal($0, first, second) }.joined())
    }
    process.exit(1)
  }

  /// What two lines are compared by.
  private static func key(_ line: String, _ options: CommandOptions) -> String {
    var key = options.has("i") ? line.lowercased() : line
    if options.has("w") { key = String(key.filter { $0 != " " && $0 != "\t" }) }
    if options.has("b") {
      key = key.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }
    return key
  }

  /// The longest common subsequence, by dynamic programming from the end.
  private static func hunks(_ first: LineFile, _ second: LineFile, key: (String) -> String) -> [Hunk] {
    func keys(_ file: LineFile) -> [String] {
      file.lines.enumerated().map {
        key($0.element) + (file.lacksNewline && $0.offset == file.lines.count - 1 ? "\0" : "")
      }
    }
    let (old, new) = (keys(first), keys(second))
    var lengths = [[Int]](repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        lengths[i][j] =
          old[i] == new[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var hunks: [Hunk] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        (i, j) = (i + 1, j + 1)
        continue
      }
      let (startOld, startNew) = (i, j)
      while i < old.count || j < new.count {
        if i < old.count, j < new.count, old[i] == new[j] { break }
        if i < old.count, j == new.count || lengths[i + 1][j] >= lengths[i][j + 1] { i += 1 } else { j += 1 }
      }
      hunks.append(Hunk(old: startOld..<i, new: startNew..<j))
    }
    return hunks
  }

  private static func normal(_ hunk: Hunk, _ first: LineFile, _ second: LineFile) -> String {
    func place(_ range: Range<Int>) -> String {
      range.count > 1
        ? "\(range.lowerBound + 1),\(range.upperBound)"
        : "\(range.isEmpty ? range.lowerBound : range.lowerBound + 1)"
    }
    let action = hunk.old.isEmpty ? "a" : hunk.new.isEmpty ? "d" : "c"
    var text = place(hunk.old) + action + place(hunk.new) + "\n"
    for index in hunk.old { text += first.text(index, "< ") }
    if action == "c" { text += "---\n" }
    for index in hunk.new { text += second.text(index, "> ") }
    return text
  }

  private static func header(_ process: Process, _ paths: [String]) -> String {
    let now = CalendarTime(process.clock.now)
    let stamp = now.formatted("%F %T.%N %z") ?? ""
    return "--- \(paths[0])\t\(stamp)\n+++ \(paths[1])\t\(stamp)\n"
  }

  private static func unified(
    _ hunks: [Hunk], _ first: LineFile, _ second: LineFile, context: Int
  ) -> String {
    var text = ""
    var rest = hunks[...]
    while let start = rest.first {
      // Hunks whose contexts touch are shown as one.
      var group = [start]
      rest.removeFirst()
      while let next = rest.first, next.old.lowerBound - group[group.count - 1].old.upperBound <= 2 * context
      {
        group.append(next)
        rest.removeFirst()
      }
      let last = group[group.count - 1]
      let lead = min(context, start.old.lowerBound)
      let trail = min(context, first.lines.count - last.old.upperBound)
      let old = start.old.lowerBound - lead..<last.old.upperBound + trail
      let new = start.new.lowerBound - lead..<last.new.upperBound + trail
      text += "@@ -\(place(old)) +\(place(new)) @@\n"
      var index = old.lowerBound
      for hunk in group {
        while index < hunk.old.lowerBound {
          text += first.text(index, " ")
          index += 1
        }
        for line in hunk.old { text += first.text(line, "-") }
        for line in hunk.new { text += second.text(line, "+") }
        index = hunk.old.upperBound
      }
      while index < old.upperBound {
        text += first.text(index, " ")
        index += 1
      }
    }
    return text
  }

  private static func place(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "\(range.lowerBound),0"
    case 1: "\(range.lowerBound + 1)"
    default: "\(range.lowerBound + 1),\(range.count)"
    }
  }
}
