/// Programs for files: `ls`, `touch`, `mkdir`, `rmdir`, `rm`, `mv`, `cp`, `mktemp`, `chmod`.
enum FilePrograms {
  static let programs: [Program] = [ls, touch, mkdir, rmdir, rm, mv, cp, mktemp, chmod]

  private static let ls = Program(
    "ls",
    running: { (process: Process) throws(Unsimulated) in
      let syntax = CommandOptions.Syntax(
        letters: "1aACdrl", names: [("all", "a"), ("almost-all", "A"), ("directory", "d"), ("reverse", "r")],
        missing: "bBcDfFgGhHiIkLmnNopqQRsStTuUvwxXZ",
        missingNames: ["color", "human-readable", "recursive", "size"])
      guard let options = try process.options(syntax, status: 2) else { return }
      let files = process.node.files
      var names: [String] = []
      var directories: [String] = []
      var status = 0
      for operand in options.operands.isEmpty ? ["."] : options.operands.sorted() {
        let path = process.absolute(operand)
        if files.isDirectory(path), !options.has("d") {
          directories.append(operand)
        } else if files.isDirectory(path) || files.exists(path) {
          names.append(operand)
        } else {
          process.complain("cannot access '\(operand)': No such file or directory")
          status = 2
        }
      }
      let inColumns = options.has("C") || (process.output.isTerminal && !options.has("1"))
      func show(_ entries: [String], in directory: String? = nil) {
        let ordered = options.has("r") ? Array(entries.reversed()) : entries
        if options.has("l") {
          let rows = ordered.map { name in
            (name: name, path: process.absolute(directory.map { $0 + "/" + name } ?? name))
          }
          if directory != nil { process.write(LongListing.total(rows, files)) }
          return process.write(LongListing.text(rows, process))
        }
        process.write(
          inColumns ? TerminalColumns.text(ordered, width: 80) : ordered.map { $0 + "\n" }.joined())
      }
      show(names)
      for (index, directory) in directories.enumerated() {
        if options.operands.count > 1 {
          process.write((index > 0 || !names.isEmpty ? "\n" : "") + directory + ":\n")
        }
        var entries = files.list(process.absolute(directory))
        if !options.has("a"), !options.has("A") { entries = entries.filter { !$0.hasPrefix(".") } }
        show(options.has("a") ? [".", ".."] + entries : entries, in: directory)
      }
      process.exit(status)
    })

  private static let touch = Program(
    "touch",
    running: { (process: Process) throws(Unsimulated) in
      try forEach(process, "acm") { path, operand, _ in
        let files = process.node.files
        if files.exists(path) || files.isDirectory(path) { return nil }
        guard files.isDirectory(FileSystem.directory(of: path)) else {
          return "cannot touch '\(operand)': No such file or directory"
        }
        files.write(path, [UInt8]())
        return nil
      }
    })

  private static let mkdir = Program(
    "mkdir",
    running: { (process: Process) throws(Unsimulated) in
      try forEach(process, "p") { path, operand, options in
        let files = process.node.files
        if files.isDirectory(path) || files.exists(path) {
          return options.has("p") && files.isDirectory(path)
            ? nil : "cannot create directory ‘\(operand)’: File exists"
        }
        guard options.has("p") || files.isDirectory(FileSystem.directory(of: path)) else {
          return "cannot create directory ‘\(operand)’: No such file or directory"
        }
        files.makeDirectory(path)
        return nil
      }
    })

  private static let rmdir = Program(
    "rmdir",
    running: { (process: Process) throws(Unsimulated) in
      try forEach(process, "") { path, operand, _ in
        let files = process.node.files
        guard files.isDirectory(path) else {
          return
            "failed to remove '\(operand)': \(files.exists(path) ? "Not a directory" : "No such file or directory")"
        }
        guard files.list(path).isEmpty else { return "failed to remove '\(operand)': Directory not empty" }
        files.removeDirectory(path)
        return nil
      }
    })

  private static let rm = Program(
    "rm",
    running: { (process: Process) throws(Unsimulated) in
      try forEach(
        process, "fr", mayBeEmpty: process.arguments.contains { $0.hasPrefix("-") && $0.contains("f") }
      ) {
        path, operand, options in
        let files = process.node.files
        if files.isDirectory(path) {
          guard options.has("r") else { return "cannot remove '\(operand)': Is a directory" }
          removeTree(path, files)
          return nil
        }
        if files.remove(path) || options.has("f") { return nil }
        return "cannot remove '\(operand)': No such file or directory"
      }
    })

  private static func removeTree(_ path: String, _ files: FileSystem) {
    for name in files.list(path) {
      let inner = path + "/" + name
      if files.isDirectory(inner) { removeTree(inner, files) } else { _ = files.remove(inner) }
    }
    files.removeDirectory(path)
  }

  private static let mv = Program(
    "mv",
    running: { (process: Process) throws(Unsimulated) in
      try transfer(process, letters: "f", verb: "move", keepsSource: false)
    })
  private static let cp = Program(
    "cp",
    running: { (process: Process) throws(Unsimulated) in
      try transfer(process, letters: "fp", verb: "copy", keepsSource: true)
    })

