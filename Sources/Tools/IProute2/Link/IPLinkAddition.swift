import Linux
import Packets

/// `ip link add` (net/core/rtnetlink.c, rtnl_newlink).
struct IPLinkAddition {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  /// Kinds that Linux has and the simulator does not.
  private static let unsimulatedKinds = [
    "amt", "bareudp", "bond", "dsa", "erspan", "geneve", "gre", "gretap", "gtp", "ifb", "ip6erspan",
    "ip6gre", "ip6gretap", "ip6tnl", "ipip", "ipoib", "ipvtap", "macsec", "macvtap", "netdevsim", "nlmon",
    "rmnet", "sit", "team", "vcan", "vrf", "vti", "vxcan", "vxlan", "wireguard", "wwan", "xfrm",
    "virt_wifi", "tun", "tap", "can", "batadv", "hsr",
  ]

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var request = try LinkRequest.read(&words, adding: true, context)
    guard let kind = request.kind else {
      throw CommandStop(status: 1, message: "Not enough information: \"type\" argument is required\n")
    }
    if Self.unsimulatedKinds.contains(kind) { throw .unsimulated("ip link add … type \(kind)") }
    let lower = try request.lowerName.map { (name) throws(CommandStop) in try context.device(name) }
    switch kind {
    case "veth": try addVeth(&request, &words)
    case "bridge":
      let options = words
      let device = try add(request, "bridge", .bridge)
      if let bridge = device.bridge {
        var options = options
        try BridgeOptions.apply(&options, to: bridge)
      }
      try configure(device, request)
    case "dummy":
      if !words.isAtEnd { throw .unsimulated("ip link add … type dummy \(words.peek ?? "")") }
      try configure(try add(request, "dummy", .dummy), request)
    case "vlan": try addVLAN(request, &words, on: lower)
    case "macvlan", "ipvlan": try addStacked(kind, request, &words, on: lower)
    default: throw IPContext.refused(KernelError.notSupported.explained("Unknown device type"))
    }
    return 0
  }

  // MARK: - Names and numbers

  private func namespace(of request: LinkRequest) -> NetworkNamespace { request.target ?? context.namespace }

  /// The wished name, or the first free one of the kind, such as `veth0`.
  private func name(of request: LinkRequest, _ stem: String) throws(CommandStop) -> String {
    let place = namespace(of: request)
    guard let name = request.name else {
      var number = 0
      while place.device(named: stem + String(number)) != nil { number += 1 }
      return stem + String(number)
    }
    guard name.utf8.count < 16 else {
      throw IPContext.refused(KernelError.outOfRange.explained("Attribute failed policy validation"))
    }
    // A colon would be an alias of ifconfig's (dev_valid_name).
    guard name != ".", name != "..", !name.contains(":") else { throw IPContext.refused(.invalidArgument) }
    guard place.device(named: name) == nil else { throw IPContext.refused(.exists) }
    return name
  }

  private func checkIndex(_ request: LinkRequest) throws(CommandStop) {
    if let index = request.index, namespace(of: request).device(index: index) != nil {
      throw IPContext.refused(.exists)
    }
  }

  /// A random address of the locally administered ones (eth_random_addr).
  private func randomAddress() -> MACAddress {
    MACAddress(bits: context.network.random.next() >> 16 & ~0x0100_0000_0000 | 0x0200_0000_0000)
  }

  private func add(_ request: LinkRequest, _ stem: String, _ kind: NetworkDevice.Kind) throws(CommandStop)
    -> NetworkDevice
  {
    let name = try name(of: request, stem)
    try checkIndex(request)
    return namespace(of: request).addDevice(
      name: name, kind: kind, hardware: randomAddress(), index: request.index)
  }

  /// What was asked for beside name and kind.
  private func configure(_ device: NetworkDevice, _ request: LinkRequest) throws(CommandStop) {
    if let hardware = request.hardware {
      device.hardware = hardware
      device.bridge?.hasFixedAddress = true
    }
    if let mtu = request.mtu { device.mtu = mtu }
    // An alias is for a link that is there already (rtnl_create_link passes it over).
    var settings = request
    settings.alias = nil
    try settings.applySettings(to: device)
    if let master = request.master {
      try context.ask { () throws(KernelError) in try device.enslave(to: master) }
    }
    if request.isUp == true { device.namespace.bringUp(device) }
  }

  // MARK: - Kinds

  private func addVeth(_ request: inout LinkRequest, _ words: inout WordReader) throws(CommandStop) {
    var peer = LinkRequest(adding: true, context)
    if let word = words.take() {
      guard word == "peer" else {
        throw CommandStop(
          status: 255,
          message: """
            Usage: ip link <options> type veth [peer <options>]
            To get <options> type 'ip link add help'

            """)
      }
      peer = try LinkRequest.read(&words, adding: true, context)
      if let kind = peer.kind { throw IPValue.duplicate("type", kind) }
    }
    peer.target = peer.target ?? request.target
    let peerName = try name(of: peer, "veth")
    if peer.isUp == true { throw IPContext.refused(.notConnected) }
    var own = request
    let sharesPlace = namespace(of: peer) === namespace(of: own)
    if sharesPlace, own.name == peerName { throw IPContext.refused(.exists) }
    if own.name == nil { own.name = try nameBeside(peerName, own, shares: sharesPlace) }
    let name = try name(of: own, "veth")
    try checkIndex(own)
    try checkIndex(peer)
    let (device, other) = namespace(of: own).addVethPair(
      name: name, hardware: own.hardware ?? randomAddress(), index: own.index, peerName: peerName,
      peerHardware: peer.hardware ?? randomAddress(), peerNamespace: namespace(of: peer),
      peerIndex: peer.index)
    try configure(other, peer)
    try configure(device, own)
  }

  /// The next free name when the peer takes one of the same kind.
  private func nameBeside(_ peerName: String, _ request: LinkRequest, shares: Bool) throws(CommandStop)
    -> String
  {
    var number = 0
    let place = namespace(of: request)
    while place.device(named: "veth\(number)") != nil || shares && peerName == "veth\(number)" {
      number += 1
    }
    return "veth\(number)"
  }

  private func addVLAN(_ request: LinkRequest, _ words: inout WordReader, on lower: NetworkDevice?)
    throws(CommandStop)
  {
    var identifier: Int?
    while let word = words.take() {
      switch word {
      case "id":
        let value = try words.next()
        guard let number = IPValue.number(value, in: 0...65535) else {
          throw IPValue.invalid(value, "id is invalid")
        }
        identifier = number
      case "protocol", "proto":
        let value = try words.next()
        guard value.lowercased() == "802.1q" else { throw .unsimulated("ip link … type vlan protocol") }
      default: throw .unsimulated("ip link … type vlan \(word)")
      }
    }
    guard let identifier else {
      throw IPContext.refused(
        KernelError.invalidArgument.explained("8021q: VLAN properties not specified"))
    }
    guard identifier < 4095 else {
      throw IPContext.refused(KernelError.outOfRange.explained("8021q: Invalid VLAN id"))
    }
    guard let lower else {
      throw IPContext.refused(KernelError.invalidArgument.explained("8021q: link not specified"))
    }
    let kind = NetworkDevice.Kind.vlan(identifier: UInt16(identifier))
    guard !lower.uppers.contains(where: { $0.kind == kind }) else {
      throw IPContext.refused(KernelError.exists.explained("8021q: VLAN device already exists"))
    }
    let name = try name(of: request, "vlan")
    let device = context.namespace.addStacked(
      name: name, kind: kind, on: lower, hardware: lower.hardware, index: request.index)
    try settle(device, request)
  }

  private func addStacked(
    _ kind: String, _ request: LinkRequest, _ words: inout WordReader, on lower: NetworkDevice?
  ) throws(CommandStop) {
    var mode = kind == "macvlan" ? "vepa" : "l3"
    while let word = words.take() {
      guard word == "mode" else { throw .unsimulated("ip link … type \(kind) \(word)") }
      mode = try words.next()
    }
    // Other modes keep siblings apart or route between them.
    guard mode == (kind == "macvlan" ? "bridge" : "l2") else {
      throw .unsimulated("ip link … type \(kind) mode \(mode)")
    }
    guard let lower else { throw IPContext.refused(.invalidArgument) }
    let name = try name(of: request, kind)
    let device = context.namespace.addStacked(
      name: name, kind: kind == "macvlan" ? .macvlan(mode: mode) : .ipvlan(mode: mode), on: lower,
      hardware: kind == "macvlan" ? randomAddress() : lower.hardware, index: request.index)
    try settle(device, request)
  }

  /// A stacked interface is made beside the one below it, and then moves.
  private func settle(_ device: NetworkDevice, _ request: LinkRequest) throws(CommandStop) {
    if let target = request.target, target !== device.namespace { device.namespace.move(device, to: target) }
    try configure(device, request)
  }
}
