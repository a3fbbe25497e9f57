import Simulation

/// Small programs that tell of files and of the machine: `stat`, `readlink`, `realpath`, `find`, `groups`, `arch`,
/// `nproc` (coreutils, findutils); and `dd`.
enum InquiryPrograms {
  static let programs: [Program] = [
    stat, readlink, realpath, find, dd, constant("arch", "x86_64"), constant("groups", "root"),
    constant("nproc", "1"),
  ]

  private static func constant(_ name: String, _ text: String) -> Program {
    Program(name) { (process: Process) throws(Unsimulated) -> Int in
      guard process.arguments.isEmpty else {
        throw Unsimulated("\(name) \(process.arguments.joined(separator: " "))")
      }
      process.write(text + "\n")
      return 0
    }
  }

  // MARK: - Paths

  private static let readlink = Program("readlink") { (process: Process) throws(Unsimulated) -> Int in
    let words = process.arguments.filter { !["-f", "-e", "-m", "-n"].contains($0) }
    // There are no symbolic links here.
    guard words.count < process.arguments.count else { return 1 }
    return resolve(process, words)
  }

  private static let realpath = Program("realpath") { (process: Process) throws(Unsimulated) -> Int in
    if let option = process.arguments.first(where: { $0.hasPrefix("-") }) {
      throw Unsimulated("realpath \(option)")
    }
    return resolve(process, process.arguments)
  }

  private static func resolve(_ process: Process, _ paths: [String]) -> Int {
    guard !paths.isEmpty else {
      process.complain("missing operand")
      process.usageError()
      return 1
    }
    for path in paths { process.write(FileSystem.resolve(path, in: process.workingDirectory) + "\n") }
    return 0
  }

  // MARK: - stat

  private static let stat = Program("stat") { (process: Process) throws(Unsimulated) -> Int in
    var words = process.arguments[...]
    guard let first = words.popFirst(), first == "-c" || first.hasPrefix("--format"), !words.isEmpty else {
      throw Unsimulated("stat without -c")
    }
    var format = first.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
    if format == nil { format = words.popFirst() }
    var status = 0
    for operand in words {
      let path = process.absolute(operand)
      let files = process.node.files
      guard files.exists(path) || files.isDirectory(path) else {
        process.complain("cannot statx '\(operand)': No such file or directory")
        status = 1
        continue
      }
      process.write(try describe(operand, path, format ?? "", files) + "\n")
    }
    return status
  }

  private static func describe(
    _ operand: String, _ path: String, _ format: String, _ files: FileSystem
  ) throws(Unsimulated) -> String {
    let isDirectory = files.isDirectory(path)
    let mode = isDirectory ? "755" : files.isExecutable(path) ? "755" : "644"
    var text = ""
    var isConversion = false
    for character in format {
      guard isConversion else {
        if character == "%" { isConversion = true } else { text.append(character) }
        continue
      }
      isConversion = false
      switch character {
      case "s": text += isDirectory ? "4096" : String(files.read(path)?.count ?? 0)
      case "n": text += operand
      case "a": text += mode
      case "A": text += LongListing.mode(isDirectory: isDirectory, isExecutable: mode == "755")
      case "U", "G": text += "root"
      case "u", "g": text += "0"
      case "F":
        text +=
          isDirectory
          ? "directory" : files.read(path)?.isEmpty == true ? "regular empty file" : "regular file"
      case "%": text += "%"
      default: throw Unsimulated("stat -c %\(character)")
      }
    }
    return text
  }

  // MARK: - find

  private static let find = Program("find") { (process: Process) throws(Unsimulated) -> Int in
    var words = process.arguments[...]
    var starts: [String] = []
    while let word = words.first, !word.hasPrefix("-"), word != "!", word != "(" {
      starts.append(word)
      words.removeFirst()
    }
    var conditions: [(String, Bool) -> Bool] = []
    var deepest = Int.max
    var shallowest = 0
    while let word = words.popFirst() {
      guard word != "-print" else { continue }
      guard let value = words.popFirst() else { throw Unsimulated("find \(word)") }
      switch word {
      case "-name", "-iname":
        let pattern = GlobPattern(word == "-iname" ? value.lowercased() : value)
        conditions.append { path, _ in
          let name = FileSystem.name(of: path)
          return pattern.matches(word == "-iname" ? name.lowercased() : name)
        }
      case "-type":
        guard value == "f" || value == "d" else { throw Unsimulated("find -type \(value)") }
        conditions.append { _, isDirectory in isDirectory == (value == "d") }
      case "-maxdepth": deepest = Int(value) ?? deepest
      case "-mindepth": shallowest = Int(value) ?? shallowest
      default: throw Unsimulated("find \(word)")
      }
    }
    var status = 0
    let files = process.node.files
    func walk(_ shown: String, _ path: String, _ depth: Int) {
      let isDirectory = files.isDirectory(path)
      if depth >= shallowest, conditions.allSatisfy({ $0(shown, isDirectory) }) {
        process.write(shown + "\n")
      }
      guard isDirectory, depth < deepest else { return }
      for name in files.list(path) {
        walk(
          shown.hasSuffix("/") ? shown + name : shown + "/" + name,
          path == "/" ? "/" + name : path + "/" + name, depth + 1)
      }
    }
    for start in starts.isEmpty ? ["."] : starts {
      let path = process.absolute(start)
      guard files.exists(path) || files.isDirectory(path) else {
        process.writeError("find: ‘\(start)’: No such file or directory\n")
        status = 1
        continue
      }
      walk(start, path, 0)
    }
    return status
  }

