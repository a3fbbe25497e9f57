import Packets

/// The names that a node knows without asking anybody: its /etc/hosts.
struct HostNames {
  private var names: [IPv4Address: String] = [:]
  private var addresses: [String: [IPv4Address]] = [:]

  /// The first name of a line is an address's own; every name leads to its addresses.
  init(hostsFile: String) {
    for line in hostsFile.split(separator: "\n") {
      let words = (line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
        .split { $0 == " " || $0 == "\t" }
      guard words.count > 1, let address = IPv4Address(words[0]) else { continue }
      if names[address] == nil { names[address] = String(words[1]) }
      for word in words.dropFirst() { addresses[word.lowercased(), default: []].append(address) }
    }
  }

  init() {}

  func name(of address: IPv4Address) -> String? { names[address] }
  func addresses(of name: String) -> [IPv4Address] { addresses[name.lowercased()] ?? [] }
}

extension PacketPrinter {
  func name(of address: IPv4Address) -> String {
    guard !options.isNumeric, let name = hosts.name(of: address) else { return address.description }
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
