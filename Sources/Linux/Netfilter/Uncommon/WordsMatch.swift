import Packets

/// `-m u32`: values computed from the packet's 32-bit words, all of which must lie in their ranges.
package struct WordsMatch: Hashable, Sendable {
  package enum Operator: String, Hashable, Sendable {
    case and = "&", left = "<<", right = ">>", at = "@"
  }
  package struct Step: Hashable, Sendable {
    package var operation: Operator
    package var number: UInt32
    package init(_ operation: Operator, _ number: UInt32) {
      self.operation = operation
      self.number = number
    }
  }
  package struct Test: Hashable, Sendable {
    package var offset: UInt32
    package var steps: [Step]
    package var values: [ClosedRange<UInt32>]
    package init(offset: UInt32, steps: [Step], values: [ClosedRange<UInt32>]) {
      self.offset = offset
      self.steps = steps
      self.values = values
    }
  }
  package var tests: [Test]
  package var isInverted: Bool
  package init(tests: [Test], isInverted: Bool) {
    self.tests = tests
    self.isInverted = isInverted
  }

  /// As `iptables -S` prints it, quotes included.
  package var text: String {
    "\"" + tests.map { $0.text }.joined(separator: "&&") + "\""
  }

  func holds(for packet: [UInt8]) -> Bool { tests.allSatisfy { $0.holds(for: packet) } != isInverted }
}

extension WordsMatch.Test {
  fileprivate var text: String {
    offset.hexadecimal + steps.map { $0.operation.rawValue + $0.number.hexadecimal }.joined() + "="
      + values.map { range in
        range.count == 1
          ? range.lowerBound.hexadecimal
          : range.lowerBound.hexadecimal + ":" + range.upperBound.hexadecimal
      }.joined(separator: ",")
  }

  /// Net/netfilter/xt_u32.c, u32_match_it. A place behind the end of the packet meets nothing.
  fileprivate func holds(for packet: [UInt8]) -> Bool {
    var place = Int(offset)
    guard var value = Self.word(packet, at: place) else { return false }
    for step in steps {
      switch step.operation {
      case .and: value &= step.number
      case .left: value = step.number < 32 ? value << step.number : 0
      case .right: value = step.number < 32 ? value >> step.number : 0
      case .at:
        place = Int(value) + Int(step.number)
        guard let next = Self.word(packet, at: place) else { return false }
        value = next
      }
    }
    return values.contains { $0.contains(value) }
  }

  private static func word(_ packet: [UInt8], at place: Int) -> UInt32? {
    guard place >= 0, place + 4 <= packet.count else { return nil }
    return packet[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
