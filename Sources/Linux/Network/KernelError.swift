/// What a system call fails with (errno(3)), with its number on Linux and the words of strerror(3).
package struct KernelError: Error, Hashable, Sendable {
  package let number: Int
  package let text: String
  /// What netlink says beside the number (its extended acknowledgement), such as `Nexthop has invalid gateway`.
  package var explanation: String?

  /// The same error with the kernel's own words.
  package func explained(_ words: String) -> KernelError {
    KernelError(number: number, text: text, explanation: words)
  }

  package static let notPermitted = KernelError(number: 1, text: "Operation not permitted")
  package static let noSuchFile = KernelError(number: 2, text: "No such file or directory")
  package static let noSuchProcess = KernelError(number: 3, text: "No such process")
  package static let noSuchAddress = KernelError(number: 6, text: "No such device or address")
  package static let accessDenied = KernelError(number: 13, text: "Permission denied")
  package static let busy = KernelError(number: 16, text: "Device or resource busy")
  package static let exists = KernelError(number: 17, text: "File exists")
  package static let noDevice = KernelError(number: 19, text: "No such device")
  package static let invalidArgument = KernelError(number: 22, text: "Invalid argument")
  package static let loop = KernelError(number: 40, text: "Too many levels of symbolic links")
  package static let brokenPipe = KernelError(number: 32, text: "Broken pipe")
  package static let outOfRange = KernelError(number: 34, text: "Numerical result out of range")
  package static let notSupported = KernelError(number: 95, text: "Operation not supported")
  package static let tableMissing = KernelError(number: 22, text: "FIB table does not exist")
  package static let notOnNetwork = KernelError(number: 64, text: "Machine is not on the network")
  package static let protocolError = KernelError(number: 71, text: "Protocol error")
  package static let messageTooLong = KernelError(number: 90, text: "Message too long")
  package static let protocolNotAvailable = KernelError(number: 92, text: "Protocol not available")
  package static let addressInUse = KernelError(number: 98, text: "Address already in use")
  package static let addressNotAvailable = KernelError(number: 99, text: "Cannot assign requested address")
  package static let networkDown = KernelError(number: 100, text: "Network is down")
  package static let networkUnreachable = KernelError(number: 101, text: "Network is unreachable")
  package static let connectionReset = KernelError(number: 104, text: "Connection reset by peer")
  package static let isConnected = KernelError(
    number: 106, text: "Transport endpoint is already connected")
  package static let notConnected = KernelError(number: 107, text: "Transport endpoint is not connected")
  package static let timedOut = KernelError(number: 110, text: "Connection timed out")
  package static let connectionRefused = KernelError(number: 111, text: "Connection refused")
  package static let hostDown = KernelError(number: 112, text: "Host is down")
  package static let hostUnreachable = KernelError(number: 113, text: "No route to host")
}
