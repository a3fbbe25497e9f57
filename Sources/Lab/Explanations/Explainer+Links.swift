import Linux
import Packets
import Simulation

extension Explainer {
  // MARK: - Interfaces and cables

  func explainDown(_ name: String, at step: TraceStep, of transit: Transit) -> Explanation {
    var explanation = dropped(
      "interface-down", transit, at: step, Phrase("its interface \(name) is down", "接口 \(name) 未启用"))
    if let device = device(name, at: step.node) {
      explanation.point(
        to: network.provenance.origin(of: .state, device) ?? device.origin,
        Phrase("\(step.node):\(name) is down since here", "\(step.node):\(name) 从这里起未启用"))
    }
    return explanation
  }

  func explainCarrier(_ name: String, at step: TraceStep, of transit: Transit) -> Explanation {
    var explanation = dropped(
      "interface-down", transit, at: step,
      Phrase("\(name) has no carrier: the other end is down", "\(name) 没有载波：对端未启用"))
    guard let device = device(name, at: step.node) else { return explanation }
    let other = device.peer ?? device.cable?.other(device) as? NetworkDevice
    if let other {
      explanation.point(
        to: network.provenance.origin(of: .state, other) ?? other.origin,
        Phrase(
          "the other end, \(other.namespace.name):\(other.name), is down",
          "对端 \(other.namespace.name):\(other.name) 未启用"))
    }
    return explanation
  }

  func explainCable(at step: TraceStep, of transit: Transit) -> Explanation {
    var explanation = dropped("loss", transit, at: step, Phrase("lost on the cable", "在线缆上丢失"))
    for cable in network.cables where cable.properties.loss > 0 {
      guard cable.left.place.node == step.node || cable.right.place.node == step.node else { continue }
      explanation.point(
        to: cable.origin, Phrase("the cable loses packets", "这条线缆会丢包"))
    }
    return explanation
  }

  func explainVLAN(at step: TraceStep, of transit: Transit) -> Explanation {
    var explanation = dropped(
      "vlan", transit, at: step,
      Phrase("the port is not a member of the frame's VLAN", "端口不属于该帧的 VLAN"))
    pointToVLANs(at: step.node, &explanation)
    return explanation
  }

  // MARK: - Frames that nobody takes

  /// The packet left, and nobody took it: its frame is for a station that is not there.
  func explainLoss(at step: TraceStep, of transit: Transit) -> Explanation? {
    let sending = transit.journey.steps.last { other in
      if case .transmitted = other.event { return other.after.destination != .zero }
      return false
    }
    guard let sending, case .transmitted(let interface) = sending.event else { return nil }
    let hardware = sending.after.destination
    var explanation = Explanation(
      "lost",
      Phrase(
        "\(transit.words.english) leaves \(sending.node) by \(interface) for \(hardware), and nobody takes it",
        "\(transit.words.chinese)从 \(sending.node) 的 \(interface) 发往 \(hardware)，没有人接收"))
    let router = transit.journey.steps.last { other in
      if other.time <= sending.time, case .routed = other.event { return true }
      return false
    }
    guard let namespace = namespace(router?.node ?? sending.node) else { return explanation }
    for neighbour in namespace.neighbours.all where neighbour.hardware == hardware {
      let isByHand = namespace.neighbours.state(of: neighbour) == .permanent
      explanation.cause = isByHand ? "neighbour" : "duplicate-address"
      explanation.add(
        Phrase(
          "\(namespace.name) believes that \(neighbour.address) is at \(hardware)",
          "\(namespace.name) 认为 \(neighbour.address) 的 MAC 是 \(hardware)"))
      explanation.point(
        to: neighbour.origin,
        Phrase(
          isByHand ? "the neighbour is set by hand here" : "the neighbour was learnt here",
          isByHand ? "这里手工设置了邻居" : "邻居在这里学到"))
      for owner in owners(of: neighbour.address) where owner.device.hardware != hardware {
        explanation.add(
          Phrase(
            "\(neighbour.address) is at \(owner.device.hardware) (\(owner.place))",
            "\(neighbour.address) 实际在 \(owner.device.hardware)（\(owner.place)）"))
      }
    }
    for other in network.namespaces {
      for device in other.devices where device.hardware == hardware && !device.isAdministrativelyUp {
        explanation.cause = "interface-down"
        explanation.point(
          to: network.provenance.origin(of: .state, device) ?? device.origin,
          Phrase("\(other.name):\(device.name) is down since here", "\(other.name):\(device.name) 从这里起未启用"))
      }
    }
    return explanation
  }

  // MARK: - What hangs together

  /// The interfaces that a frame from this one could come to by cables, switches, bridges and veth pairs, if all of
  /// them were up; itself left out.
  func segment(of start: NetworkDevice) -> [NetworkDevice] {
    var walk = SegmentWalk()
    walk.leave(by: start)
    return walk.found.filter { $0 !== start }
  }
}

/// A walk over everything that passes frames on.
private struct SegmentWalk {
  private(set) var found: [NetworkDevice] = []
  private var left: [NetworkDevice] = []
  private var switches: [Switch] = []

  mutating func leave(by device: NetworkDevice) {
    guard !left.contains(where: { $0 === device }) else { return }
    left.append(device)
    if let peer = device.peer { arrive(at: peer) }
    if let cable = device.cable { arrive(at: cable.other(device)) }
    if let lower = device.lower { leave(by: lower) }
    for port in device.bridge?.ports ?? [] {
      insert(port.device)
      leave(by: port.device)
    }
  }

  private mutating func arrive(at socket: any CableSocket) {
    if let device = socket as? NetworkDevice { return arrive(at: device) }
    guard let port = socket as? SwitchPort, !switches.contains(where: { $0 === port.owner }) else { return }
    switches.append(port.owner)
    for other in port.owner.ports where other !== port {
      if let cable = other.cable { arrive(at: cable.other(other)) }
    }
  }

  private mutating func arrive(at device: NetworkDevice) {
    insert(device)
    for upper in device.uppers { insert(upper) }
    guard let bridge = device.port?.bridge else { return }
    insert(bridge.device)
    for upper in bridge.device.uppers { insert(upper) }
    for port in bridge.ports where port.device !== device {
      insert(port.device)
      leave(by: port.device)
    }
  }

  private mutating func insert(_ device: NetworkDevice) {
    if !found.contains(where: { $0 === device }) { found.append(device) }
  }
}
