/// The command line of ps(1), as far as it asks for what is simulated.
struct PSOptions {
  /// A column of the output (procps, ps/output.c).
  struct Column {
    var key: String
    var header: String
    var width: Int
    var isRight = false
  }

  var columns: [Column] = []
  /// By number, by name; nil for all.
  var numbers: [Int]?
  var names: [String]?

  private static let known: [Column] = [
    Column(key: "pid", header: "PID", width: 7, isRight: true),
    Column(key: "ppid", header: "PPID", width: 7, isRight: true),
    Column(key: "user", header: "USER", width: 8), Column(key: "uid", header: "UID", width: 5, isRight: true),
    Column(key: "comm", header: "COMMAND", width: 15), Column(key: "ucmd", header: "CMD", width: 15),
    Column(key: "args", header: "COMMAND", width: 27), Column(key: "command", header: "COMMAND", width: 27),
    Column(key: "cmd", header: "CMD", width: 27), Column(key: "stat", header: "STAT", width: 4),
    Column(key: "tty", header: "TT", width: 8), Column(key: "tname", header: "TTY", width: 8),
    Column(key: "time", header: "TIME", width: 8, isRight: true),
    Column(key: "bsdtime", header: "TIME", width: 6, isRight: true),
    Column(key: "stime", header: "STIME", width: 5, isRight: true),
    Column(key: "c", header: "C", width: 2, isRight: true),
    Column(key: "etime", header: "ELAPSED", width: 11, isRight: true),
    Column(key: "uname", header: "UID", width: 8),
  ]

  private static func columns(_ keys: String) -> [Column] {
    keys.split(separator: " ").compactMap { key in known.first { $0.key == key } }
  }

  init(_ arguments: [String]) throws(Unsimulated) {
    var rest = arguments[...]
    var selects = false
    var isFull = false
    var isBSD = false
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 1 else {
        guard !word.hasPrefix("-"), word.allSatisfy({ "axw".contains($0) }), word.contains("x") else {
          throw Self.missing(arguments)
        }
        (selects, isBSD) = (true, true)
        continue
      }
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        switch letter {
        case "e", "A": selects = true
        case "f": isFull = true
        case "w": break
        case "C", "p", "o":
          guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
            throw Self.missing(arguments)
          }
          letters = ""
          try take(letter, value, arguments)
          if letter != "o" { selects = true }
        default: throw Self.missing(arguments)
        }
      }
    }
    guard selects else { throw Unsimulated("ps without -e: the processes of one terminal") }
    guard columns.isEmpty else { return }
    columns = Self.columns(
      isBSD
        ? "pid tname stat bsdtime command"
        : isFull ? "uname pid ppid c stime tname time cmd" : "pid tname time ucmd")
  }

  private static func missing(_ arguments: [String]) -> Unsimulated {
    Unsimulated("ps \(arguments.joined(separator: " "))")
  }

  private mutating func take(_ letter: Character, _ value: String, _ arguments: [String]) throws(Unsimulated)
  {
    switch letter {
    case "C": names = (names ?? []) + value.split(separator: ",").map(String.init)
    case "p":
      var chosen = numbers ?? []
      for text in value.split(whereSeparator: { $0 == "," || $0 == " " }) {
        guard let number = Int(text) else { throw Self.missing(arguments) }
        chosen.append(number)
      }
      numbers = chosen
    default:
      // A header of one's own is the rest of the word.
      for part in value.split(separator: "=", maxSplits: 1)[0].split(whereSeparator: {
        $0 == "," || $0 == " "
      }) {
        guard let column = Self.known.first(where: { $0.key == part }) else { throw Self.missing(arguments) }
        columns.append(column)
      }
      if let equals = value.firstIndex(of: "="), !columns.isEmpty {
        let header = String(value[value.index(after: equals)...])
        columns[columns.count - 1].header = header
        if columns[columns.count - 1].width < header.count { columns[columns.count - 1].width = header.count }
      }
    }
  }
}
