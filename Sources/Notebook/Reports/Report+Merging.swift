/// Why reports cannot become one.
package enum MergeProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case noteTwice(path: String)
  case partTwice(Shard)
  case partsOfDifferentCounts(Shard, Shard)
  case partsMissing([Shard])
  case partAndWhole(Shard)

  package var description: String {
    switch self {
    case .noteTwice(let path): "the note \(path) is in two of the reports"
    case .partTwice(let shard): "the part \(shard.text) is there twice"
    case .partsOfDifferentCounts(let one, let other):
      "\(one.text) and \(other.text) are not parts of the same division"
    case .partsMissing(let shards):
      (shards.count == 1 ? "the part " : "the parts ") + shards.map(\.text).joined(separator: ", ")
        + (shards.count == 1 ? " is missing" : " are missing") + ": a check that nobody finished is no check"
    case .partAndWhole(let shard): "the part \(shard.text) stands beside a report that is no part"
    }
  }
}

extension Report {
  /// One report of all the parts, as the whole check would have given it: notes in the order of their paths.
  ///
  /// Reports that are no parts can be merged when no note is in two of them.
  package static func merged(_ reports: [Report]) throws(MergeProblem) -> Report {
    try checkParts(reports)
    let notes = reports.flatMap(\.notes).sorted { Shard.precedes($0.path, $1.path) }
    for (note, next) in zip(notes, notes.dropFirst()) where note.path == next.path {
      throw .noteTwice(path: note.path)
    }
    return Report(notes: notes)
  }

  private static func checkParts(_ reports: [Report]) throws(MergeProblem) {
    let shards = reports.compactMap(\.shard)
    guard let first = shards.first else { return }
    if shards.count < reports.count { throw .partAndWhole(first) }
    for (index, shard) in shards.enumerated() {
      if shard.count != first.count { throw .partsOfDifferentCounts(first, shard) }
      if shards[..<index].contains(shard) { throw .partTwice(shard) }
    }
    let missing = (1...first.count).compactMap { Shard(part: $0, of: first.count) }.filter {
      !shards.contains($0)
    }
    if !missing.isEmpty { throw .partsMissing(missing) }
  }
}
