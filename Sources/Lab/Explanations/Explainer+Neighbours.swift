import Linux
import Packets
import Simulation

extension Explainer {
  /// Nobody answered ARP: who has the address, if anybody, and why it does not answer here.
  func explainSilence(
    of address: IPv4Address, on interface: String, at step: TraceStep, of transit: Transit
  ) -> Explanation {
    var explanation = dropped(
      "unanswered-arp", transit, at: step,
      Phrase(
        "nobody on the link of \(interface) answers ARP for \(address)",
        "\(interface) 所在链路上没有人应答 \(address) 的 ARP"))
    guard let asking = device(interface, at: step.node) else { return explanation }
    let owners = owners(of: address).filter { $0.namespace !== asking.namespace }
    if owners.isEmpty {
      addNobody(address, asking, &explanation)
    }
    let link = segment(of: asking)
    for owner in owners {
      if !owner.device.isAdministrativelyUp {
        explanation.cause = "interface-down"
        explanation.add(
          Phrase("\(owner.place) has \(address), and is down", "\(owner.place) 有 \(address)，但未启用"))
        explanation.point(
          to: network.provenance.origin(of: .state, owner.device) ?? owner.device.origin,
          Phrase("\(owner.place) is set down here", "\(owner.place) 在这里被停用"))
      } else if link.contains(where: { $0 === owner.device }) {
        addObstacle(between: asking, owner, link, &explanation)
      } else {
        addOtherLink(asking, owner, link, &explanation)
      }
    }
    pointToChoice(of: address, asking, transit, step, &explanation)
    for owner in owners {
      explanation.point(
        to: owner.address.origin,
        Phrase("\(owner.place) has \(owner.address.local)", "\(owner.place) 的地址是 \(owner.address.local)"))
    }
    return explanation
  }

  /// Why the host asked for this address at all.
  private func pointToChoice(
    of address: IPv4Address, _ asking: NetworkDevice, _ transit: Transit, _ step: TraceStep,
    _ explanation: inout Explanation
  ) {
    let decision = transit.journey.steps.last { earlier in
      if earlier.node == step.node, case .routed = earlier.event { return true }
      return false
    }
    guard case .routed(let route)? = decision?.event else { return }
    if route.nextHop != nil {
      explanation.point(
        to: route.origin,
        Phrase("\(step.node) sends it by its route \(route.route)", "\(step.node) 的路由是 \(route.route)"))
      return
    }
    let own = asking.addresses.first { $0.connected.contains(address) }
    let network = own.map { "\($0.local)" } ?? route.route
    explanation.add(
      Phrase(
        "\(step.node) takes \(address) for a neighbour on \(asking.name), because of \(network)",
        "\(step.node) 因 \(network) 而把 \(address) 当作 \(asking.name) 上的邻居"))
    explanation.point(
      to: own?.origin ?? route.origin,
      Phrase("\(address) counts as a neighbour because of this", "因此 \(address) 被当作邻居"))
  }

  private func addNobody(
    _ address: IPv4Address, _ asking: NetworkDevice, _ explanation: inout Explanation
  ) {
    explanation.add(Phrase("nobody in the network has \(address)", "网络中没有人拥有 \(address)"))
    for removal in network.removals {
      guard case .address(let gone) = removal.thing, gone.address == address else { continue }
      explanation.point(
        to: removal.origin,
        Phrase(
          "\(removal.namespace.name) loses \(address) here", "\(removal.namespace.name) 在这里失去 \(address)"))
    }
    for device in segment(of: asking) where device.namespace !== asking.namespace {
      for there in device.addresses {
        let place = device.namespace.name + ":" + device.name
        explanation.add(
          Phrase("on that link is \(place) with \(there.local)", "该链路上有 \(place)，地址 \(there.local)"))
        explanation.point(
          to: there.origin, Phrase("\(place) has \(there.local)", "\(place) 的地址是 \(there.local)"))
      }
    }
  }

  // MARK: - The same link

  /// The owner is on the link and does not answer: something between them, or a setting.
  private func addObstacle(
    between asking: NetworkDevice, _ owner: Owner, _ link: [NetworkDevice], _ explanation: inout Explanation
  ) {
    for device in link where !device.isAdministrativelyUp {
      let place = device.namespace.name + ":" + device.name
      explanation.cause = "interface-down"
      explanation.add(Phrase("\(place), between them, is down", "它们之间的 \(place) 未启用"))
      explanation.point(
        to: network.provenance.origin(of: .state, device) ?? device.origin,
        Phrase("\(place) is down since here", "\(place) 从这里起未启用"))
    }
    addVLANs(asking, owner.device, &explanation)
    for journey in journeys where journey.first.before.arp != nil {
      guard let packet = journey.first.before.arp,
        packet.target == owner.address.address || packet.sender == owner.address.address
      else { continue }
      for step in journey.steps { addARPDrop(step, owner, &explanation) }
    }
  }

