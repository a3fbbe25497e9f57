import Packets
import Simulation

/// Sets as rules use them.
extension IPSets {
  func holds(_ match: SetMatch, _ context: HookContext) -> Bool {
    guard let set = named(match.name) else { return false }
    return holds(match, set, context) != match.isInverted
  }

  private func holds(_ match: SetMatch, _ set: IPSet, _ context: HookContext) -> Bool {
    if set.kind == .list {
      for entry in set.entries(at: context.now) {
        guard let name = entry.element.setName, let member = named(name) else { continue }
        if holds(match, member, context) {
          set.count(entry.element, context.buffer.ip.totalLength, at: context.now)
          return true
        }
      }
      return false
    }
    guard let element = set.element(of: context, match.parts),
      let entry = set.lookup(element, at: context.now), entry.isException == match.wantsException
    else { return false }
    if match.updatesCounters { set.count(element, context.buffer.ip.totalLength, at: context.now) }
    return true
  }

  /// `-j SET --add-set`.
  func add(_ operation: SetOperation, _ context: HookContext) {
    guard let set = named(operation.name), let element = set.element(of: context, operation.parts) else {
      return
    }
    var entry = IPSet.Entry(element)
    // The packet that brings an element in, or renews it, is the first that is counted.
    (entry.packets, entry.bytes) = (1, UInt64(context.buffer.ip.totalLength))
    let seconds = operation.timeout.map { Int($0) } ?? set.options.timeout ?? 0
    if set.options.timeout != nil, seconds > 0 { entry.expiry = context.now + .seconds(seconds) }
    do throws(IPSet.Refusal) {
      try set.insert(entry, at: context.now, replaces: operation.replaces)
    } catch {
      // A full set and an element that is there already change nothing.
    }
  }

  func remove(_ operation: SetOperation, _ context: HookContext) {
    guard let set = named(operation.name), let element = set.element(of: context, operation.parts) else {
      return
    }
    _ = set.remove(element, at: context.now)
  }
}

extension IPSet {
  /// A packet's element: its addresses and ports, as `src` and `dst` choose them. Nil where the packet or the rule
  /// lacks a part.
  func element(of context: HookContext, _ parts: [SetMatch.Part]) -> SetElement? {
    let packet = context.buffer.ip
    var element = SetElement()
    func address(_ index: Int) -> IPv4Prefix? {
      guard index < parts.count else { return nil }
      let address = parts[index] == .source ? packet.source : packet.destination
      return IPv4Prefix(address, length: 32)
    }
    switch kind {
    case .bitmapPort:
      guard let port = Self.port(of: packet, parts.first) else { return nil }
      element.port = port
      return element
    case .hardware:
      guard parts.first == .source, context.input != nil else { return nil }
      element.hardware = context.buffer.sourceHardware
      return element
    case .list: return nil
    default: element.prefix = address(0)
    }
    if let netmask = options.netmask {
      element.prefix = element.prefix.map {
        IPv4Prefix(IPv4Prefix($0.address, length: netmask).network.address, length: 32)
      }
    }
    switch kind {
    case .addressPort, .networkPort, .addressPortAddress, .addressPortNetwork:
      guard let port = Self.port(of: packet, parts.dropFirst().first) else { return nil }
      (element.proto, element.port) = (packet.proto, port)
    case .networkInterface:
      guard parts.count > 1, let device = parts[1] == .source ? context.input : context.output else {
        return nil
      }
      element.interface = device.name
    case .bitmapHardware:
      guard parts.first == .source, context.input != nil else { return nil }
      element.hardware = context.buffer.sourceHardware
    default: break
    }
    if kind == .addressPortAddress || kind == .addressPortNetwork {
      guard let second = address(2) else { return nil }
      element.second = second
    }
    return element.prefix == nil ? nil : element
  }

  /// Of ICMP the type and the code stand for the port (ip_set_get_ip4_port).
  private static func port(of packet: IPv4Packet, _ part: SetMatch.Part?) -> UInt16? {
    guard let part else { return nil }
    if let message = packet.icmp { return UInt16(message.type) << 8 | UInt16(message.code) }
    guard let ports = packet.ports else { return nil }
    return part == .source ? ports.source : ports.destination
  }
}
