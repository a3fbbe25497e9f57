/// Something that happens at a moment of virtual time.
package protocol Event: AnyObject {
  func fire()
}

/// Virtual time and what is to happen in it. Events of one moment happen in the order in which they were
/// scheduled, so that a run never depends on anything but its input.
package final class Clock {
  package private(set) var now: Nanoseconds = .zero
  /// Events that have happened since the clock was made.
  package private(set) var eventCount = 0
  private var queue = EventQueue()
  private var sequence: UInt64 = 0

  package init() {}

  package var isIdle: Bool { next == nil }
  /// When the next event is due.
  package var next: Nanoseconds? { queue.firstTime }

  /// Has an event happen after a span; a span below zero means now.
  package func schedule(_ event: any Event, after span: Nanoseconds) {
    sequence += 1
    queue.insert(ScheduledEvent(time: now + max(span, .zero), sequence: sequence, event: event))
  }

  /// The same for one of the few spans that very many events have, such as what a frame takes over a cable: it costs
  /// less (see `EventQueue`).
  package func schedule(_ event: any Event, afterUsual span: Nanoseconds) {
    sequence += 1
    queue.insert(ScheduledEvent(time: now + span, sequence: sequence, event: event), span: span)
  }

  /// Has an action happen after a span, unless the timer is cancelled before.
  @discardableResult
  package func schedule(after span: Nanoseconds, _ action: @escaping () -> Void) -> Timer {
    let timer = Timer(action)
    schedule(timer, after: span)
    return timer
  }

  /// Lets the next event happen. False if there is none.
  package func step() -> Bool {
    guard let next = queue.popFirst() else { return false }
    now = next.time
    eventCount += 1
    next.event.fire()
    return true
  }

  /// Lets everything happen that is due up to a moment, then moves to that moment.
  package func run(until moment: Nanoseconds) {
    while let next, next <= moment { _ = step() }
    now = max(now, moment)
  }
}

/// An action that waits in the clock.
package final class Timer: Event {
  private var action: (() -> Void)?

  init(_ action: @escaping () -> Void) { self.action = action }

  package var isPending: Bool { action != nil }

  /// The action will not happen; its captures are let go at once.
  package func cancel() { action = nil }

  package func fire() {
    let action = self.action
    self.action = nil
    action?()
  }
}
