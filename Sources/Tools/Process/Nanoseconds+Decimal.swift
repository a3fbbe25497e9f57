package import Simulation

extension Nanoseconds {
  /// Reads seconds with an optional decimal fraction, such as `0.2`.
  package init?(seconds text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]), whole >= 0, text != ".", !text.isEmpty else {
      return nil
    }
    var fraction: Int64 = 0
    if parts.count == 2 {
      var scale: Int64 = 100_000_000
      for digit in parts[1] {
        guard let value = digit.wholeNumberValue, digit.isASCII else { return nil }
        fraction += Int64(value) * scale
        scale /= 10
      }
    }
    guard whole < 9_000_000_000 else { return nil }
    self.init(whole * 1_000_000_000 + fraction)
  }
}