  // MARK: - dd

  private static let dd = Program(
    "dd",
    running: { (process: Process) throws(Unsimulated) in
      var (source, target): (String?, String?) = (nil, nil)
      var (size, count): (Int, Int?) = (512, nil)
      var isQuiet = false
      for word in process.arguments {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        guard parts.count == 2 else { throw Unsimulated("dd \(word)") }
        switch parts[0] {
        case "if": source = parts[1]
        case "of": target = parts[1]
        case "bs": size = try blockSize(parts[1])
        case "count": count = try blockSize(parts[1])
        case "status": isQuiet = parts[1] == "none" || parts[1] == "noxfer"
        default: throw Unsimulated("dd \(word)")
        }
      }
      let limit = count.map { $0 * size }
      func finish(_ bytes: [UInt8]) {
        let output = limit.map { Array(bytes.prefix($0)) } ?? bytes
        if let target {
          let path = process.absolute(target)
          if path != "/dev/null" { process.node.files.write(path, output) }
        } else {
          process.write(output)
        }
        if !isQuiet { process.writeError(report(output.count, size)) }
        process.exit(0)
      }
      guard let source else {
        var collected: [UInt8] = []
        return process.readInput { bytes in
          guard let bytes else { return finish(collected) }
          collected += bytes
        }
      }
      if source == "/dev/zero" {
        guard let limit, limit <= 64 << 20 else { throw Unsimulated("dd of more than 64 MB of /dev/zero") }
        return finish([UInt8](repeating: 0, count: limit))
      }
      let opened = try process.readFile(source, message: { "failed to open '\(source)': \($0.text)" })
      guard let opened else { return process.exit(1) }
      finish(opened)
    })

  /// `1024`, `4k`, `1M`, `1MB`.
  private static func blockSize(_ text: String) throws(Unsimulated) -> Int {
    let units: [(String, Int)] = [
      ("kB", 1000), ("MB", 1_000_000), ("K", 1024), ("k", 1024), ("M", 1 << 20), ("G", 1 << 30), ("c", 1),
      ("b", 512),
    ]
    if let number = Int(text) { return number }
    for (unit, factor) in units where text.hasSuffix(unit) {
      if let number = Int(text.dropLast(unit.count)) { return number * factor }
    }
    throw Unsimulated("dd with the number \(text)")
  }

  /// Copying takes no virtual time; a thousandth of a second stands for it.
  private static func report(_ count: Int, _ size: Int) -> String {
    let (whole, partial) = (count / size, count % size == 0 ? 0 : 1)
    var text =
      "\(whole)+\(partial) records in\n\(whole)+\(partial) records out\n\(count) byte\(count == 1 ? "" : "s")"
    if count >= 1000 { text += " (" + scaled(count, 1000, "kMG", "B") + binary(count) + ")" }
    return text + " copied, 0.001 s, " + scaled(count * 1000, 1000, "kMG", "B") + "/s\n"
  }

  private static func binary(_ count: Int) -> String {
    count >= 1024 ? ", " + scaled(count, 1024, "KMG", "iB") : ""
  }

  /// Two digits at least, as human_readable does it.
  private static func scaled(_ count: Int, _ base: Int, _ letters: String, _ unit: String) -> String {
    var (value, power) = (Double(count), -1)
    let units = Array(letters)
    while value >= Double(base), power < units.count - 1 {
      (value, power) = (value / Double(base), power + 1)
    }
    guard power >= 0 else { return "\(count) B" }
    let rounded = value < 10 ? (value * 10).rounded() / 10 : value.rounded()
    let whole = Int(rounded)
    let tenth = Int((rounded * 10).rounded()) % 10
    return "\(whole)" + (value < 10 ? ".\(tenth)" : "") + " \(units[power])\(unit)"
  }
}

/// `ls -l`.
enum LongListing {
  static func mode(isDirectory: Bool, isExecutable: Bool) -> String {
    isDirectory ? "drwxr-xr-x" : isExecutable ? "-rwxr-xr-x" : "-rw-r--r--"
  }

  /// The lines for these entries of a directory.
  static func text(_ entries: [(name: String, path: String)], _ process: Process) -> String {
    let files = process.node.files
    let sizes = entries.map { files.isDirectory($0.path) ? 4096 : files.read($0.path)?.count ?? 0 }
    let width = sizes.map { String($0).count }.max() ?? 1
    let stamp = CalendarTime(process.clock.now).formatted("%b %e %H:%M") ?? ""
    return zip(entries, sizes).map { entry, size in
      let isDirectory = files.isDirectory(entry.path)
      let mode = mode(isDirectory: isDirectory, isExecutable: files.isExecutable(entry.path))
      return
        "\(mode) \(isDirectory ? 2 : 1) root root \(String(size).leftPadded(width)) \(stamp) \(entry.name)\n"
    }.joined()
  }

  /// The line above them: the space that they take, in blocks of 1024 octets.
  static func total(_ entries: [(name: String, path: String)], _ files: FileSystem) -> String {
    let blocks = entries.map { entry in
      files.isDirectory(entry.path) ? 4 : ((files.read(entry.path)?.count ?? 0) + 4095) / 4096 * 4
    }
    return "total \(blocks.reduce(0, +))\n"
  }
}
