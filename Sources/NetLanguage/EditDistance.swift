/// How many characters must be inserted, deleted, replaced or swapped with their neighbour to turn one word into
/// another (the optimal string alignment distance).
package func editDistance(_ one: String, _ other: String) -> Int {
  let (one, other) = (Array(one), Array(other))
  var beforePrevious: [Int] = []
  var previous = Array(0...other.count)
  for row in 0..<one.count {
    var current = [row + 1]
    for column in 0..<other.count {
      let replaced = previous[column] + (one[row] == other[column] ? 0 : 1)
      var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
        best = min(best, beforePrevious[column - 1] + 1)
      }
      current.append(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[other.count]
}

/// The candidate that the word was probably meant to be: at most a third of its characters wrong (one in a short
/// word), the first of equals; nil when none is that near.
package func nearest(to word: String, among candidates: [String]) -> String? {
  var best: (word: String, distance: Int)?
  for candidate in candidates where candidate != word {
    let distance = editDistance(word.lowercased(), candidate.lowercased())
    let limit = max(1, max(word.count, candidate.count) / 3)
    // One wrong character of one or two is no resemblance.
    guard distance <= limit, distance == 0 || min(word.count, candidate.count) > 1 else { continue }
    if distance < best?.distance ?? Int.max { best = (candidate, distance) }
  }
  return best?.word
}
