import Packets

extension ICMPError {
  /// As ping words it (iputils, ping/ping.c, pr_icmph).
  var pingText: String {
    switch self {
    case .destinationUnreachable(let code): Self.unreachableText(code)
    case .fragmentationNeeded(let mtu): "Frag needed and DF set (mtu = \(mtu))"
    case .redirect(let code, let gateway): Self.redirectText(code) + "(New nexthop: \(gateway))"
    case .timeExceeded(let code):
      switch code {
      case 0: "Time to live exceeded"
      case 1: "Frag reassembly time exceeded"
      default: "Time exceeded, Bad Code: \(code)"
      }
    case .parameterProblem(_, let pointer): "Parameter problem: pointer = \(pointer)"
    }
  }

  private static func unreachableText(_ code: UInt8) -> String {
    switch code {
    case 0: "Destination Net Unreachable"
    case 1: "Destination Host Unreachable"
    case 2: "Destination Protocol Unreachable"
    case 3: "Destination Port Unreachable"
    case 5: "Source Route Failed"
    case 6: "Destination Net Unknown"
    case 7: "Destination Host Unknown"
    case 8: "Source Host Isolated"
    case 9: "Destination Net Prohibited"
    case 10: "Destination Host Prohibited"
    case 11: "Destination Net Unreachable for Type of Service"
    case 12: "Destination Host Unreachable for Type of Service"
    case 13: "Packet filtered"
    case 14: "Precedence Violation"
    case 15: "Precedence Cutoff"
    default: "Dest Unreachable, Bad Code: \(code)"
    }
  }

  private static func redirectText(_ code: UInt8) -> String {
    switch code {
    case 0: "Redirect Network"
    case 1: "Redirect Host"
    case 2: "Redirect Type of Service and Network"
    case 3: "Redirect Type of Service and Host"
    default: "Redirect, Bad Code: \(code)"
    }
  }
}