  private func addARPDrop(_ step: TraceStep, _ owner: Owner, _ explanation: inout Explanation) {
    guard case .dropped(let reason) = step.event, reason != .otherHost else { return }
    switch reason {
    case .notForUs where step.node == owner.namespace.name:
      explanation.add(
        Phrase("\(step.node) got the question and did not answer", "\(step.node) 收到了询问，但没有应答"))
      for scope in ["all", "default", owner.device.name] {
        let name = "net.ipv4.conf.\(scope).arp_ignore"
        explanation.point(
          to: network.provenance.origin(of: .setting(name), owner.namespace),
          Phrase("\(name) is set here", "这里设置了 \(name)"))
      }
    case .notForUs: break
    case .vlanFilter:
      explanation.cause = "vlan"
      explanation.add(
        Phrase(
          "the question is dropped at \(step.node): \(reason.text)", "询问在 \(step.node) 被丢弃：\(reason.text)"))
      pointToVLANs(at: step.node, &explanation)
    default:
      explanation.add(
        Phrase("ARP is dropped at \(step.node): \(reason.text)", "ARP 在 \(step.node) 被丢弃：\(reason.text)"))
    }
  }

  private func addVLANs(
    _ asking: NetworkDevice, _ answering: NetworkDevice, _ explanation: inout Explanation
  ) {
    let (left, right) = (asking.vlanIdentifier, answering.vlanIdentifier)
    if left != right {
      explanation.cause = "vlan"
      func text(_ identifier: UInt16?) -> String { identifier.map { "VLAN \($0)" } ?? "no VLAN" }
      explanation.add(
        Phrase(
          "\(asking.namespace.name):\(asking.name) asks in \(text(left)), "
            + "\(answering.namespace.name):\(answering.name) is in \(text(right))",
          "\(asking.namespace.name):\(asking.name) 在 \(text(left)) 中询问，"
            + "而 \(answering.namespace.name):\(answering.name) 在 \(text(right)) 中"))
      for device in [answering, asking] where device.vlanIdentifier != nil {
        explanation.point(
          to: device.origin, Phrase("\(device.name) is made here", "\(device.name) 在这里创建"))
      }
    }
    // Ports of one bridge that share no VLAN.
    for namespace in network.namespaces {
      for device in namespace.devices {
        guard let bridge = device.bridge, bridge.isVLANAware, bridge.ports.count > 1 else { continue }
        let sets = bridge.ports.map { port in port.memberships.map { $0.identifier } }
        let shared = sets.dropFirst().reduce(Set(sets[0])) { $0.intersection($1) }
        guard shared.isEmpty else { continue }
        explanation.cause = "vlan"
        for port in bridge.ports {
          let list = port.memberships.map { "\($0.identifier)" }.joined(separator: ", ")
          explanation.add(
            Phrase(
              "port \(port.device.name) of \(device.name) is in VLAN \(list)",
              "\(device.name) 的端口 \(port.device.name) 属于 VLAN \(list)"))
        }
        pointToVLANs(at: namespace.name, &explanation)
      }
    }
  }

  func pointToVLANs(at node: String, _ explanation: inout Explanation) {
    for device in namespace(node)?.devices ?? [] where device.port?.bridge.isVLANAware == true {
      let list = device.port?.memberships.map { "\($0.identifier)" }.joined(separator: ", ") ?? ""
      explanation.point(
        to: network.provenance.origin(of: .vlans, device),
        Phrase("the VLANs of \(device.name) (\(list)) are set here", "\(device.name) 的 VLAN（\(list)）在这里设置"))
    }
  }

  // MARK: - Another link

  private func addOtherLink(
    _ asking: NetworkDevice, _ owner: Owner, _ link: [NetworkDevice], _ explanation: inout Explanation
  ) {
    explanation.cause = "other-link"
    explanation.add(
      Phrase(
        "\(owner.address.address) is an address of \(owner.place), which is not on that link",
        "\(owner.address.address) 是 \(owner.place) 的地址，不在该链路上"))
    // An interface that stands beside a bridge, and would join the two links as its port.
    let far = segment(of: owner.device) + [owner.device]
    for (near, other) in [(link + [asking], far), (far, link + [asking])] {
      for bridge in near where bridge.bridge != nil {
        for device in bridge.namespace.devices
        where device.port == nil && device.bridge == nil && other.contains(where: { $0 === device })
          && device !== bridge
          && !device.isLoopback && device.addresses.isEmpty
        {
          explanation.cause = "bridge-member"
          explanation.add(
            Phrase(
              "\(device.name) is not a port of \(bridge.name) at \(device.namespace.name)",
              "\(device.namespace.name) 的 \(device.name) 不是 \(bridge.name) 的端口"))
          explanation.point(
            to: network.provenance.origin(of: .bridge, device) ?? device.origin,
            Phrase("\(device.name) is not a port of \(bridge.name)", "\(device.name) 不是 \(bridge.name) 的端口"))
        }
      }
    }
  }
}

extension NetworkDevice {
  var vlanIdentifier: UInt16? {
    if case .vlan(let identifier) = kind { return identifier }
    return nil
  }
}

extension EthernetFrame {
  var arp: ARPPacket? {
    if case .arp(let packet) = payload { return packet }
    return nil
  }
}
