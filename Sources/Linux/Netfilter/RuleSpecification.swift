package import Packets

/// What a rule says: the conditions every packet is compared with, in the order of `iptables -S`, and what
/// happens to one that meets them all. Two rules are the same for `-D` and `-C` when their specifications are
/// equal.
package struct RuleSpecification: Hashable, Sendable {
  package var source: AddressCondition?
  package var destination: AddressCondition?
  package var input: InterfaceCondition?
  package var output: InterfaceCondition?
  package var proto: ProtocolCondition?
  /// `-f`: the second and later fragments; false is `! -f`.
  package var isLaterFragment: Bool?
  package var matches: [Match] = []
  package var target: Target = .none

  package init() {}
}

/// `-s` and `-d`: an address under a mask, which need not be a prefix.
package struct AddressCondition: Hashable, Sendable {
  package var address: IPv4Address
  package var mask: UInt32
  package var isInverted: Bool

  package init(_ address: IPv4Address, mask: UInt32, isInverted: Bool = false) {
    self.address = IPv4Address(bits: address.bits & mask)
    self.mask = mask
    self.isInverted = isInverted
  }

  @inline(__always)
  func holds(for other: IPv4Address) -> Bool {
    ((other.bits & mask) == address.bits) != isInverted
  }

  /// The prefix length, if the mask is one.
  package var length: Int? {
    let length = mask.leadingZeroBitCount == 0 ? (~mask).leadingZeroBitCount : 0
    return IPv4Prefix.maskBits(length) == mask ? length : nil
  }
}

/// `-i` and `-o`: a name, or the beginning of one (`eth+`).
package struct InterfaceCondition: Hashable, Sendable {
  package var name: String
  package var isPrefix: Bool
  package var isInverted: Bool

  /// Reads a name as iptables does: a plus sign at its end stands for anything.
  package init(_ text: String, isInverted: Bool = false) {
    isPrefix = text.hasSuffix("+")
    name = isPrefix ? String(text.dropLast()) : text
    self.isInverted = isInverted
  }

  package var text: String { isPrefix ? name + "+" : name }

  @inline(__always)
  func holds(for device: NetworkDevice?) -> Bool {
    let other = device?.name ?? ""
    return (isPrefix ? other.hasPrefix(name) : other == name) != isInverted
  }
}

/// `-p`.
package struct ProtocolCondition: Hashable, Sendable {
  package var proto: IPProtocol
  package var isInverted: Bool

  package init(_ proto: IPProtocol, isInverted: Bool = false) {
    self.proto = proto
    self.isInverted = isInverted
  }
}
