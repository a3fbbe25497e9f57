import Simulation

/// What `read` was told to do.
private struct ReadOptions {
  var names: [String] = []
  var isRaw = false
  var array: String?
  var delimiter: UInt8 = 10
  var count: Int?
  var isExactCount = false
  var timeout: Nanoseconds?
  var descriptor = 0
  var prompt = ""
}

extension Shell {
  /// `read`: one line of an input into variables, the last of which takes the rest (bash(1)).
  func runRead(_ arguments: [String], then: @escaping (Int) -> Void) {
    var options = ReadOptions()
    var words = arguments[...]
    while let word = words.first, word.hasPrefix("-"), word.count > 1 {
      words.removeFirst()
      if word == "--" { break }
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        if letter == "r" || letter == "s" || letter == "e" {
          if letter == "r" { options.isRaw = true }
          continue
        }
        guard "adinNptu".contains(letter) else {
          complain("read: -\(letter): invalid option")
          streams[2]?.write(
            "read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] "
              + "[-t timeout] [-u fd] [name ...]\n")
          return then(2)
        }
        guard let value = letters.isEmpty ? words.popFirst() : String(letters) else {
          return then(refuse("read: -\(letter): option requires an argument", status: 2))
        }
        if let status = set(letter, value, &options) { return then(status) }
        break
      }
    }
    options.names = Array(words)
    for name in options.names where !ShellName.isValid(name) && Self.split(reference: name) == nil {
      return then(refuse("read: `\(name)': not a valid identifier"))
    }
    read(options, then: then)
  }

  private func set(_ letter: Character, _ value: String, _ options: inout ReadOptions) -> Int? {
    switch letter {
    case "a": options.array = value
    case "d": options.delimiter = value.utf8.first ?? 0
    case "p": options.prompt = value
    case "i": break
    case "n", "N":
      guard let count = Int(value), count >= 0 else { return refuse("read: \(value): invalid number") }
      options.count = count
      options.isExactCount = letter == "N"
    case "t":
      guard let span = Launchers.span(value) else {
        return refuse("read: \(value): invalid timeout specification")
      }
      options.timeout = span
    default:
      guard let descriptor = Int(value) else {
        return refuse("read: \(value): invalid file descriptor specification")
      }
      guard streams[descriptor] != nil else {
        return refuse("read: \(value): invalid file descriptor: Bad file descriptor")
      }
      options.descriptor = descriptor
    }
    return nil
  }

  private func read(_ options: ReadOptions, then: @escaping (Int) -> Void) {
    guard let input = streams[options.descriptor] else { return then(1) }
    if input.isTerminal, !options.prompt.isEmpty { streams[2]?.write(options.prompt) }
    var isOver = false
    var timer: Timer?
    func finish(_ line: String, _ status: Int) {
      guard !isOver else { return }
      isOver = true
      timer?.cancel()
      input.onReadable = nil
      if let name = options.array {
        setArray(name, fields(of: line, isRaw: options.isRaw))
      } else {
        assignRead(options.isExactCount ? [(line, false)] : [], line, options)
      }
      then(status)
    }
    func look() {
      if let line = take(from: input, options) {
        finish(line, 0)
      } else if input.isEnded {
        finish(String(decoding: input.read(), as: UTF8.self), 1)
      }
    }
    look()
    if isOver { return }
    if let timeout = options.timeout {
      timer = process.after(timeout) { finish(String(decoding: input.read(), as: UTF8.self), 142) }
    }
    input.onReadable = { [self] in if process.isRunning { look() } }
  }

  /// The next line of an input, joined with those behind it where a backslash ends it; nil if it is not whole yet.
  private func take(from input: Pipe, _ options: ReadOptions) -> String? {
    if let count = options.count {
      guard let bytes = input.take(upTo: count, delimiter: options.isExactCount ? nil : options.delimiter)
      else {
        return nil
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    return input.readLine(delimiter: options.delimiter, continues: !options.isRaw)
  }

  private func assignRead(_ whole: [(String, Bool)], _ line: String, _ options: ReadOptions) {
    func store(_ name: String, _ text: String) {
      if let (array, key) = Self.split(reference: name) {
        guard let key = self.key(of: ShellWord(parts: [.quoted(key)]), in: variables[array]?.array) else {
          return
        }
        set(array, key: key, text)
      } else {
        set(name, text)
      }
    }
    let names = options.names
    if let (text, _) = whole.first { return store(names.first ?? "REPLY", text) }
    var rest = ReadText(line, isRaw: options.isRaw).characters[...]
    guard !names.isEmpty else { return store("REPLY", rest.map { $0.character }.text) }
    let separators = variables["IFS"]?.value ?? " \t\n"
    func isSeparator(_ entry: (character: Character, isQuoted: Bool)) -> Bool {
      !entry.isQuoted && separators.contains(entry.character)
    }
    func isBlank(_ entry: (character: Character, isQuoted: Bool)) -> Bool {
      isSeparator(entry) && " \t\n".contains(entry.character)
    }
    func dropBlanks() { while let first = rest.first, isBlank(first) { rest.removeFirst() } }
    for (number, name) in names.enumerated() {
      dropBlanks()
      if number == names.count - 1 {
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        // One separator behind the last field goes too.
        if let last = rest.last, isSeparator(last), !rest.dropLast().contains(where: isSeparator) {
          rest.removeLast()
        }
        return store(name, rest.map { $0.character }.text)
      }
      let field = rest.prefix { !isSeparator($0) }
      store(name, field.map { $0.character }.text)
      rest = rest.dropFirst(field.count)
      dropBlanks()
      if let first = rest.first, isSeparator(first), !isBlank(first) { rest.removeFirst() }
    }
  }

  private func fields(of line: String, isRaw: Bool) -> [String] {
    var builder = FieldBuilder(splits: true)
    let text = String(ReadText(line, isRaw: isRaw).characters.map { $0.character })
    builder.appendSplit(text, separators: variables["IFS"]?.value ?? " \t\n")
    return builder.finish().map { $0.text }
  }

  /// `mapfile`: the lines of an input as an array.
  func runMapfile(_ arguments: [String], by command: String, then: @escaping (Int) -> Void) {
    var words = arguments[...]
    var trims = false
    var limit = 0
    var skipped = 0
    var delimiter: UInt8 = 10
    while let word = words.first, word.hasPrefix("-"), word.count > 1 {
      words.removeFirst()
      switch word {
      case "-t": trims = true
      case "-n": limit = words.popFirst().flatMap { Int($0) } ?? 0
      case "-s": skipped = words.popFirst().flatMap { Int($0) } ?? 0
      case "-d": delimiter = words.popFirst()?.utf8.first ?? 0
      default: return then(fail(Unsimulated("the shell's \(command) \(word)")))
      }
    }
    let name = words.first ?? "MAPFILE"
    guard let input = streams[0] else { return then(1) }
    var bytes: [UInt8] = []
    input.onReadable = { [self, unowned(unsafe) input] in
      bytes += input.read()
      guard input.isEnded, process.isRunning else { return }
      input.onReadable = nil
      var lines = bytes.split(separator: delimiter, omittingEmptySubsequences: false).map { Array($0) }
      if lines.last?.isEmpty == true { lines.removeLast() }
      let endsWithDelimiter = bytes.last == delimiter
      var values: [String] = []
      for (index, line) in lines.enumerated().dropFirst(skipped) {
        if limit > 0, values.count == limit { break }
        let isWhole = index < lines.count - 1 || endsWithDelimiter
        values.append(String(decoding: line + (trims || !isWhole ? [] : [delimiter]), as: UTF8.self))
      }
      setArray(name, values)
      then(0)
    }
  }
}

/// A line that `read` got: without `-r` a backslash takes the next character's meaning away.
private struct ReadText {
  var characters: [(character: Character, isQuoted: Bool)] = []

  init(_ line: String, isRaw: Bool) {
    var isQuoted = false
    for character in line {
      if !isRaw, character == "\\", !isQuoted {
        isQuoted = true
      } else {
        characters.append((character, isQuoted))
        isQuoted = false
      }
    }
  }
}

extension [Character] {
  fileprivate var text: String { String(self) }
}

extension Pipe {
  /// A line up to a delimiter, without it; a backslash before a newline joins it with the next one. Nil if it is not
  /// whole yet.
  fileprivate func readLine(delimiter: UInt8, continues: Bool) -> String? {
    guard let end = firstIndex(of: delimiter, continues: continues) else { return nil }
    var bytes = take(end + 1)
    bytes.removeLast()
    if continues, delimiter == 10 {
      var joined: [UInt8] = []
      var isEscaped = false
      for byte in bytes {
        if isEscaped, byte == 10 {
          joined.removeLast()
          isEscaped = false
          continue
        }
        joined.append(byte)
        isEscaped = byte == 92 && !isEscaped
      }
      bytes = joined
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
