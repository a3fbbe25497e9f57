/// A set of Unicode scalars: a bit map for ASCII, ranges for the rest.
struct ScalarSet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  private var ranges: [ClosedRange<UInt32>] = []
  /// Letters beyond ASCII belong to it as well.
  private var hasOtherLetters = false
  /// What is not a letter beyond ASCII belongs to it as well.
  private var hasOtherNonLetters = false
  var isNegated = false

  init() {}

  init(_ range: ClosedRange<UInt32>) { insert(range) }

  mutating func insert(_ range: ClosedRange<UInt32>) {
    if range.lowerBound < 128 {
      for value in range.lowerBound...min(range.upperBound, 127) {
        if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
      }
    }
    if range.upperBound > 127 { ranges.append(max(range.lowerBound, 128)...range.upperBound) }
  }

  mutating func insert(_ scalar: Unicode.Scalar) { insert(scalar.value...scalar.value) }

  mutating func insert(_ other: ScalarSet) {
    guard other.isNegated else {
      low |= other.low
      high |= other.high
      ranges += other.ranges
      hasOtherLetters = hasOtherLetters || other.hasOtherLetters
      hasOtherNonLetters = hasOtherNonLetters || other.hasOtherNonLetters
      return
    }
    // Only the classes \W \S \D are inserted negated: they have no ranges.
    low |= ~other.low
    high |= ~other.high
    hasOtherLetters = hasOtherLetters || !other.hasOtherLetters
    hasOtherNonLetters = hasOtherNonLetters || !other.hasOtherNonLetters
  }

  /// Adds the other case of every ASCII letter in it.
  mutating func foldCase() {
    let letters: UInt64 = 0x07FF_FFFE
    let upper = high & letters
    let lower = (high >> 32) & letters
    high |= upper << 32 | lower
  }

  func contains(_ value: UInt32) -> Bool { holds(value) != isNegated }

  private func holds(_ value: UInt32) -> Bool {
    if value < 64 { return low >> UInt64(value) & 1 == 1 }
    if value < 128 { return high >> UInt64(value - 64) & 1 == 1 }
    for range in ranges where range.contains(value) { return true }
    guard hasOtherLetters || hasOtherNonLetters else { return false }
    return Self.isLetter(value) ? hasOtherLetters : hasOtherNonLetters
  }

  static func isLetter(_ value: UInt32) -> Bool {
    if value < 128 { return (65...90).contains(value & ~32) }
    return Unicode.Scalar(value)?.properties.isAlphabetic ?? false
  }

  static func isWord(_ value: UInt32) -> Bool {
    value == 95 || (48...57).contains(value) || isLetter(value)
  }
}

// MARK: - Named classes

extension ScalarSet {
  static let any = complement(of: ScalarSet())

  static func complement(of set: ScalarSet) -> ScalarSet {
    var set = set
    set.isNegated.toggle()
    return set
  }

  static let digit = ScalarSet(48...57)

  static let space: ScalarSet = {
    var set = ScalarSet(9...13)
    set.insert(32...32)
    return set
  }()

  static let word: ScalarSet = {
    var set = named("alnum") ?? ScalarSet()
    set.insert(95...95)
    return set
  }()

  /// The class `[:NAME:]` of POSIX, or nil.
  static func named(_ name: String) -> ScalarSet? {
    var set = ScalarSet()
    switch name {
    case "alpha": set.insertLetters()
    case "digit": return digit
    case "alnum":
      set.insertLetters()
      set.insert(48...57)
    case "upper": set.insert(65...90)
    case "lower": set.insert(97...122)
    case "space": return space
    case "blank":
      set.insert(9...9)
      set.insert(32...32)
    case "punct":
      for range in [33...47, 58...64, 91...96, 123...126] as [ClosedRange<UInt32>] { set.insert(range) }
    case "print", "graph":
      set.insert((name == "print" ? 32 : 33)...126)
      set.hasOtherLetters = true
      set.hasOtherNonLetters = true
    case "cntrl":
      set.insert(0...31)
      set.insert(127...127)
    case "xdigit":
      for range in [48...57, 65...70, 97...102] as [ClosedRange<UInt32>] { set.insert(range) }
    default: return nil
    }
    return set
  }

  private mutating func insertLetters() {
    insert(65...90)
    insert(97...122)
    hasOtherLetters = true
  }
}