  private static func transfer(
    _ process: Process, letters: String, verb: String, keepsSource: Bool
  ) throws(Unsimulated) {
    let syntax = CommandOptions.Syntax(
      letters: letters, missing: "abdHiLlnPRrSstTuvxZ", missingNames: ["recursive", "archive"])
    guard let options = try process.options(syntax) else { return }
    let operands = options.operands
    guard let target = operands.last, operands.count > 1 else {
      process.complain(
        operands.isEmpty ? "missing file operand" : "missing destination file operand after '\(operands[0])'")
      return process.usageError()
    }
    let files = process.node.files
    let targetPath = process.absolute(target)
    let isIntoDirectory = files.isDirectory(targetPath)
    if operands.count > 2, !isIntoDirectory {
      process.complain("target '\(target)': No such file or directory")
      return process.exit(1)
    }
    var status = 0
    for source in operands.dropLast() {
      let path = process.absolute(source)
      if files.isDirectory(path) { throw Unsimulated("\(process.name) of a directory") }
      guard let bytes = files.read(path) else {
        process.complain("cannot stat '\(source)': No such file or directory")
        status = 1
        continue
      }
      let destination = isIntoDirectory ? targetPath + "/" + FileSystem.name(of: path) : targetPath
      guard files.isDirectory(FileSystem.directory(of: destination)) else {
        let what =
          keepsSource ? "cannot create regular file '\(target)'" : "cannot move '\(source)' to '\(target)'"
        process.complain("\(what): No such file or directory")
        status = 1
        continue
      }
      guard destination != path else {
        process.complain("'\(source)' and '\(target)' are the same file")
        status = 1
        continue
      }
      files.write(destination, bytes)
      files.setExecutable(destination, files.isExecutable(path))
      if !keepsSource { _ = files.remove(path) }
    }
    process.exit(status)
  }

  private static let mktemp = Program(
    "mktemp",
    running: { (process: Process) throws(Unsimulated) in
      let isDirectory = process.arguments == ["-d"]
      if !isDirectory, !process.arguments.isEmpty {
        throw Unsimulated("mktemp \(process.arguments.joined(separator: " "))")
      }
      let files = process.node.files
      var number = 1
      func path() -> String {
        "/tmp/tmp." + String(repeating: "0", count: 10 - String(number).count) + String(number)
      }
      while files.exists(path()) || files.isDirectory(path()) { number += 1 }
      if isDirectory { files.makeDirectory(path()) } else { files.write(path(), [UInt8]()) }
      process.write(path() + "\n")
      process.exit(0)
    })

  /// Only whether a file can be executed is kept of its mode.
  private static let chmod = Program(
    "chmod",
    running: { (process: Process) throws(Unsimulated) in
      guard let mode = process.arguments.first, process.arguments.count > 1 else {
        process.complain(
          process.arguments.isEmpty ? "missing operand" : "missing operand after ‘\(process.arguments[0])’")
        return process.usageError()
      }
      let isSymbolic = mode.contains("+") || mode.contains("-")
      let isKnown = isSymbolic && mode.allSatisfy { "ugoarwx+-=,".contains($0) }
      guard isKnown || Int(mode, radix: 8) != nil else {
        throw Unsimulated("chmod \(mode)")
      }
      var status = 0
      for operand in process.arguments.dropFirst() {
        let path = process.absolute(operand)
        guard process.node.files.exists(path) || process.node.files.isDirectory(path) else {
          process.complain("cannot access '\(operand)': No such file or directory")
          status = 1
          continue
        }
        if isSymbolic {
          if mode.contains("x") { process.node.files.setExecutable(path, mode.contains("+")) }
        } else {
          process.node.files.setExecutable(path, (Int(mode, radix: 8) ?? 0) & 0o111 != 0)
        }
      }
      process.exit(status)
    })

  /// Does something with each operand; what it returns is complained about.
  private static func forEach(
    _ process: Process, _ letters: String, mayBeEmpty: Bool = false,
    _ body: (_ path: String, _ operand: String, CommandOptions) -> String?
  ) throws(Unsimulated) {
    let syntax = CommandOptions.Syntax(
      letters: letters,
      names: [("parents", "p"), ("force", "f"), ("recursive", "r")].filter { letters.contains($0.1) }
        .map { (name: $0.0, letter: $0.1) },
      missing: "acdhiImprRtvZ", missingNames: ["date", "mode", "verbose"])
    guard let options = try process.options(syntax) else { return }
    if options.operands.isEmpty, !mayBeEmpty {
      process.complain(process.name == "touch" ? "missing file operand" : "missing operand")
      return process.usageError()
    }
    var status = 0
    for operand in options.operands {
      guard let message = body(process.absolute(operand), operand, options) else { continue }
      process.complain(message)
      status = 1
    }
    process.exit(status)
  }
}

/// Names in columns, as `ls` shows them on a terminal: down first, with tabs between.
enum TerminalColumns {
  static func text(_ names: [String], width: Int) -> String {
    guard !names.isEmpty else { return "" }
    for rows in 1...names.count {
      let columns = (names.count + rows - 1) / rows
      var widths: [Int] = []
      for column in 0..<columns {
        let inColumn = names[(column * rows)..<min(names.count, (column + 1) * rows)]
        widths.append((inColumn.map { $0.count }.max() ?? 0) + (column < columns - 1 ? 2 : 0))
      }
      if rows < names.count, widths.reduce(0, +) >= width { continue }
      var text = ""
      for row in 0..<rows {
        var place = 0
        var end = 0
        for column in 0..<columns where column * rows + row < names.count {
          text += gap(from: end, to: place)
          let name = names[column * rows + row]
          text += name
          end = place + name.count
          place += widths[column]
        }
        text += "\n"
      }
      return text
    }
    return ""
  }

  /// Tabs where they reach, then spaces.
  private static func gap(from start: Int, to end: Int) -> String {
    var text = ""
    var place = start
    while place < end {
      if end / 8 > (place + 1) / 8 {
        text += "\t"
        place += 8 - place % 8
      } else {
        text += " "
        place += 1
      }
    }
    return text
  }
}
