/// A moment (since the simulation began) or a span of virtual time, in nanoseconds.
package struct Nanoseconds: Hashable, Sendable, Comparable {
  package var count: Int64

  package init(_ count: Int64) { self.count = count }

  package static let zero = Nanoseconds(0)
  package static func microseconds(_ count: Int) -> Nanoseconds { Nanoseconds(Int64(count) * 1_000) }
  package static func milliseconds(_ count: Int) -> Nanoseconds { Nanoseconds(Int64(count) * 1_000_000) }
  package static func seconds(_ count: Int) -> Nanoseconds { Nanoseconds(Int64(count) * 1_000_000_000) }

  package static func < (left: Nanoseconds, right: Nanoseconds) -> Bool { left.count < right.count }
  package static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
    Nanoseconds(left.count + right.count)
  }
  package static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
    Nanoseconds(left.count - right.count)
  }
  package static func * (left: Nanoseconds, right: Int) -> Nanoseconds {
    Nanoseconds(left.count * Int64(right))
  }
  package static func / (left: Nanoseconds, right: Int) -> Nanoseconds {
    Nanoseconds(left.count / Int64(right))
  }
  package static func += (left: inout Nanoseconds, right: Nanoseconds) { left = left + right }

  /// Whole microseconds, rounded down.
  package var microseconds: Int { Int(count / 1_000) }
  /// Whole milliseconds, rounded down.
  package var milliseconds: Int { Int(count / 1_000_000) }
  /// Whole seconds, rounded down.
  package var seconds: Int { Int(count / 1_000_000_000) }

  /// Milliseconds as a decimal fraction with this many digits, such as `0.042`, rounded half up.
  package func milliseconds(digits: Int) -> String {
    Self.decimal(count, unit: 1_000_000, digits: digits)
  }

  /// Seconds as a decimal fraction with this many digits, rounded half up.
  package func seconds(digits: Int) -> String { Self.decimal(count, unit: 1_000_000_000, digits: digits) }

  private static func decimal(_ count: Int64, unit: Int64, digits: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = (count * scale + unit / 2) / unit
    guard digits > 0 else { return String(scaled) }
    let fraction = String(scaled % scale)
    return String(scaled / scale) + "." + String(repeating: "0", count: digits - fraction.utf8.count)
      + fraction
  }
}
