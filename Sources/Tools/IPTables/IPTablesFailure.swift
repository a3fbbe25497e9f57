/// Why a command of iptables ended early: what it printed on standard error, and its exit status.
struct IPTablesFailure: Error {
  enum Kind: Hashable {
    /// Wrong words: status 2, with the advice to read the help.
    case syntax(String)
    /// A word that belongs nowhere: the same without the program's name.
    case badArgument(String)
    /// `-j` names neither a target nor a chain of the table.
    case noSuchChain(String)
    /// A line outside of any table.
    case failedLine
    /// Wrong words that already said enough.
    case advice
    /// Something that is not there, or a wrong name: status 1.
    case missing(String)
    /// A chain that iptables cannot show: status 1, with the version.
    case incompatible(String)
    /// A table or kernel feature that is not there: status 3.
    case unavailable(String)
    /// The kernel refused: status 4.
    case refused(operation: String, reason: String, place: String)
    /// Not simulated.
    case unsimulated(Unsimulated)
  }

  let kind: Kind

  static func syntax(_ text: String) -> Self { Self(kind: .syntax(text)) }
  static func missing(_ text: String) -> Self { Self(kind: .missing(text)) }
  static func unsimulated(_ feature: String) -> Self { Self(kind: .unsimulated(Unsimulated(feature))) }

  static let noChain = missing("No chain/target/match by that name.")
  static let badRule = missing("Bad rule (does a matching rule exist in that chain?).")

  /// `option: option "--x" must be specified`, as libxtables words it.
  static func required(_ option: String, of name: String) -> Self {
    syntax("\(name): option \"--\(option)\" must be specified\n")
  }

  static func badValue(_ name: String, _ option: String, _ value: String) -> Self {
    syntax("\(name): Bad value for \"--\(option)\" option: \"\(value)\"")
  }

  var status: Int {
    switch kind {
    case .syntax, .badArgument, .advice, .noSuchChain: 2
    case .missing, .incompatible, .failedLine: 1
    case .unavailable: 3
    case .refused: 4
    case .unsimulated: 2
    }
  }

  /// What stands on standard error. `line` is given inside `iptables-restore`.
  func message(program: String, line: Int? = nil) -> String {
    let version = "\(program) v1.8.9 (nf_tables): "
    let help = "Try `\(program) -h' or '\(program) --help' for more information.\n"
    let place = line.map { "Error occurred at line: \($0)\n" } ?? ""
    switch kind {
    case .syntax(let text): return version + text + "\n" + place + help
    case .noSuchChain(let name):
      return version + "Chain '\(name)' does not exist\n" + place + help
    case .failedLine: return program + ": line \(line ?? 0) failed\n"
    case .badArgument(let word): return "Bad argument `\(word)'\n" + place + help
    case .advice: return place + help
    case .missing(let text):
      return program + ": " + (line.map { "line \($0) failed: " } ?? "") + text + "\n"
    case .incompatible(let text): return version + text + "\n"
    case .unavailable(let text):
      return version + text + "\nPerhaps iptables or your kernel needs to be upgraded.\n"
    case .refused(let operation, let reason, let place):
      let before = line.map { "\nline \($0): " } ?? " "
      return version + before + "\(operation) failed (\(reason)): \(place)\n"
    case .unsimulated: return ""
    }
  }
}
