import Simulation

/// A timer that is moved often: a later deadline costs nothing, since the event that waits in the clock looks at
/// the deadline when it fires, and waits on.
final class DeadlineTimer: Event {
  private let clock: Clock
  private(set) var deadline: Nanoseconds?
  /// When it was to go off, before the kernel's timer wheel rounded it up: what `ss -o` counts down to.
  private(set) var nominal: Nanoseconds?
  /// When the event in the clock will look.
  private var looksAt: Nanoseconds?
  /// Only set while there is a deadline, so that a socket that is done is let go.
  private var action: (() -> Void)?

  init(clock: Clock) { self.clock = clock }

  var isSet: Bool { deadline != nil }

  func set(after span: Nanoseconds, _ action: @escaping () -> Void) {
    let moment = TimerWheel.expiry(of: span, from: clock.now)
    deadline = moment
    nominal = clock.now + span
    self.action = action
    if let looksAt, looksAt <= moment { return }
    wait(until: moment)
  }

  func cancel() { (deadline, nominal, action) = (nil, nil, nil) }

  func fire() {
    if let looksAt, looksAt > clock.now { return }
    looksAt = nil
    guard let deadline else { return }
    guard deadline <= clock.now else {
      wait(until: deadline)
      return
    }
    let action = self.action
    cancel()
    action?()
  }

  private func wait(until moment: Nanoseconds) {
    looksAt = moment
    clock.schedule(self, after: moment - clock.now)
  }
}
