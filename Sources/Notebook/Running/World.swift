import Lab
import NetLanguage

/// A network of a note, what is known of its names, and how it came to be.
struct World {
  private(set) var lab = Lab()
  var names = KnownNames()
  /// Everything that was run on it, in order. The simulator is deterministic: running it again gives the same network.
  private var history: [ParsedCell] = []

  mutating func run(_ cell: ParsedCell, explaining: Bool = false) -> CellResult {
    history.append(cell)
    return lab.run(cell: cell, explaining: explaining)
  }

  /// How a network stood, to be made again.
  struct Station {
    fileprivate var history: [ParsedCell]
    fileprivate var names: KnownNames
  }

  var station: Station { Station(history: history, names: names) }

  init() {}

  /// A network of its own that stands as the other did.
  init(_ station: Station) {
    names = station.names
    for cell in station.history { _ = run(cell) }
  }
}
