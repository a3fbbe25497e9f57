import Packets
import Simulation

/// Says packets in the words of tcpdump 4.99.3.
///
/// A protocol's part of it is in a file of its own; each appends to `text`. Where bytes end too early it throws, and
/// the line ends with `[|protocol]`.
final class PacketPrinter {
  /// The bytes end inside this protocol's header.
  struct CutOff: Error { let proto: String }

  let options: TcpdumpOptions
  /// The names of addresses, as far as they have been asked for.
  private let names: ReverseNames
  /// Addresses of the last line whose names are not known yet: they stand there as numbers.
  private(set) var unnamed: [IPv4Address] = []
  /// An interface's name by its index, for captures on all interfaces.
  private let interfaceName: (Int) -> String?
  var text = ""
  /// What the simulator cannot say.
  private(set) var missing: Unsimulated?
  /// TCP conversations seen so far, for relative sequence numbers.
  var conversations: [TCPConversation.Key: TCPConversation] = [:]
  private var previousTime: Int64?
  private var firstTime: Int64?
  private var count = 0

  init(_ options: TcpdumpOptions, names: ReverseNames, interfaceName: @escaping (Int) -> String?) {
    self.options = options
    self.names = names
    self.interfaceName = interfaceName
  }

  var isVerbose: Bool { options.verbosity > 0 }

  /// A packet's lines, with the newline.
  func line(for packet: CapturedPacket, _ linkType: LinkType) -> String {
    text = ""
    unnamed = []
    count += 1
    if options.printsNumbers { text += String(count).leftPadded(5) + "  " }
    text += timestamp(packet.time)
    var payload = packet.bytes
    do throws(CutOff) {
      switch linkType {
      case .ethernet: payload = try printEthernet(packet)
      case .linuxCooked2: payload = try printCooked(packet)
      }
    } catch {
      text += " [|\(error.proto)]"
      payload = packet.bytes.dropFirst(linkType == .ethernet ? EthernetFrame.headerLength : Self.cookedLength)
    }
    dump(whole: packet.bytes, payload: payload)
    return text + "\n"
  }

  /// What a line leaves behind for the next one.
  struct Memory {
    fileprivate var conversations: [TCPConversation.Key: TCPConversation]
    fileprivate var times: (previous: Int64?, first: Int64?)
    fileprivate var count: Int
  }

  /// Kept before a line, and given back so that it can be said again.
  var memory: Memory {
    get { Memory(conversations: conversations, times: (previousTime, firstTime), count: count) }
    set {
      (conversations, count) = (newValue.conversations, newValue.count)
      (previousTime, firstTime) = newValue.times
    }
  }

  /// The name of an address; nil while it is not known.
  func knownName(of address: IPv4Address) -> String? {
    if !names.hasAsked(address) { unnamed.append(address) }
    return names[address]
  }

  func give(up feature: String) { missing = missing ?? Unsimulated("tcpdump's words for \(feature)") }

  // MARK: - Time

  private func timestamp(_ time: Int64) -> String {
    defer {
      previousTime = time
      firstTime = firstTime ?? time
    }
    switch options.timestamps {
    case .none: return ""
    case .seconds: return "\(time / 1_000_000_000).\(Self.fraction(time)) "
    case .date:
      return (CalendarTime(Nanoseconds(time - CalendarTime.beginning)).formatted("%F") ?? "") + " "
        + Self.clock(time) + " "
    case .timeOfDay: return Self.clock(time) + " "
    case .sincePrevious: return " " + Self.clock(time - (previousTime ?? time)) + " "
    case .sinceFirst: return " " + Self.clock(time - (firstTime ?? time)) + " "
    }
  }

  /// Microseconds, six digits.
  private static func fraction(_ time: Int64) -> String {
    String(String(1_000_000 + time % 1_000_000_000 / 1000).dropFirst())
  }

