import Linux

/// The metrics of a route on the command line (ip/iproute.c, iproute_modify).
enum MetricReader {
  static func read(_ kind: RouteMetrics.Kind, _ words: inout WordReader, into metrics: inout RouteMetrics)
    throws(CommandStop)
  {
    let isLockable = kind != .features && kind != .fastOpenNoCookie && kind != .congctl && kind != .quickack
    var isLocked = isLockable && words.peek == "lock"
    if isLocked { words.skip() }
    let word = try words.next()
    var value = 0
    var name: String?
    switch kind {
    case .rtt, .rttvar, .rtoMin:
      guard let time = time(word) else { throw wrong(word, kind) }
      let unit = kind == .rtt ? 8 : kind == .rttvar ? 4 : 1
      value = time.isRaw ? time.value : time.value * unit
      if kind == .rtoMin { isLocked = true }
    case .features:
      guard word == "ecn" else { throw IPValue.invalid(word, "\"features\" value not valid\n") }
      value = 1
    case .congctl:
      guard word == "cubic" || word == "reno" else {
        throw IPContext.refused(
          KernelError.invalidArgument.explained("Unknown tcp congestion algorithm"))
      }
      name = word
    case .quickack, .fastOpenNoCookie:
      guard let number = IPValue.number(word) else { throw wrong(word, kind) }
      guard number <= 1 else {
        throw IPValue.invalid(word, "\"\(kind.name)\" value should be 0 or 1\n")
      }
      value = number
    default:
      guard let number = IPValue.number(word, in: kind == .hoplimit ? 0...255 : 0...Int(clamping: UInt32.max))
      else { throw wrong(word, kind) }
      value = number
    }
    metrics.set(kind, value, word: name, isLocked: isLocked)
  }

  private static func wrong(_ word: String, _ kind: RouteMetrics.Kind) -> CommandStop {
    IPValue.invalid(word, "\"\(kind.name)\" value is invalid\n")
  }

  /// Milliseconds for a number with a unit; without one, a number in the kernel's own unit (get_time_rtt).
  private static func time(_ word: String) -> (value: Int, isRaw: Bool)? {
    guard let number = DecimalText.prefix(word), number.length > 0, number.value >= 0 else { return nil }
    switch String(word.utf8.dropFirst(number.length)) ?? "" {
    case "": return (Int(number.value.rounded(.up)), true)
    case "s", "sec", "secs": return (Int((number.value * 1000).rounded(.up)), false)
    case "ms", "msec", "msecs": return (Int(number.value.rounded(.up)), false)
    default: return nil
    }
  }
}
