import Linux
import Packets
import Simulation

/// `ip link set` (net/core/rtnetlink.c, do_setlink).
struct IPLinkChange {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var request = try LinkRequest.read(&words, adding: false, context)
    guard let name = request.name else {
      guard let group = request.group else {
        throw CommandStop(status: 255, message: "Not enough information: \"dev\" argument is required.\n")
      }
      // Without a name the group says whom the change is for.
      request.group = nil
      for device in context.namespace.devices where device.group == group { try apply(request, to: device) }
      return 0
    }
    if request.index != nil, request.target == nil {
      throw CommandStop(
        status: 255,
        message: "index can be used only when creating devices or when moving device to another netns.\n")
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
    if let name = request.newName, request.target == nil { try rename(device, to: name) }
    try request.applySettings(to: device)
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
    guard !name.contains(":") else { throw IPContext.refused(.invalidArgument) }
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
