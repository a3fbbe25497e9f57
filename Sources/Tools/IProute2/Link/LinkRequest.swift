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
  var broadcast: MACAddress?
  var mtu: Int?
  var queueLength: Int?
  var flags = Flags()
  var hasCarrier: Bool?
  var alias: String?
  var group: Int?
  var isModeDormant: Bool?
  var addressGeneration: String?
  var limits: [(inout OffloadLimits) -> Void] = []
  var isProtocolDown: Bool?
  var target: NetworkNamespace?
  /// Nil inside: no master.
  var master: NetworkDevice??
  var kind: String?
  private var hasBadLength = false
  /// The name was given by `name`.
  private var isNamed = false
  private var seen: [String] = []
  private let adding: Bool
  private let context: IPContext

  /// Flags that are switched on or off.
  struct Flags {
    var promiscuous: Bool?
    var arp: Bool?
    var multicast: Bool?
    var allMulticast: Bool?
    var dynamic: Bool?
    var trailers: Bool?
  }

  init(adding: Bool, _ context: IPContext) {
    self.adding = adding
    self.context = context
  }

  /// Reads up to the type, and leaves its options. When adding, `name` is the new one's name.
  static func read(_ words: inout WordReader, adding: Bool, _ context: IPContext) throws(CommandStop)
    -> LinkRequest
  {
    var request = LinkRequest(adding: adding, context)
    while request.kind == nil, let word = words.take() {
      try request.take(keywords.name(of: word), word, &words)
    }
    if request.hasBadLength, adding { throw IPContext.refused(.invalidArgument) }
    return request
  }

  private static let keywords = Keywords(
    """
    up down name index link* address* broadcast* brd txqueuelen* qlen txqlen* mtu xdp xdpgeneric xdpdrv xdpoffload
    netns multicast allmulticast promisc trailers arp carrier vf master* vrf nomaster* dynamic* type* alias* group
    mode state numtxqueues* numrxqueues* addrgenmode* link-netns* link-netnsid* protodown protodown_reason
    gso_max_size gso_max_segs gro_max_size parentdev help* dev
    """)

  private mutating func take(_ key: String?, _ word: String, _ words: inout WordReader) throws(CommandStop) {
    switch key {
    case "up": isUp = true
    case "down": isUp = false
    case "name": try takeNewName(words.next())
    case "index": index = try once("index", number(&words, "Invalid \"index\" value", in: 1...Int(Int32.max)))
    case "link": lowerName = try words.next()
    case "address": hardware = try address(words.next())
    case "broadcast", "brd": broadcast = try address(words.next())
    case "txqueuelen", "qlen", "txqlen":
      queueLength = try once("txqueuelen", integer(&words, "Invalid \"txqueuelen\" value\n"))
    case "mtu": mtu = try once("mtu", integer(&words, "Invalid \"mtu\" value\n"))
    case "netns": target = try once("netns", namespace(words.next()))
    case "promisc", "arp", "multicast", "allmulticast", "dynamic", "trailers":
      try takeFlag(key ?? "", words.next())
    case "carrier": hasCarrier = try isCarrier(words.next())
    case "vf": throw IPContext.refused(.notSupported)
    case "master":
      let value = try words.next()
      guard let found = context.namespace.device(named: value) else {
        throw IPValue.invalid(value, "Device does not exist\n")
      }
      master = .some(found)
    case "nomaster": master = .some(nil)
    case "vrf": throw IPValue.invalid(try words.next(), "Not a valid VRF name\n")
    case "type": kind = try words.next()
    case "alias": alias = try words.next()
    case "group": group = try once("group", Self.group(words.next()))
    case "mode": try takeMode(words.next())
    case "state": try checkState(words.next())
    case "help": throw CommandStop(status: 255, message: IPUsage.link)
    case "xdp", "xdpgeneric", "xdpdrv", "xdpoffload", "link-netns", "link-netnsid", "protodown_reason",
      "parentdev":
      throw .unsimulated("ip link … \(key ?? "")")
    case "numtxqueues", "numrxqueues", "gso_max_size", "gso_max_segs", "gro_max_size":
      try takeLimit(key ?? "", &words)
    case "addrgenmode": try takeAddressGeneration(words.next())
    case "protodown": isProtocolDown = try IPValue.isOn(words.next(), "protodown")
    default: try takeName(key == "dev" ? words.next() : word)
    }
  }

  // MARK: - Names

  private var bothNames: CommandStop {
    CommandStop(status: 255, message: "both \"name\" and \"dev\" cannot be used when creating devices.\n")
  }

  private mutating func takeNewName(_ value: String) throws(CommandStop) {
    if name != nil, adding { throw bothNames }
    guard IPValue.isInterfaceName(value) else {
      throw IPValue.invalid(value, "\"name\" not a valid ifname")
    }
    if adding { (name, isNamed) = (value, true) } else { newName = value }
  }

  private mutating func takeName(_ word: String) throws(CommandStop) {
    if name != nil { throw isNamed ? bothNames : IPValue.garbage(word, after: "dev") }
    guard !word.isEmpty, !word.contains("/"), !word.contains(" ") else {
      throw IPValue.invalid(word, "\"dev\" not a valid ifname")
    }
    name = word
  }

  /// A made namespace, or a process's.
  private func namespace(_ word: String) throws(CommandStop) -> NetworkNamespace {
    if let named = context.machine.namedNamespace(word) { return named }
    guard let identifier = Int(word) else { throw IPValue.invalid(word, "Invalid \"netns\" value\n") }
    if identifier == 1 { return context.machine.node.namespace }
    guard let process = context.machine.process(identifier) else {
      throw IPContext.refused(.noSuchProcess)
    }
    return process.namespace
  }

  // MARK: - Values

  /// Some options may be given once.
  private mutating func once<Value>(_ key: String, _ value: Value) throws(CommandStop) -> Value {
    if seen.contains(key) { throw IPValue.duplicate(key, lastWord) }
    seen.append(key)
    return value
  }

  private var lastWord = ""

  private mutating func number(
    _ words: inout WordReader, _ reason: String, in range: ClosedRange<Int>
  ) throws(CommandStop) -> Int {
    lastWord = try words.next()
    guard let number = IPValue.number(lastWord, in: range) else { throw IPValue.invalid(lastWord, reason) }
    return number
  }

  private mutating func integer(_ words: inout WordReader, _ reason: String) throws(CommandStop) -> Int {
    try number(&words, reason, in: Int(Int32.min)...Int(Int32.max))
  }

  /// A hardware address; one of another length is for the kernel to refuse (ll_addr_a2n, iplink_modify).
  private mutating func address(_ word: String) throws(CommandStop) -> MACAddress? {
    if let address = MACAddress(word), word.contains(":") { return address }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    for part in parts where UInt8(part, radix: 16) == nil {
      throw CommandStop(status: 255, message: "\"\(part)\" is invalid lladdr.\n")
    }
    if adding {
      hasBadLength = true
      return nil
    }
    throw CommandStop(status: 255, message: "Invalid address length \(parts.count) - must be 6 bytes\n")
  }

  /// A device group: `default` or a number (/etc/iproute2/group).
  static func group(_ word: String) throws(CommandStop) -> Int {
    guard let found = word == "default" ? 0 : IPValue.number(word) else {
      throw IPValue.invalid(word, "Invalid \"group\" value\n")
    }
    return found
  }

  private mutating func takeFlag(_ key: String, _ value: String) throws(CommandStop) {
    let isOn = try IPValue.isOn(value, key)
    switch key {
    case "promisc": flags.promiscuous = isOn
    case "arp": flags.arp = isOn
    case "multicast": flags.multicast = isOn
    case "allmulticast": flags.allMulticast = isOn
    case "dynamic": flags.dynamic = isOn
    default: flags.trailers = isOn
    }
  }

  private func isCarrier(_ value: String) throws(CommandStop) -> Bool {
    guard value == "on" || value == "off" else {
      throw CommandStop(
        status: 22,
        message: "Error: argument of \"carrier\" must be one of \"off\", \"on\", not \"\(value)\"\n")
    }
    return value == "on"
  }

  private mutating func takeMode(_ value: String) throws(CommandStop) {
    guard value == "default" || value == "dormant" else {
      throw IPValue.invalid(value, "Invalid link mode\n")
    }
    isModeDormant = value == "dormant"
  }

  /// The kernel lets nobody set a state but dormant, and says nothing (net/core/rtnetlink.c, set_operstate).
  private func checkState(_ value: String) throws(CommandStop) {
    let names = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"]
    guard names.contains(value.lowercased()) else { throw IPValue.invalid(value, "Invalid operstate\n") }
    guard value.lowercased() != "dormant" else { throw .unsimulated("ip link set … state dormant") }
  }

  private mutating func takeAddressGeneration(_ value: String) throws(CommandStop) {
    guard ["eui64", "none", "stable_secret", "random"].contains(value) else {
      throw IPValue.invalid(value, "Invalid address generation mode\n")
    }
    guard value != "stable_secret" else { throw IPContext.refused(.invalidArgument) }
    addressGeneration = value
  }

  private mutating func takeLimit(_ key: String, _ words: inout WordReader) throws(CommandStop) {
    let value = try once(key, integer(&words, "Invalid \"\(key)\" value\n"))
    switch key {
    // Queues are made with the interface and stay.
    case "numtxqueues": if adding { limits.append { $0.transmitQueues = value } }
    case "numrxqueues": if adding { limits.append { $0.receiveQueues = value } }
    case "gso_max_size": limits.append { $0.segmentationSize = value }
    case "gso_max_segs": limits.append { $0.segmentationCount = value }
    default: limits.append { $0.receiveSize = value }
    }
  }
}

extension Machine {
  func process(_ identifier: Int) -> Process? { processes.first { $0.identifier == identifier } }
}
