import Simulation

/// The progress meter: shown while the answer does not go to the terminal (curl(1), PROGRESS METER).
struct CurlProgress {
  static let heading =
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    + "                                 Dload  Upload   Total   Spent    Left  Speed\n"

  /// One state of the line; it overwrites the one before.
  static func line(received: Int, total: Int?, elapsed: Nanoseconds) -> String {
    let microseconds = max(elapsed.microseconds, 1)
    let speed = received * 1_000_000 / microseconds
    let percent = total.map { $0 == 0 ? 100 : received * 100 / $0 } ?? (received > 0 ? 100 : 0)
    let shown = received == 0 ? 0 : percent
    let spent = elapsed.seconds == 0 ? "--:--:--" : clock(elapsed.seconds)
    return "\r" + right(String(shown), 3) + " " + size(received == 0 ? 0 : total ?? received) + "  "
      + right(String(shown), 3) + " " + size(received) + "    0     0  " + size(speed) + "      0 --:--:-- "
      + spent + " --:--:-- " + size(speed)
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.utf8.count, 0)) + text
  }

  /// Five columns (lib/progress.c, max5data).
  private static func size(_ count: Int) -> String {
    if count < 100_000 { return right(String(count), 5) }
    if count < 10_000 * 1024 { return right(String(count / 1024), 4) + "k" }
    let megabyte = 1024 * 1024
    if count < 100 * megabyte {
      return right(String(count / megabyte), 2) + "." + String(count % megabyte * 10 / megabyte) + "M"
    }
    return right(String(count / megabyte), 4) + "M"
  }

  private static func clock(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return right(String(seconds / 3600), 2) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
  }
}
