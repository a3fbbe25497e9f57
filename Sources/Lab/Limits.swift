package import Simulation

/// What a console line may cost before it counts as a runaway. A cell that needs more says so in the note's settings.
package struct Limits: Hashable, Sendable {
  /// Things that happen in the simulation: arrivals of frames, ends of timers.
  package var events = 10_000_000
  /// Octets that a command may print.
  package var outputBytes = 262_144
  /// Virtual time that a line may take: longer than any timeout of the kernel.
  package var duration = Nanoseconds.seconds(10 * 86_400)
  /// Steps that a trace keeps.
  package var traceSteps = 200_000

  package init() {}
}
