import Linux

/// One command of ipset, read from its words (ipset's lib/ipset.c, ipset_parser).
struct IPSetCommand {
  enum Name: String, CaseIterable {
    case create, add, del, test, destroy, list, save, restore, flush, rename, swap, help, version, quit

    /// The other spellings.
    fileprivate var aliases: [String] {
      switch self {
      case .create: ["new", "-N"]
      case .add: ["-A"]
      case .del: ["-D"]
      case .test: ["-T"]
      case .destroy: ["x", "-X"]
      case .list: ["-L"]
      case .save: ["-S"]
      case .restore: ["-R"]
      case .flush: ["-F"]
      case .rename: ["ren", "-E"]
      case .swap: ["-W"]
      case .help: ["-help", "-H"]
      case .version: ["-version", "-V"]
      case .quit: []
      }
    }

    /// A word that is a spelling, or the beginning of one; two dashes before it do not count.
    init?(_ word: String) {
      let bare = word.hasPrefix("--") ? String(word.dropFirst(2)) : word
      guard !bare.isEmpty, bare != "-" else { return nil }
      let all = Self.allCases
      guard let found = all.first(where: { ([$0.rawValue] + $0.aliases).contains { $0.hasPrefix(bare) } })
      else { return nil }
      self = found
    }
  }

  enum Output { case plain, save }

  var name: Name
  /// What stands behind the command and is no general option.
  var words: [String]
  var output: Output?
  var isQuiet = false
  var isSorted = false
  /// `-exist`: what is there already, or is not there to be deleted, is no error.
  var toleratesPresence = false
  var namesOnly = false
  var headersOnly = false
  var path: String?

  init(_ arguments: [String]) throws(IPSetFailure) {
    var rest: [String] = []
    var settings = Settings()
    var words = arguments[...]
    while let word = words.popFirst() {
      guard let option = Option(word) else {
        rest.append(word)
        continue
      }
      var value = ""
      if option.hasValue {
        guard let next = words.popFirst() else {
          throw .usage("Missing mandatory argument to option \(word)")
        }
        value = next
      }
      try settings.take(option, value)
    }
    guard let first = rest.first else { throw .usage("No command specified.") }
    guard let name = Name(first) else { throw .usage("No command specified: unknown argument \(first)") }
    self.name = name
    self.words = Array(rest.dropFirst())
    (output, isQuiet, isSorted) = (settings.output, settings.isQuiet, settings.isSorted)
    (toleratesPresence, namesOnly) = (settings.toleratesPresence, settings.namesOnly)
    (headersOnly, path) = (settings.headersOnly, settings.path)
  }

  private struct Settings {
    var output: Output?
    var (isQuiet, isSorted, toleratesPresence, namesOnly, headersOnly) = (false, false, false, false, false)
    var path: String?

    mutating func take(_ option: Option, _ value: String) throws(IPSetFailure) {
      switch option {
      case .output:
        switch value {
        case "plain": output = .plain
        case "save": output = .save
        case "xml": throw .unsimulated("ipset -o xml")
        default: throw .syntax("unknown output mode '\(value)'")
        }
      case .sorted: isSorted = true
      case .quiet: isQuiet = true
      case .resolve: throw .unsimulated("ipset -resolve")
      case .exist: toleratesPresence = true
      case .names: namesOnly = true
      case .terse: headersOnly = true
      case .file: path = value
      }
    }
  }

  /// The options that may stand anywhere.
  private enum Option: CaseIterable {
    case output, sorted, quiet, resolve, exist, names, terse, file

    var hasValue: Bool { self == .output || self == .file }

    private var names: [String] {
      switch self {
      case .output: ["-o", "-output"]
      case .sorted: ["-s", "-sorted"]
      case .quiet: ["-q", "-quiet"]
      case .resolve: ["-r", "-resolve"]
      case .exist: ["-!", "-exist"]
      case .names: ["-n", "-name"]
      case .terse: ["-t", "-terse"]
      case .file: ["-f", "-file"]
      }
    }

    init?(_ word: String) {
      let bare = word.hasPrefix("--") ? String(word.dropFirst()) : word
      guard bare.hasPrefix("-"), bare != "-" else { return nil }
      guard let found = Self.allCases.first(where: { $0.names.contains { $0 == bare } }) else { return nil }
      self = found
    }
  }

  // MARK: - The words of a command

  /// The set's name; the kernel takes 31 characters.
  func setName() throws(IPSetFailure) -> String {
    guard let word = words.first else {
      throw .usage("Missing mandatory argument to command \(name.rawValue)")
    }
    return try Self.checked(word)
  }

  func second() throws(IPSetFailure) -> String {
    guard words.count > 1 else {
      throw .usage("Missing second mandatory argument to command \(name.rawValue)")
    }
    return words[1]
  }

  func nothingBehind(_ count: Int) throws(IPSetFailure) {
    if words.count > count { throw .usage("Unknown argument \(words[count])") }
  }

  static func checked(_ word: String) throws(IPSetFailure) -> String {
    guard word.utf8.count <= 31 else {
      throw .syntax("setname '\(word)' is longer than 31 characters")
    }
    return word
  }
}
