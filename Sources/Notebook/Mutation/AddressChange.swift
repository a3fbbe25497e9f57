/// What becomes of addresses in mutants.
enum AddressChange {
  /// An address beside this one, or, of a network with this prefix length, the network beside it.
  static func next(to bits: UInt32, length: Int) -> UInt32 {
    let step = UInt32(1) << UInt32(32 - length)
    let (last, all) = (bits >> UInt32(32 - length) & 0xFF, UInt32(0xFE))
    return last >= all ? bits &- step : bits &+ step
  }

  /// The mistake that people make: a mask that is eight bits too wide.
  static func otherLength(than length: Int) -> Int { length > 8 ? length - 8 : length + 8 }

  static func text(of bits: UInt32) -> String {
    [24, 16, 8, 0].map { String(bits >> UInt32($0) & 0xFF) }.joined(separator: ".")
  }
}
