import Linux
package import NetLanguage
import Packets
import Tools

/// Answers to the questions in a note's prose, from the network as it stands.
extension Lab {
  /// What the question asks for, as prose would write it.
  ///
  /// Throws a failure that points at the word of the question that has no answer.
  ///
  /// - Parameters:
  ///   - result: what the cell did that the question is about; nil when it was not run.
  ///   - captured: what the placeholders of recorded outputs stood for so far.
  package func value(
    of query: ValueQuery, after result: CellResult?, captured: Captures
  ) throws(Failure) -> String {
    switch query.subject {
    case .interface(let node, let name, let property):
      let device = try device(name, of: node)
      return try value(of: property, device, at: (name ?? node).range)
    case .node(let node, let property): return try value(of: property, node)
    case .route(let node, let destination, let part):
      return try route(from: node, to: destination, part)
    case .published(let node, let port, let isUDP):
      return try publishedPort(of: node, port, isUDP: isUDP)
    case .rules(let node, let table, let chain):
      return try ruleCount(of: node, table, chain)
    case .counter(let node, let counter, let table, let chain, let rule):
      let counters = try counters(of: node, table, chain, rule)
      return "\(counter == .packets ? counters.packets : counters.bytes)"
    case .packet(let number, let node, let interface, let property):
      let place = PacketPlace(node: node, interface: interface, number: number)
      return try result.traceOf(node.range).value(of: property, at: place)
    case .trace(let property):
      let line = try result.traceOf(query.place)
      switch property {
      case .packets: return "\(PacketJourney.all(in: line.trace).filter { $0.isIPv4 }.count)"
      case .path: return try path(of: line, isReply: false, at: query.place)
      case .replyPath: return try path(of: line, isReply: true, at: query.place)
      }
    case .output(let pattern): return try result.text(matching: pattern)
    case .captured(let name):
      if let value = captured.values[name.value] { return value }
      let known = captured.values.keys.sorted()
      throw .unanswered(
        "no recorded output has had a placeholder {{\(name.value)}} so far", at: name.range,
        known: known, for: name.value)
    }
  }

  // MARK: Names

  /// Hosts, containers and namespaces, as traces call them.
  func namespace(_ name: Located<String>) throws(Failure) -> NetworkNamespace {
    for namespace in network.namespaces where namespace.name == name.value { return namespace }
    throw .unanswered(
      "there is no host or running container named `\(name.value)` here", at: name.range,
      known: network.namespaces.map { $0.name }, for: name.value)
  }

  /// The interface of this name, or the node's only one beside `lo`.
  private func device(
    _ name: Located<String>?, of node: Located<String>
  ) throws(Failure) -> NetworkDevice {
    let namespace = try namespace(node)
    let all = namespace.devices
    let names = all.map { $0.name }
    if let name {
      for device in all where device.name == name.value { return device }
      throw .unanswered(
        "\(node.value) has no interface `\(name.value)`", at: name.range, known: names, for: name.value)
    }
    let own = all.filter { !$0.isLoopback }
    if own.count == 1 { return own[0] }
    let summary =
      own.isEmpty
      ? "\(node.value) has no interface but lo" : "\(node.value) has several interfaces: say which"
    throw .unanswered(summary, at: node.range, known: own.map { $0.name }, for: "")
  }

  // MARK: Facts

  private func value(
    of property: ValueQuery.InterfaceProperty, _ device: NetworkDevice, at range: SourceRange
  ) throws(Failure) -> String {
    switch property {
    case .interface: return device.name
    case .mac: return device.hardware.description
    case .mtu: return "\(device.mtu)"
    case .index: return "\(device.index)"
    case .state: return device.operationalState.name
    case .master:
      if let port = device.port { return port.bridge.device.name }
      throw .unanswered("\(device.name) is the port of no bridge", at: range)
    case .peer:
      if let peer = device.peer { return peer.name }
      if let cable = device.cable { return cable.otherName(than: device) }
      throw .unanswered("\(device.name) has no other end", at: range)
    case .address, .inet, .subnet, .netmask, .broadcast:
      guard let address = device.addresses.first else {
        throw .unanswered("\(device.name) has no address", at: range)
      }
      return try value(of: property, address, on: device, at: range)
    }
  }

