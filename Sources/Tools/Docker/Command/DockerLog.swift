import Linux
import Simulation

/// What a container has printed (moby, daemon/logger/jsonfilelog).
enum DockerLog {
  typealias Line = (bytes: [UInt8], isError: Bool)

  /// The lines that `docker logs` is to show, with their times under `-t`.
  static func lines(of container: DockerContainer, _ call: DockerCall) throws(DockerError) -> [Line] {
    var entries: [DockerContainer.LogEntry] = []
    for entry in container.log { entries += split(entry) }
    let now = call.engine.clock.now
    if let since = try moment(call.flags.text("since"), "since", now) {
      entries.removeAll { $0.time < since }
    }
    if let until = try moment(call.flags.text("until"), "until", now) {
      entries.removeAll { $0.time > until }
    }
    if let count = call.flags.text("tail").flatMap({ Int($0) }), count >= 0 {
      entries = entries.suffix(count)
    }
    let showsTimes = call.flags.has("timestamps")
    return entries.map { entry in
      let time = showsTimes ? Array((DockerTime(entry.time).full + " ").utf8) : []
      return (time + entry.bytes, entry.isError)
    }
  }

  /// One entry for each line; what has no end of line yet stays as it is.
  private static func split(_ entry: DockerContainer.LogEntry) -> [DockerContainer.LogEntry] {
    var lines: [DockerContainer.LogEntry] = []
    var line: [UInt8] = []
    for byte in entry.bytes {
      line.append(byte)
      guard byte == 10 else { continue }
      lines.append(DockerContainer.LogEntry(bytes: line, isError: entry.isError, time: entry.time))
      line = []
    }
    if !line.isEmpty {
      lines.append(DockerContainer.LogEntry(bytes: line, isError: entry.isError, time: entry.time))
    }
    return lines
  }

  /// `10m`, `1h30m`: so long ago.
  private static func moment(_ text: String?, _ flag: String, _ now: Nanoseconds) throws(DockerError)
    -> Nanoseconds?
  {
    guard let text, !text.isEmpty else { return nil }
    var total = Nanoseconds.zero
    var digits = ""
    for character in text {
      if character.isNumber {
        digits.append(character)
        continue
      }
      guard let number = Int(digits), let unit = ["s": 1, "m": 60, "h": 3600][String(character)] else {
        throw .unsimulated("docker logs --\(flag) \(text)")
      }
      total = total + .seconds(number * unit)
      digits = ""
    }
    guard digits.isEmpty else { throw .unsimulated("docker logs --\(flag) \(text)") }
    return total > now ? .zero : now - total
  }
}
