import Foundation
import Synchronization

/// The state of a garden's last build, for the next one in the same process: it is not read again, and is written to its
/// file when the site is in place already.
package final class BuildMemory: Sendable {
  private let kept = Mutex<BuildState?>(nil)
  /// One write at a time, in order.
  private let writing = DispatchQueue(label: "netnote.garden-state")

  package init() {}

  /// Nil when there has been no build, or one of another Netnote or other settings. What the former build left to do is
  /// done then.
  func state(world: Fingerprint) -> BuildState? {
    finish()
    return kept.withLock { $0?.world.notes == world ? $0 : nil }
  }

  func keep(_ state: BuildState) { kept.withLock { $0 = state } }

  func write(_ work: @escaping @Sendable () -> Void) { writing.async(execute: work) }

  /// Waits until everything is written.
  package func finish() { writing.sync {} }
}
