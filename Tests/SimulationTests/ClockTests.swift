import Simulation
import Testing

@Suite struct ClockTests {
  @Test("Events happen in the order of time, and those of one moment in the order of scheduling")
  func order() {
    let clock = Clock()
    var seen: [String] = []
    clock.schedule(after: .milliseconds(2)) { seen.append("c") }
    clock.schedule(after: .milliseconds(1)) { seen.append("a") }
    clock.schedule(after: .milliseconds(1)) { seen.append("b") }
    while clock.step() {}
    #expect(seen == ["a", "b", "c"])
    #expect(clock.now == .milliseconds(2))
  }

  @Test("A cancelled timer does not happen")
  func cancelled() {
    let clock = Clock()
    var happened = false
    let timer = clock.schedule(after: .seconds(1)) { happened = true }
    timer.cancel()
    while clock.step() {}
    #expect(!happened && !timer.isPending)
  }

  @Test("Events of usual spans come in order among timers")
  func usualSpans() {
    final class Note: Event {
      let action: () -> Void
      init(_ action: @escaping () -> Void) { self.action = action }
      func fire() { action() }
    }
    let clock = Clock()
    var generator = SeededGenerator(seed: 2)
    var due: [(time: Nanoseconds, number: Int)] = []
    var seen: [Int] = []
    func schedule(_ number: Int) {
      let span = Nanoseconds.microseconds(generator.number(below: 12))
      due.append((clock.now + span, number))
      if generator.number(below: 3) == 0 {
        clock.schedule(after: span) { seen.append(number) }
      } else {
        clock.schedule(Note { seen.append(number) }, afterUsual: span)
      }
    }
    for number in 0..<2_000 {
      schedule(number)
      if number % 3 == 2 { _ = clock.step() }
    }
    while clock.step() {}
    let expected = due.sorted { ($0.time, $0.number) < ($1.time, $1.number) }.map { $0.number }
    #expect(seen == expected)
  }

  @Test("Many events in any order come out sorted")
  func heap() {
    let clock = Clock()
    var generator = SeededGenerator(seed: 1)
    var last = Nanoseconds.zero
    var isSorted = true
    for _ in 0..<2_000 {
      clock.schedule(after: Nanoseconds(Int64(generator.number(below: 100_000)))) {
        isSorted = isSorted && clock.now >= last
        last = clock.now
      }
    }
    while clock.step() {}
    #expect(isSorted && clock.eventCount == 2_000)
  }

  @Test("Spans print as decimals, rounded half up")
  func decimals() {
    #expect(Nanoseconds(40_500).milliseconds(digits: 3) == "0.041")
    #expect(Nanoseconds.seconds(3).seconds(digits: 1) == "3.0")
    #expect(Nanoseconds.milliseconds(1_999).seconds(digits: 0) == "2")
  }

  @Test("The generator gives the same numbers for the same seed")
  func seeded() {
    var (one, two) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
    #expect((0..<10).map { _ in one.next() } == (0..<10).map { _ in two.next() })
    #expect(one.hexadecimal(digits: 12).utf8.count == 12)
  }
}
