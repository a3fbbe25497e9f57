import Lab
import NetLanguage

/// A network of a note, what is known of its names, and how it came to be.
///
/// The simulator is deterministic: the texts that ran on a network are the network. So its state is kept as those
/// texts, which costs nothing to copy, and is made again by running them, which takes milliseconds. As long as the
/// cache knows what cells give, no network is made at all.
struct World {
  private let shelf: ResultShelf?
  private let limits: Limits
  private(set) var names = KnownNames()
  /// Everything that was run on it, in order.
  private var history: [ParsedCell] = []
  private var placement = Placement()
  /// What the network depends on; nil when nothing is kept.
  private var key: CacheKey?
  /// Stands as it did after so many of the cells; nil as long as nothing had to be run.
  private var lab: Lab?
  private var done = 0

  /// An empty network.
  ///
  /// - Parameter key: what all results on it depend on, beside the texts that run.
  init(shelf: ResultShelf? = nil, key: CacheKey? = nil, limits: Limits = Limits()) {
    (self.shelf, self.key, self.limits) = (shelf, key, limits)
  }

  /// Learns the names of a text whose statements may be run next.
  mutating func read(_ cell: ParsedCell, _ text: [String]) {
    names = cell.names
    key = key?.advanced(by: ["read"] + text)
  }

  /// Runs the text that was read last.
  ///
  /// - Parameters:
  ///   - unit: where it stands in the note; nil for a file that the note includes.
  ///   - explaining: failures come with their reasons.
  mutating func run(_ cell: ParsedCell, at unit: Placement.Unit?, explaining: Bool = false) -> CellResult {
    history.append(cell)
    if let unit { placement.add(unit) }
    guard let shelf, let key = key?.advanced(by: [explaining ? "explained" : "run"]) else {
      return runAll(explaining: explaining)
    }
    self.key = key
    if let known = shelf.result(key, of: cell, placement) { return known }
    let result = runAll(explaining: explaining)
    shelf.keep(result, as: key, of: cell, placement)
    return result
  }

  /// Answers a question of the prose; asking changes nothing.
  ///
  /// - Parameters:
  ///   - text: the question as it is written.
  ///   - result: what the cell did that the question is about; nil when it was not run.
  ///   - captured: what the placeholders of recorded outputs stood for so far.
  mutating func value(
    of query: ValueQuery, asWritten text: String, after result: CellResult?, captured: Captures
  ) throws(Failure) -> String {
    let stoodFor = query.placeholder.flatMap { captured.values[$0] } ?? ""
    let key = key?.advanced(by: ["value", result == nil ? "not run" : "run", text, stoodFor])
    if let key, let known = shelf?.answer(key) { return known }
    let answer = try standing().value(of: query, after: result, captured: captured)
    if let key { shelf?.keep(answer, as: key) }
    return answer
  }

  /// The network as it stands now.
  private mutating func standing() -> Lab {
    if done < history.count || lab == nil { _ = runAll() }
    return lab!
  }

  /// Runs what was not run yet; the result is that of the last cell.
  private mutating func runAll(explaining: Bool = false) -> CellResult {
    let lab = self.lab ?? Lab()
    lab.limits = limits
    self.lab = lab
    var result = CellResult(topology: Topology())
    for (index, cell) in history.enumerated().dropFirst(done) {
      result = lab.run(cell: cell, explaining: explaining && index == history.count - 1)
    }
    done = history.count
    return result
  }

  /// How a network stood, to be made again.
  var station: Station {
    var copy = self
    (copy.lab, copy.done) = (nil, 0)
    return Station(world: copy)
  }

  struct Station {
    fileprivate let world: World
  }

  /// A network of its own that stands as the other did.
  init(_ station: Station) { self = station.world }
}

extension ValueQuery {
  /// The placeholder of recorded outputs that it asks for.
  fileprivate var placeholder: String? {
    if case .captured(let name) = subject { return name.value }
    return nil
  }
}
