import Linux
import Simulation

/// `dmesg`: what the kernel has printed (util-linux).
package enum Dmesg {
  package static let programs = [
    Program("dmesg") { (process: Process) throws(Unsimulated) -> Int in try run(process) }
  ]

  private static func run(_ process: Process) throws(Unsimulated) -> Int {
    var (clears, prints, hasTime, hasDate) = (false, true, true, false)
    for word in process.arguments {
      switch word {
      case "-c", "--read-clear": clears = true
      case "-C", "--clear": (clears, prints) = (true, false)
      case "-t", "--notime": hasTime = false
      case "-T", "--ctime": hasDate = true
      case "-k", "--kernel", "-x", "-P", "--nopager": break
      default: throw Unsimulated("dmesg \(word)")
      }
    }
    let log = process.namespace.kernelLog
    if prints {
      for line in log.lines {
        let stamp = hasDate ? date(line.time) : hasTime ? stamp(line.time) : ""
        process.write(stamp + line.text + "\n")
      }
    }
    if clears { log.clear() }
    return 0
  }

  /// Seconds since the kernel started: `[   12.345678] `.
  private static func stamp(_ time: Nanoseconds) -> String {
    let micro = String(1_000_000 + time.microseconds % 1_000_000).dropFirst()
    return "[" + "\(time.seconds)".leftPadded(5) + "." + micro + "] "
  }

  private static func date(_ time: Nanoseconds) -> String {
    "[" + (CalendarTime(time).formatted("%a %b %e %T %Y") ?? "") + "] "
  }
}
