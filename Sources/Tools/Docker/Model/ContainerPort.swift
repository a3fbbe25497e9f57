package import Packets

/// A port that a container offers, such as `8080/tcp`.
package struct ContainerPort: Hashable, Sendable, Comparable {
  package var number: UInt16
  package var isUDP: Bool

  package init(_ number: UInt16, isUDP: Bool = false) {
    self.number = number
    self.isUDP = isUDP
  }

  package var transport: String { isUDP ? "udp" : "tcp" }
  package var text: String { "\(number)/\(transport)" }

  /// In the order of their texts, as Go prints the keys of a map.
  package static func < (left: ContainerPort, right: ContainerPort) -> Bool { left.text < right.text }
}

/// Where a container's port is asked to appear on the host (`-p`).
package struct PortBinding: Hashable, Sendable {
  /// Empty for every address.
  package var hostAddress: String
  /// Empty for a free one; `8000-8010` for a free one of these.
  package var hostPort: String
}

/// A published port at work.
package struct PublishedPort: Hashable, Sendable {
  package var port: ContainerPort
  package var hostAddress: IPv4Address
  package var hostPort: UInt16
  package var containerAddress: IPv4Address
}
