import Linux
import Packets
import Simulation

/// `ip link set` (net/core/rtnetlink.c, do_setlink).
struct IPLinkChange {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    let request = try LinkRequest.read(&words, adding: false, context)
    guard let name = request.name else {
      throw CommandStop(status: 255, message: "Not enough information: \"dev\" argument is required.\n")
    }
    let device = try context.device(name)
    try apply(request, to: device)
    if let kind = request.kind { try setType(kind, &words, device) }
    return 0
  }

  private func apply(_ request: LinkRequest, to device: NetworkDevice) throws(CommandStop) {
    if let target = request.target { try move(device, to: target, name: request.newName) }
    if let hardware = request.hardware {
      try context.ask { () throws(KernelError) in try device.setHardware(hardware) }
    }
    if let mtu = request.mtu { try context.ask { () throws(KernelError) in try device.setMTU(mtu) } }
    if let group = request.group { device.group = group }
    if let name = request.newName, request.target == nil { try rename(device, to: name) }
    if let alias = request.alias { device.alias = alias.isEmpty ? nil : alias }
    if let isPromiscuous = request.isPromiscuous { device.isPromiscuous = isPromiscuous }
    if let isARPOn = request.isARPOn { device.isARPEnabled = isARPOn }
    if let length = request.queueLength { device.transmitQueueLength = length }
    if let master = request.master {
      try context.ask { () throws(KernelError) in try device.enslave(to: master) }
    }
    if let isUp = request.isUp { try setUp(device, isUp) }
  }

  private func setUp(_ device: NetworkDevice, _ isUp: Bool) throws(CommandStop) {
    guard isUp else { return device.namespace.bringDown(device) }
    if case .vlan = device.kind, let lower = device.lower, !lower.isAdministrativelyUp {
      throw IPContext.refused(.networkDown)
    }
    device.namespace.bringUp(device)
  }

  private func rename(_ device: NetworkDevice, to name: String) throws(CommandStop) {
    if let other = device.namespace.device(named: name) {
      guard other === device else { throw IPContext.refused(.exists) }
      return
    }
    device.rename(to: name)
  }

  private func move(_ device: NetworkDevice, to target: NetworkNamespace, name: String?) throws(CommandStop) {
    guard target !== device.namespace else { return }
    guard !device.isLoopback else {
      throw IPContext.refused(KernelError.invalidArgument.explained("The interface netns is immutable"))
    }
    guard target.device(named: name ?? device.name) == nil else {
      throw IPContext.refused(
        KernelError.exists.explained("An interface with the same name exists in the target netns"))
    }
    device.namespace.move(device, to: target, name: name)
  }

  private func setType(_ kind: String, _ words: inout WordReader, _ device: NetworkDevice)
    throws(CommandStop)
  {
    switch kind {
    case "bridge":
      guard let bridge = device.bridge else { throw IPContext.refused(.notSupported) }
      try BridgeOptions.apply(&words, to: bridge)
    case "bridge_slave":
      guard let port = device.port else { throw IPContext.refused(.notSupported) }
      try BridgeOptions.apply(&words, to: port)
    default: throw .unsimulated("ip link set … type \(kind)")
    }
  }
}

/// The words behind `type bridge` and `type bridge_slave` (ip/iplink_bridge.c, iplink_bridge_slave.c).
enum BridgeOptions {
  static func apply(_ words: inout WordReader, to bridge: Bridge) throws(CommandStop) {
    while let word = words.take() {
      let value = try words.next()
      switch word {
      case "forward_delay": bridge.forwardDelay = try centiseconds(value, word)
      case "hello_time": bridge.helloTime = try centiseconds(value, word)
      case "max_age": bridge.maximumAge = try centiseconds(value, word)
      case "ageing_time": bridge.database.ageing = try centiseconds(value, word)
      case "stp_state":
        // One bridge alone is the root and forwards all the same; more of them would have to elect one.
        bridge.isSpanningTreeOn = try number(value, word) != 0
      case "priority": bridge.priority = try number(value, word)
      case "vlan_filtering": bridge.isVLANAware = try number(value, word) != 0
      // Multicast is flooded, as with snooping off or while no querier is there.
      case "mcast_snooping", "mcast_querier", "mcast_router": _ = try number(value, word)
      default: throw .unsimulated("ip link … type bridge \(word)")
      }
    }
  }

  static func apply(_ words: inout WordReader, to port: BridgePort) throws(CommandStop) {
    while let word = words.take() {
      let value = try words.next()
      switch word {
      case "hairpin": port.isHairpin = try IPValue.isOn(value, word)
      case "learning": port.isLearning = try IPValue.isOn(value, word)
      case "flood": port.isFlooding = try IPValue.isOn(value, word)
      case "cost": port.cost = try number(value, word)
      case "priority": port.priority = try number(value, word)
      default: throw .unsimulated("ip link … type bridge_slave \(word)")
      }
    }
  }

  private static func number(_ value: String, _ key: String) throws(CommandStop) -> Int {
    guard let number = IPValue.number(value) else {
      throw CommandStop(status: 255, message: "Error: argument \"\(value)\" is wrong: invalid \(key)\n\n")
    }
    return number
  }

  private static func centiseconds(_ value: String, _ key: String) throws(CommandStop) -> Nanoseconds {
    Nanoseconds.milliseconds(try number(value, key) * 10)
  }
}