  private static func clock(_ time: Int64) -> String {
    let seconds = Int(time / 1_000_000_000 % 86400)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) + "." + fraction(time)
  }

  // MARK: - Link headers

  static let cookedLength = 20

  private func printEthernet(_ packet: CapturedPacket) throws(CutOff) -> Bytes {
    let bytes = packet.bytes
    var reader = ByteReader(bytes)
    guard let destination = reader.macAddress(), let source = reader.macAddress(), var type = reader.uint16()
    else { throw CutOff(proto: "ether") }
    let length = packet.originalLength
    var isShown = options.showsLinkHeader
    if isShown { printHeader(source, destination, type, length) }
    var rest = reader.rest
    while type == EthernetPayload.vlanType {
      guard let tag = rest.number(0, octets: 2), let inner = rest.number(2, octets: 2) else {
        throw CutOff(proto: "vlan")
      }
      type = UInt16(inner)
      rest = rest.dropFirst(4)
      if isShown {
        let dropEligible = tag & 0x1000 != 0 ? ", DEI" : ""
        text += "vlan \(tag & 0xFFF), p \(tag >> 13)\(dropEligible), "
        if options.isQuiet == false { text += "ethertype \(EtherTypeName.of(type)) (\(hex(type, 4))), " }
      }
    }
    let wireLength = length - (bytes.count - rest.count)
    // Below that it is a length, as IEEE 802.3 has it, and a header of IEEE 802.2 follows.
    if type <= 1500 {
      printLogicalLink(rest.prefix(Int(type)))
      return bytes.dropFirst(EthernetFrame.headerLength)
    }
    if try !printNetwork(type, rest, wireLength) {
      if !isShown {
        printHeader(source, destination, type, length)
        isShown = true
      }
      if !options.isQuiet, !options.dumpsAnything { dumpHexASCII(rest) }
    }
    return bytes.dropFirst(EthernetFrame.headerLength)
  }

  private func printHeader(_ source: MACAddress, _ destination: MACAddress, _ type: UInt16, _ length: Int) {
    text += "\(name(of: source)) > \(name(of: destination)), "
    let name = EtherTypeName.of(type)
    if type <= 1500 {
      text += "802.3, length \(type): "
      return
    }
    if options.isQuiet {
      text += name == "Unknown" ? "Unknown Ethertype (\(hex(type, 4)))" : name
    } else {
      text += "ethertype \(name) (\(hex(type, 4)))"
    }
    text += ", length \(length): "
  }

  private func printCooked(_ packet: CapturedPacket) throws(CutOff) -> Bytes {
    let bytes = packet.bytes
    guard let type = bytes.number(0, octets: 2), let index = bytes.number(4, octets: 4),
      let kind = bytes.octet(10), bytes.count >= Self.cookedLength
    else { throw CutOff(proto: "sll2") }
    let directions = ["In", "B", "M", "P", "Out"]
    let name = interfaceName(Int(index)) ?? "if\(index)"
    let direction = Int(kind) < directions.count ? directions[Int(kind)] : "?"
    text += name.padded(5) + " " + direction.padded(3) + " "
    if options.showsLinkHeader {
      text += "ifindex \(index) "
      if bytes.octet(11) == 6, let hardware = hardwareAddress(bytes.dropFirst(12)) {
        text += "\(self.name(of: hardware)) "
      }
      if !options.isQuiet { text += "ethertype " }
      text += EtherTypeName.of(UInt16(type))
      if !options.isQuiet { text += " (\(hex(type, 4)))" }
      text += ", length \(packet.originalLength): "
    }
    let rest = bytes.dropFirst(Self.cookedLength)
    if try !printNetwork(UInt16(type), rest, packet.originalLength - Self.cookedLength) {
      give(up: "unknown protocols on all interfaces")
    }
    return rest
  }

  private func hardwareAddress(_ bytes: Bytes) -> MACAddress? {
    var reader = ByteReader(bytes)
    return reader.macAddress()
  }

  /// False for a protocol that tcpdump does not know.
  private func printNetwork(_ type: UInt16, _ bytes: Bytes, _ length: Int) throws(CutOff) -> Bool {
    switch type {
    case EthernetPayload.ipv4Type:
      if !options.showsLinkHeader { text += "IP " }
      try printIPv4(bytes, length: length)
    case EthernetPayload.arpType:
      if !options.showsLinkHeader { text += "ARP, " }
      try printARP(bytes, length: length)
    case EthernetPayload.ipv6Type: give(up: "IPv6")
    default: return false
    }
    return true
  }
}

/// The names of protocols over Ethernet (print-ether.c).
enum EtherTypeName {
  static func of(_ type: UInt16) -> String {
    switch type {
    case EthernetPayload.ipv4Type: "IPv4"
    case EthernetPayload.arpType: "ARP"
    case EthernetPayload.ipv6Type: "IPv6"
    case EthernetPayload.vlanType: "802.1Q"
    case 0x8035: "Reverse ARP"
    case 0x88A8: "802.1Q-QinQ"
    case 0x88CC: "LLDP"
    default: "Unknown"
    }
  }
}
