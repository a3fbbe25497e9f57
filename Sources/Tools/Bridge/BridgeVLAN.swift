import Linux
import Packets

/// `bridge vlan`: the VLANs of the ports of VLAN-aware bridges.
struct BridgeVLAN {
  let context: IPContext

  init(_ context: IPContext) { self.context = context }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    guard let command = words.take() else { return try show(words) }
    switch ["add", "delete", "show", "lst", "list", "set", "tunnelshow", "global", "help"]
      .first(where: { command.abbreviates($0) })
    {
    case "add": return try change(words, adds: true)
    case "delete": return try change(words, adds: false)
    case "show", "lst", "list": return try show(words)
    case let name?: throw .unsimulated("bridge vlan \(name)")
    case nil: throw BridgeCommand.unknown(command, "vlan")
    }
  }

  private func show(_ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var only: NetworkDevice?
    while let word = words.take() {
      guard word == "dev" else { throw .unsimulated("bridge vlan show \(word)") }
      only = try context.device(words.next())
    }
    var text = "port              vlan-id  \n"
    for device in context.namespace.devices where only == nil || only === device {
      let memberships: [VLANMembership]
      if let port = device.port, port.bridge.isVLANAware {
        memberships = port.memberships
      } else if let bridge = device.bridge, bridge.isVLANAware {
        memberships = bridge.memberships
      } else {
        continue
      }
      for (place, membership) in memberships.sorted(by: { $0.identifier < $1.identifier }).enumerated() {
        text += (place == 0 ? device.name : "").padded(to: 18) + String(membership.identifier)
        text += (membership.isPVID ? " PVID" : "") + (membership.isUntagged ? " Egress Untagged" : "") + "\n"
      }
    }
    context.process.write(text)
    return 0
  }

  private func change(_ words: WordReader, adds: Bool) throws(CommandStop) -> Int {
    var words = words
    var device: NetworkDevice?
    var range: ClosedRange<UInt16>?
    var isPVID = false
    var isUntagged = false
    while let word = words.take() {
      switch word {
      case "dev": device = try context.device(words.next())
      case "vid": range = try self.range(words.next())
      case "pvid": isPVID = true
      case "untagged": isUntagged = true
      case "self", "master": break
      default: throw .unsimulated("bridge vlan … \(word)")
      }
    }
    guard let device, let range else {
      throw CommandStop(status: 255, message: "Device and VLAN ID are required arguments.\n")
    }
    guard device.port != nil || device.bridge != nil else { throw IPContext.refused(.notSupported) }
    var memberships = device.port?.memberships ?? device.bridge?.memberships ?? []
    for identifier in range {
      memberships.removeAll { $0.identifier == identifier }
      guard adds else { continue }
      if isPVID { for place in memberships.indices { memberships[place].isPVID = false } }
      memberships.append(VLANMembership(identifier: identifier, isPVID: isPVID, isUntagged: isUntagged))
    }
    if let port = device.port {
      port.memberships = memberships
    } else {
      device.bridge?.memberships = memberships
    }
    return 0
  }

  private func range(_ word: String) throws(CommandStop) -> ClosedRange<UInt16> {
    let parts = word.split(separator: "-", maxSplits: 1).map { IPValue.number(String($0), in: 1...4094) }
    guard let first = parts.first ?? nil, let last = parts.last ?? nil, first <= last else {
      throw CommandStop(status: 255, message: "Invalid VLAN ID \"\(word)\"\n")
    }
    return UInt16(first)...UInt16(last)
  }
}