  private func value(
    of property: ValueQuery.InterfaceProperty, _ address: InterfaceAddress, on device: NetworkDevice,
    at range: SourceRange
  ) throws(Failure) -> String {
    switch property {
    case .inet: return address.local.description
    case .subnet: return address.connected.description
    case .netmask: return address.local.mask.description
    case .broadcast:
      if let broadcast = address.broadcast { return broadcast.description }
      throw .unanswered("\(device.name) has no broadcast address", at: range)
    default: return address.address.description
    }
  }

  private func value(
    of property: ValueQuery.NodeProperty, _ node: Located<String>
  ) throws(Failure) -> String {
    let namespace = try namespace(node)
    switch property {
    case .gateway:
      for route in namespace.routing.main.routes(to: .everything) {
        if let gateway = route.gateway ?? route.alternatives.first?.gateway { return gateway.description }
      }
      throw .unanswered("\(node.value) has no default gateway", at: node.range)
    case .connections: return "\(namespace.netfilter.tracker.connections.count)"
    case .id: return try container(node).shortIdentifier
    case .image: return try container(node).image.name
    }
  }

  private func container(_ node: Located<String>) throws(Failure) -> DockerContainer {
    for machine in system.machines {
      for container in machine.engine?.containers ?? [] where container.name == node.value {
        return container
      }
    }
    throw .unanswered("`\(node.value)` is no Docker container", at: node.range)
  }

  private func publishedPort(
    of node: Located<String>, _ port: Located<Int>, isUDP: Bool
  ) throws(Failure) -> String {
    let container = try container(node)
    var others: [String] = []
    for endpoint in container.endpoints {
      for published in endpoint.published {
        if published.port.number == UInt16(port.value), published.port.isUDP == isUDP {
          return "\(published.hostPort)"
        }
        others.append(published.port.text)
      }
    }
    throw .unanswered(
      "the port \(port.value)/\(isUDP ? "udp" : "tcp") of \(node.value) is not published", at: port.range,
      known: others, for: "")
  }

  // MARK: Routes

  private func route(
    from node: Located<String>, to destination: Located<String>, _ part: ValueQuery.RoutePart?
  ) throws(Failure) -> String {
    let namespace = try namespace(node)
    let address: IPv4Address
    if let given = IPv4Address(destination.value) {
      address = given
    } else {
      let target = try device(nil, of: destination)
      guard let own = target.addresses.first else {
        throw .unanswered("\(destination.value) has no address", at: destination.range)
      }
      address = own.address
    }
    guard case .success(let route) = namespace.routeOutput(Flow(destination: address)) else {
      throw .unanswered("\(node.value) has no route to \(address)", at: destination.range)
    }
    let gateway = route.nextHop == address ? nil : route.nextHop
    switch part {
    case .dev: return route.device.name
    case .src: return route.source.description
    case .via:
      if let gateway { return gateway.description }
      throw .unanswered(
        "no gateway is on the way from \(node.value) to \(address): it is on \(route.device.name)'s own network",
        at: destination.range)
    case nil: return (gateway.map { "via \($0) " } ?? "") + "dev \(route.device.name)"
    }
  }

  private func path(of line: LineResult, isReply: Bool, at range: SourceRange) throws(Failure) -> String {
    let journeys = PacketJourney.all(in: line.trace).filter { $0.isIPv4 }
    guard let journey = isReply ? reply(in: journeys) : journeys.first else {
      throw .unanswered("the traced line caused no such packet", at: range)
    }
    return journey.nodes(switches: switchNames).joined(separator: " → ")
  }
}

extension Cable {
  /// The interface at the other end, or the switch.
  fileprivate func otherName(than device: NetworkDevice) -> String {
    let place = other(device).place
    return place.interface ?? place.node
  }
}
