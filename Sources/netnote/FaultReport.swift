import Foundation

/// What a crash says: that it is Netnote's fault, by the exit status 3, instead of a signal that a script would take
/// for the failure of a note.
enum FaultReport {
  private static let message: StaticString =
    "netnote: a fault of netnote itself; please report it with the note that you ran\n"

  static func install() {
    for signal in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
      // Only what is safe in a handler: write and _exit (signal-safety(7)).
      Foundation.signal(signal) { _ in
        _ = write(STDERR_FILENO, FaultReport.message.utf8Start, FaultReport.message.utf8CodeUnitCount)
        _exit(3)
      }
    }
  }
}
