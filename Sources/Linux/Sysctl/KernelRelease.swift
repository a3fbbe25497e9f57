/// The Linux whose behaviour is simulated.
package enum KernelRelease {
  /// As `uname -r` prints it.
  package static let text = "6.18.0"
}
