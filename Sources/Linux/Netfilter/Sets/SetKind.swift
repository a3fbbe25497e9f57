import Packets

/// The types of sets (ipset(8), SET TYPES).
package enum SetKind: Hashable, Sendable, CaseIterable {
  case bitmapAddress, bitmapHardware, bitmapPort
  case address, hardware, network, addressPort, networkPort, addressPortAddress, addressPortNetwork
  case networkInterface, list

  package var text: String {
    switch self {
    case .bitmapAddress: "bitmap:ip"
    case .bitmapHardware: "bitmap:ip,mac"
    case .bitmapPort: "bitmap:port"
    case .address: "hash:ip"
    case .hardware: "hash:mac"
    case .network: "hash:net"
    case .addressPort: "hash:ip,port"
    case .networkPort: "hash:net,port"
    case .addressPortAddress: "hash:ip,port,ip"
    case .addressPortNetwork: "hash:ip,port,net"
    case .networkInterface: "hash:net,iface"
    case .list: "list:set"
    }
  }

  package var isBitmap: Bool { [.bitmapAddress, .bitmapHardware, .bitmapPort].contains(self) }
  package var isHash: Bool { !isBitmap && self != .list }
  /// Elements may be networks, of which a packet meets the smallest that holds its address.
  package var hasNetworks: Bool {
    [.network, .networkPort, .addressPortNetwork, .networkInterface].contains(self)
  }

  /// The revision that the kernel has (net/netfilter/ipset, IPSET_TYPE_REV_MAX).
  package var revision: Int {
    switch self {
    case .bitmapAddress, .bitmapHardware, .bitmapPort, .list: 3
    case .address, .addressPortAddress: 6
    case .hardware: 1
    case .network, .addressPort: 7
    case .networkPort, .addressPortNetwork, .networkInterface: 8
    }
  }

  /// The octets of an empty set, and of an element before its extensions (the structures of net/netfilter/ipset).
  private var sizes: (empty: Int, element: Int) {
    switch self {
    case .bitmapPort: (72, 0)
    case .bitmapAddress: (88, 0)
    case .bitmapHardware: (80, 8)
    case .list: (80, 48)
    case .address: (216, 4)
    case .hardware: (216, 8)
    case .addressPort: (216, 8)
    case .addressPortAddress: (208, 12)
    case .network, .networkPort: (456, 8)
    case .addressPortNetwork: (464, 12)
    case .networkInterface: (488, 28)
    }
  }

  /// `Size in memory`, for this many elements.
  package func memory(of options: IPSet.Options, comments: [String?]) -> Int {
    let element = Self.size(of: sizes.element, options)
    // A comment is kept beside its element, behind a head of 16 octets.
    let texts = comments.reduce(0) { $0 + ($1.map { 17 + $0.utf8.count } ?? 0) }
    if isHash {
      // A bucket has a head of 32 octets and begins with room for two elements.
      return sizes.empty + comments.count * (32 + 2 * element) + texts
    }
    if self == .list { return sizes.empty + comments.count * element + texts }
    let count =
      options.ports.map { $0.count }
      ?? options.addresses.map { Int($0.upperBound.bits - $0.lowerBound.bits) + 1 } ?? 0
    return sizes.empty + (count + 63) / 64 * 8 + count * element + texts
  }

  /// With counters, timeout and comment behind it, each aligned (ip_set_elem_len).
  private static func size(of element: Int, _ options: IPSet.Options) -> Int {
    var size = element
    func add(_ length: Int) { size = (size + 7) / 8 * 8 + length }
    if options.hasCounters { add(16) }
    if options.timeout != nil { add(8) }
    if options.hasComments { add(8) }
    return size
  }
}
