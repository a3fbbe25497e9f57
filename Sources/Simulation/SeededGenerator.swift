/// A small, fast generator with a fixed seed (splitmix64, Steele et al. 2014): everything "random" in a run
/// comes from here, so that the same note always gives the same bytes.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number below the bound, which is above zero.
  package mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Lower-case hexadecimal digits, as in Docker's identifiers.
  package mutating func hexadecimal(digits: Int) -> String {
    var text = ""
    while text.utf8.count < digits {
      let chunk = String(next(), radix: 16)
      text += String(repeating: "0", count: 16 - chunk.utf8.count) + chunk
    }
    return String(text.prefix(digits))
  }
}
