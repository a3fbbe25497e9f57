import Packets

extension PacketPrinter {
  func name(of address: IPv4Address) -> String {
    guard !options.isNumeric, let name = knownName(of: address) else { return address.description }
    guard options.hidesDomains, let short = name.split(separator: ".").first else { return name }
    return String(short)
  }

  /// With the maker's name, which tcpdump knows for a few only.
  func name(of address: MACAddress) -> String {
    guard !options.isNumeric else { return address.description }
    if address.isBroadcast { return "Broadcast" }
    let maker = address.bits >> 24 == 0 ? "Ethernet" : "Unknown"
    return "\(address) (oui \(maker))"
  }

  func name(of port: UInt16, _ proto: IPProtocol) -> String {
    guard !options.isNumeric, let name = Services.name(of: port, proto) else { return String(port) }
    return name
  }

  func endPoint(_ address: IPv4Address, _ port: UInt16, _ proto: IPProtocol) -> String {
    "\(name(of: address)).\(name(of: port, proto))"
  }

  /// `0x0800`: hexadecimal with at least this many digits.
  func hex(_ number: some BinaryInteger, _ digits: Int = 1) -> String { "0x" + bareHex(number, digits) }

  func bareHex(_ number: some BinaryInteger, _ digits: Int = 1) -> String {
    let text = String(UInt64(number), radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
