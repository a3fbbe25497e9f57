import Linux
import Packets

/// What `ip link add` and `ip link set` say of an interface before its type (ip/iplink.c, iplink_parse).
struct LinkRequest {
  var name: String?
  var newName: String?
  var lowerName: String?
  var index: Int?
  var isUp: Bool?
  var hardware: MACAddress?
  var mtu: Int?
  var queueLength: Int?
  var isPromiscuous: Bool?
  var isARPOn: Bool?
  var alias: String?
  var group: Int?
  var target: NetworkNamespace?
  /// Nil inside: no master.
  var master: NetworkDevice??
  var kind: String?

  /// Reads up to the type, and leaves its options. When adding, `name` is the new one's name.
  static func read(_ words: inout WordReader, adding: Bool, _ context: IPContext) throws(CommandStop)
    -> LinkRequest
  {
    var request = LinkRequest()
    while let word = words.take() {
      if word == "type" {
        request.kind = try words.next()
        return request
      }
      try request.take(word, &words, adding: adding, context)
    }
    return request
  }

  mutating func take(_ word: String, _ words: inout WordReader, adding: Bool, _ context: IPContext)
    throws(CommandStop)
  {
    switch word {
    case "up": isUp = true
    case "down": isUp = false
    case "name":
      let value = try words.next()
      if name != nil, adding {
        throw CommandStop(
          status: 255,
          message: "both \"name\" and \"dev\" cannot be used when creating devices.\n")
      }
      guard IPValue.isInterfaceName(value) else {
        throw IPValue.invalid(value, "\"name\" not a valid ifname")
      }
      if adding { name = value } else { newName = value }
    case "index":
      let value = try words.next()
      guard let number = IPValue.number(value, in: 1...Int(Int32.max)) else {
        throw IPValue.invalid(value, "Invalid \"index\" value")
      }
      index = number
    case "link": lowerName = try words.next()
    case _ where word.count > 1 && word.abbreviates("address") && !"arp".hasPrefix(word):
      hardware = try Self.address(words.next())
    case "mtu": mtu = try number(&words, "mtu")
    case "txqueuelen", "txqlen", "qlen": queueLength = try number(&words, "txqueuelen")
    case "promisc": isPromiscuous = try IPValue.isOn(words.next(), "promisc")
    case "arp": isARPOn = try IPValue.isOn(words.next(), "arp")
    case "alias": alias = try words.next()
    case "netns": target = try Self.namespace(words.next(), context)
    case "master":
      let value = try words.next()
      guard let found = context.namespace.device(named: value) else {
        throw IPValue.invalid(value, "Device does not exist")
      }
      master = .some(found)
    case "nomaster": master = .some(nil)
    case "group":
      let value = try words.next()
      guard let found = value == "default" ? 0 : IPValue.number(value) else {
        throw IPValue.invalid(value, "Invalid \"group\" value\n")
      }
      group = found
    case "broadcast", "brd", "multicast", "allmulticast", "trailers", "dynamic", "carrier", "vf", "xdp",
      "xdpgeneric", "xdpdrv", "xdpoffload", "vrf", "addrgenmode", "protodown", "numtxqueues",
      "numrxqueues", "link-netns", "link-netnsid", "gso_max_size", "gso_max_segs", "gro_max_size", "mode",
      "state", "parentdev":
      throw .unsimulated("ip link … \(word)")
    case "help": throw .unsimulated("ip link help")
    default: try takeName(word == "dev" ? words.next() : word)
    }
  }

  private mutating func takeName(_ word: String) throws(CommandStop) {
    if name != nil { throw IPValue.garbage(word, after: "dev") }
    guard !word.isEmpty, !word.contains("/"), !word.contains(" ") else {
      throw IPValue.invalid(word, "\"dev\" not a valid ifname")
    }
    name = word
  }

  private func number(_ words: inout WordReader, _ key: String) throws(CommandStop) -> Int {
    let value = try words.next()
    guard let number = IPValue.number(value) else {
      throw IPValue.invalid(value, "Invalid \"\(key)\" value\n".dropLast().description)
    }
    return number
  }

  /// A hardware address; fewer octets are refused before the kernel sees them (ll_addr_a2n, iplink_modify).
  static func address(_ word: String) throws(CommandStop) -> MACAddress {
    if let address = MACAddress(word), word.contains(":") { return address }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    for part in parts where UInt8(part, radix: 16) == nil {
      throw CommandStop(status: 255, message: "\"\(part)\" is invalid lladdr.\n")
    }
    throw CommandStop(
      status: 255, message: "Invalid address length \(parts.count) - must be 6 bytes\n")
  }

  /// A made namespace, or a process's.
  private static func namespace(_ word: String, _ context: IPContext) throws(CommandStop)
    -> NetworkNamespace
  {
    if let named = context.machine.namedNamespace(word) { return named }
    guard let identifier = Int(word) else {
      throw IPValue.invalid(word, "Invalid \"netns\" value")
    }
    if identifier == 1 { return context.machine.node.namespace }
    guard let process = context.machine.process(identifier) else {
      throw IPContext.refused(.noSuchProcess)
    }
    return process.namespace
  }
}

extension Machine {
  func process(_ identifier: Int) -> Process? { processes.first { $0.identifier == identifier } }
}
