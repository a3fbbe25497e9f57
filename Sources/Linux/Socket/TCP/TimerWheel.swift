import Simulation

/// When a timer of the kernel goes off that was set for a moment: timers are kept in a wheel whose slots are the
/// coarser the further away they are, and a timer waits for the end of its slot (kernel/time/timer.c, calc_index).
/// A first SYN is therefore repeated 4 to 32 ms after its second is over, and a program that waits for just a second
/// gives up before.
enum TimerWheel {
  /// With CONFIG_HZ=250.
  static let tick = Nanoseconds.milliseconds(4)
  /// Each level has 64 slots, and slots eight times as long as the level before.
  private static let levelBits = 3
  private static let slots: Int64 = 64

  /// A span in whole ticks, rounded up as the kernel does when it turns microseconds into jiffies.
  static func wholeTicks(_ span: Nanoseconds) -> Nanoseconds {
    Nanoseconds((span.count + tick.count - 1) / tick.count * tick.count)
  }

  static func expiry(of span: Nanoseconds, from now: Nanoseconds) -> Nanoseconds {
    let current = now.count / tick.count
    let expires = current + wholeTicks(span).count / tick.count
    var shift: Int64 = 0
    while shift < 24, expires - current >= (slots - 1) << shift { shift += Int64(levelBits) }
    return Nanoseconds((((expires >> shift) + 1) << shift) * tick.count)
  }
}
