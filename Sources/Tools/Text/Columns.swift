/// Programs that go through their input line by line: `uniq`, `cut`, `tac`, `rev`, `nl`, `paste`, `column -t`.
enum Columns {
  static let programs: [Program] = [uniq, cut, tac, rev, nl, paste, column]

  private static let uniq = Program(
    "uniq",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "cdui", names: [("count", "c"), ("repeated", "d"), ("unique", "u"), ("ignore-case", "i")],
        missing: "Dfswz", missingNames: ["skip-fields", "skip-chars", "check-chars", "group"])
      guard let options = try process.options(syntax) else { return }
      var (current, count): (String?, Int) = (nil, 0)
      func flush() {
        guard let line = current else { return }
        if options.has("d"), count < 2 { return }
        if options.has("u"), count > 1 { return }
        process.write((options.has("c") ? String(count).leftPadded(7) + " " : "") + line + "\n")
      }
      var status = 0
      process.readLines(
        options.operands, failed: { status = 1 },
        line: { _, line in
          let isSame = options.has("i") ? current?.lowercased() == line.lowercased() : current == line
          if isSame {
            count += 1
          } else {
            flush()
            (current, count) = (line, 1)
          }
          return true
        },
        end: {
          flush()
          process.exit(status)
        })
    })

  private static let cut = Program(
    "cut",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "d:f:c:b:sO:n",
        names: [
          ("delimiter", "d"), ("fields", "f"), ("characters", "c"), ("bytes", "b"), ("only-delimited", "s"),
          ("output-delimiter", "O"),
        ], missing: "z", missingNames: ["complement", "zero-terminated"])
      guard let options = try process.options(syntax) else { return }
      let kinds = options.options.filter { "fcb".contains($0.letter) }
      guard kinds.count == 1 else {
        process.complain(
          kinds.isEmpty
            ? "you must specify a list of bytes, characters, or fields" : "only one list may be specified")
        return process.usageError()
      }
      let isFields = kinds[0].letter == "f"
      if let delimiter = options.last("d"), delimiter.count > 1 {
        process.complain("the delimiter must be a single character")
        return process.usageError()
      }
      if !isFields, options.has("d") {
        process.complain("an input delimiter may be specified only when operating on fields")
        return process.usageError()
      }
      guard let ranges = ranges(kinds[0].value) else {
        process.complain(
          "invalid \(isFields ? "field value" : "byte/character position") ‘\(kinds[0].value)’")
        return process.usageError()
      }
      let delimiter = options.last("d")?.first ?? "\t"
      let output = options.last("O") ?? (isFields ? String(delimiter) : "")
      var status = 0
      process.readLines(
        options.operands, failed: { status = 1 },
        line: { _, line in
          if !isFields {
            let kept = line.enumerated().filter { entry in ranges.contains { $0.contains(entry.offset + 1) } }
            process.write(kept.map { String($0.element) }.joined(separator: output) + "\n")
          } else if line.contains(delimiter) {
            let fields = line.split(separator: delimiter, omittingEmptySubsequences: false)
            let kept = fields.enumerated().filter { entry in ranges.contains { $0.contains(entry.offset + 1) }
            }
            process.write(kept.map { String($0.element) }.joined(separator: output) + "\n")
          } else if !options.has("s") {
            process.write(line + "\n")
          }
          return process.isRunning
        },
        end: { process.exit(status) })
    })

  /// `1,3-5,7-`.
  private static func ranges(_ list: String) -> [ClosedRange<Int>]? {
    var result: [ClosedRange<Int>] = []
    for piece in list.split(whereSeparator: { $0 == "," || $0 == " " }) {
      let ends = piece.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, piece != "-" else { return nil }
      guard let first = ends[0].isEmpty ? 1 : Int(ends[0]), first > 0 else { return nil }
      guard ends.count == 2 else {
        result.append(first...first)
        continue
      }
      guard let last = ends[1].isEmpty ? Int.max : Int(ends[1]), last >= first else { return nil }
      result.append(first...last)
    }
    return result.isEmpty ? nil : result
  }

  private static let tac = collecting("tac") { Array($0.reversed()) }

  private static let rev = Program(
    "rev",
    running: { (process: Process) throws(Unsimulated) in
      guard let options = try process.options(CommandOptions.Syntax(letters: "")) else { return }
      var status = 0
      process.readLines(
        options.operands, failed: { status = 1 },
        line: { _, line in
          process.write(String(line.reversed()) + "\n")
          return process.isRunning
        },
        end: { process.exit(status) })
    })

  /// A program that sees all lines before it prints any.
  private static func collecting(_ name: String, _ change: @escaping ([String]) -> [String]) -> Program {
    Program(
      name,
      running: { (process: Process) throws(Unsimulated) in
        guard let options = try process.options(CommandOptions.Syntax(letters: "", missing: "bdrsntcoR"))
        else { return }
        var lines: [String] = []
        var status = 0
        process.readLines(
          options.operands, failed: { status = 1 },
          line: { _, line in
            lines.append(line)
            return true
          },
          end: {
            process.write(change(lines).map { $0 + "\n" }.joined())
            process.exit(status)
          })
      })
  }

  private static let nl = Program(
    "nl",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(letters: "b:w:s:", missing: "dfhilnpv")
      guard let options = try process.options(syntax) else { return }
      let width = options.last("w").flatMap { Int($0) } ?? 6
      let separator = options.last("s") ?? "\t"
      let numbersAll = options.last("b") == "a"
      var number = 0
      var status = 0
      process.readLines(
        options.operands, failed: { status = 1 },
        line: { _, line in
          if line.isEmpty, !numbersAll {
            process.write(String(repeating: " ", count: width + separator.count) + "\n")
          } else {
            number += 1
            process.write(String(number).leftPadded(width) + separator + line + "\n")
          }
          return process.isRunning
        },
        end: { process.exit(status) })
    })

  private static let paste = Program(
    "paste",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "d:s", names: [("delimiters", "d"), ("serial", "s")], missing: "z")
      guard let options = try process.options(syntax) else { return }
      let delimiters = Array(ShellEscapes.decode(options.last("d") ?? "\t", .echo).text)
      var columns: [[String]] = []
      var lines: [UInt8] = []
      var status = 0
      process.readAll(
        options.operands, failed: { status = 1 },
        handle: { _, bytes in
          lines += bytes ?? []
          guard bytes == nil else { return }
          columns.append(String(decoding: lines, as: UTF8.self).textLines)
          lines = []
        },
        end: {
          var rows = columns
          if !options.has("s") {
            let height = columns.map { $0.count }.max() ?? 0
            rows = (0..<height).map { row in columns.map { row < $0.count ? $0[row] : "" } }
          }
          for row in rows {
            var text = ""
            for (index, cell) in row.enumerated() {
              if index > 0, !delimiters.isEmpty { text.append(delimiters[(index - 1) % delimiters.count]) }
              text += cell
            }
            process.write(text + "\n")
          }
          process.exit(status)
        })
    })

  private static let column = Program(
    "column",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "ts:o:", names: [("table", "t"), ("separator", "s"), ("output-separator", "o")],
        missing: "JncxeHNORTW")
      guard let options = try process.options(syntax) else { return }
      guard options.has("t") else { throw Unsimulated("column without -t") }
      let separators = options.last("s")
      let gap = options.last("o") ?? "  "
      var rows: [[String]] = []
      var status = 0
      process.readLines(
        options.operands, failed: { status = 1 },
        line: { _, line in
          let fields = line.split(omittingEmptySubsequences: separators == nil) {
            separators?.contains($0) ?? ($0 == " " || $0 == "\t")
          }
          if !line.isEmpty { rows.append(fields.map { String($0) }) }
          return true
        },
        end: {
          var widths: [Int] = []
          for row in rows {
            for (index, cell) in row.enumerated() {
              if index == widths.count { widths.append(0) }
              widths[index] = max(widths[index], cell.count)
            }
          }
          for row in rows {
            let last = row.count - 1
            process.write(
              row.enumerated().map { $0 == last ? $1 : $1.padded(widths[$0]) }.joined(separator: gap) + "\n")
          }
          process.exit(status)
        })
    })
}
