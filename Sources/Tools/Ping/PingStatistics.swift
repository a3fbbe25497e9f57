import Simulation

/// What ping counts, and its last lines (iputils, ping/ping_common.c, finish).
struct PingStatistics {
  var transmitted = 0
  var received = 0
  var duplicates = 0
  var errors = 0
  /// The most requests that were under way at once, behind the one answered.
  private var pipe = -1
  private var acknowledged = 0
  private(set) var minimum = Nanoseconds(.max)
  private(set) var maximum = Nanoseconds.zero
  private var sum = Nanoseconds.zero
  private var sumOfSquares = 0.0

  mutating func add(_ roundTrip: Nanoseconds) {
    minimum = min(minimum, roundTrip)
    maximum = max(maximum, roundTrip)
    sum += roundTrip
    let microseconds = Double(roundTrip.count) / 1000
    sumOfSquares += microseconds * microseconds
  }

  mutating func acknowledge(_ sequence: Int) {
    let behind = transmitted - sequence
    guard behind >= 0 else { return }
    pipe = max(pipe, behind + 1)
    acknowledged = max(acknowledged, sequence)
  }

  private var average: Nanoseconds {
    let answers = received + duplicates
    return answers == 0 ? .zero : sum / answers
  }

  private var deviation: Nanoseconds {
    let answers = Double(received + duplicates)
    let mean = Double(average.count) / 1000
    let variance = sumOfSquares / answers - mean * mean
    return Nanoseconds(Int64((variance > 0 ? variance.squareRoot() : 0) * 1000))
  }

  func summary(destination: String, duration: Nanoseconds, isTimed: Bool, isFlood: Bool) -> String {
    var text = "\n--- \(destination) ping statistics ---\n"
    text += "\(transmitted) packets transmitted, \(received) received"
    if duplicates > 0 { text += ", +\(duplicates) duplicates" }
    if errors > 0 { text += ", +\(errors) errors" }
    if transmitted > 0 {
      text += ", \(loss)% packet loss, time \((duration + .microseconds(500)).milliseconds)ms"
    }
    text += "\n"
    var separator = ""
    if received > 0, isTimed {
      text += "rtt min/avg/max/mdev = \(decimal(minimum))/\(decimal(average))/\(decimal(maximum))"
      text += "/\(decimal(deviation)) ms"
      separator = ", "
    }
    if pipe > 1 {
      text += "\(separator)pipe \(pipe)"
      separator = ", "
    }
    if received > 0, isFlood, transmitted > 1 {
      let gap = duration / (transmitted - 1)
      text += "\(separator)ipg/ewma \(decimal(gap))/\(decimal(average)) ms"
    }
    return text + "\n"
  }

  /// Per cent as `%g` prints it: six significant digits, no trailing zeros.
  private var loss: String {
    DecimalText.general(Double(transmitted - received) * 100 / Double(transmitted))
  }

  private func decimal(_ span: Nanoseconds) -> String { span.milliseconds(digits: 3) }
}
