import Packets

extension ICMPError {
  /// What an error means to the socket whose packet it is about: the errno, and whether it ends a connected
  /// datagram socket's call (net/ipv4/icmp.c, icmp_err_convert). Nil for redirects.
  var consequence: (error: KernelError, isFatal: Bool)? {
    switch self {
    case .redirect: nil
    case .timeExceeded: (.hostUnreachable, false)
    case .parameterProblem: (.protocolError, true)
    case .fragmentationNeeded: (.messageTooLong, false)
    case .destinationUnreachable(let code):
      switch code {
      case 0, 11: (.networkUnreachable, false)
      case 1, 12: (.hostUnreachable, false)
      case 2: (.protocolNotAvailable, true)
      case 3: (.connectionRefused, true)
      case 5: (.notSupported, false)
      case 6, 9: (.networkUnreachable, true)
      case 7: (.hostDown, true)
      case 8: (.notOnNetwork, true)
      case 10, 13, 14, 15: (.hostUnreachable, true)
      default: (.hostUnreachable, false)
      }
    }
  }
}
