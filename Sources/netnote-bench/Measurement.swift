/// Times a piece of work: a run to warm up, several that count, and the median of those.
struct Measurement {
  var runs = 5

  /// Seconds that the work takes on something that is made anew for each run; making it does not count.
  func seconds<Subject>(of make: () -> Subject, _ work: (Subject) -> Void) -> Double {
    work(make())
    let clock = ContinuousClock()
    let times = (0..<runs).map { _ in
      let subject = make()
      let span = clock.measure { work(subject) }
      return Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }
    return times.sorted()[runs / 2]
  }
}
