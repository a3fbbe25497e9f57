/// An address with a prefix length: a network (10.0.0.0/8), or an interface's address (10.0.0.1/8).
package struct IPv4Prefix: Hashable, Sendable {
  package var address: IPv4Address
  /// From 0 to 32.
  package var length: Int

  package init(_ address: IPv4Address, length: Int) {
    self.address = address
    self.length = length
  }

  /// Reads `ADDRESS/LENGTH`; a bare address is a /32.
  package init?<Text: StringProtocol>(_ text: Text) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPv4Address(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(address, length: 32)
      return
    }
    guard let length = Int(parts[1]), (0...32).contains(length), parts[1].first != "+" else { return nil }
    self.init(address, length: length)
  }

  package static let everything = IPv4Prefix(.any, length: 0)

  package static func maskBits(_ length: Int) -> UInt32 {
    length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
  }

  package var mask: IPv4Address { IPv4Address(bits: Self.maskBits(length)) }
  /// The same network with the host bits cleared.
  package var network: IPv4Prefix {
    IPv4Prefix(IPv4Address(bits: address.bits & Self.maskBits(length)), length: length)
  }
  /// The highest address of the network, its directed broadcast (RFC 919).
  package var broadcast: IPv4Address { IPv4Address(bits: address.bits | ~Self.maskBits(length)) }

  package func contains(_ other: IPv4Address) -> Bool {
    (other.bits ^ address.bits) & Self.maskBits(length) == 0
  }
}

extension IPv4Prefix: CustomStringConvertible {
  package var description: String { "\(address)/\(length)" }
}
