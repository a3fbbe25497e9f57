import Packets

/// Which ports of the host are given out (libnetwork, portallocator): by address, without a look at the others.
struct HostPorts {
  private struct Key: Hashable {
    var address: IPv4Address
    var isUDP: Bool
  }

  private struct Range: Hashable {
    var key: Key
    var first: UInt16
    var last: UInt16
  }

  private var taken: [Key: Set<UInt16>] = [:]
  private var lastGiven: [Range: UInt16] = [:]

  /// A port of the range. A range of one port is that port or nothing.
  mutating func take(_ ports: ClosedRange<UInt16>, _ address: IPv4Address, isUDP: Bool) throws(DockerError)
    -> UInt16
  {
    let key = Key(address: address, isUDP: isUDP)
    if ports.count == 1 {
      guard taken[key, default: []].insert(ports.lowerBound).inserted else {
        throw DockerError("Bind for \(address):\(ports.lowerBound) failed: port is already allocated")
      }
      return ports.lowerBound
    }
    let range = Range(key: key, first: ports.lowerBound, last: ports.upperBound)
    var candidate = lastGiven[range] ?? ports.upperBound
    for _ in 0..<ports.count {
      candidate = candidate >= ports.upperBound ? ports.lowerBound : candidate + 1
      if taken[key, default: []].insert(candidate).inserted {
        lastGiven[range] = candidate
        return candidate
      }
    }
    throw DockerError("all ports are allocated")
  }

  mutating func release(_ port: UInt16, _ address: IPv4Address, isUDP: Bool) {
    taken[Key(address: address, isUDP: isUDP)]?.remove(port)
  }
}
