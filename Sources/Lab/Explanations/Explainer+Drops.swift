import Linux
import Packets
import Simulation
import Tools

extension Explainer {
  /// Why a packet was dropped.
  func explain(_ reason: DropReason, at step: TraceStep, of transit: Transit) -> Explanation? {
    switch reason {
    case .rule(let table, let chain, let number):
      return explainRule(table, chain, number, at: step, of: transit)
    case .policy(let table, let chain): return explainPolicy(table, chain, at: step, of: transit)
    case .noRoute, .blackhole: return explainMissingRoute(reason, at: step, of: transit)
    case .forwardingOff: return explainForwarding(at: step, of: transit)
    case .reversePathFilter: return explainReversePath(at: step, of: transit)
    case .martianSource: return explainMartian(at: step, of: transit)
    case .timeToLiveExceeded: return explainTimeToLive(at: step, of: transit)
    case .packetTooBig(let mtu): return explainSize(mtu, at: step, of: transit)
    case .neighbourFailed:
      guard let (address, interface) = awaited(in: transit) else { break }
      return explainSilence(of: address, on: interface, at: step, of: transit)
    case .noSocket: return explainSocket(at: step, of: transit)
    case .interfaceDown(let name): return explainDown(name, at: step, of: transit)
    case .noCarrier(let name): return explainCarrier(name, at: step, of: transit)
    case .lostOnCable: return explainCable(at: step, of: transit)
    case .vlanFilter: return explainVLAN(at: step, of: transit)
    case .tableFull:
      return explainSetting("net.netfilter.nf_conntrack_max", "conntrack", reason, step, transit)
    case .notForUs:
      return explainSetting("net.ipv4.icmp_echo_ignore_all", "ignored", reason, step, transit)
    default: break
    }
    return dropped(reason.cause, transit, at: step, Phrase(reason.text, reason.text))
  }

  /// `packet 3 (…) is dropped at gw: …`
  func dropped(_ cause: String, _ transit: Transit, at step: TraceStep, _ why: Phrase) -> Explanation {
    Explanation(
      cause,
      Phrase(
        "\(transit.words.english) is dropped at \(step.node): \(why.english)",
        "\(transit.words.chinese)在 \(step.node) 被丢弃：\(why.chinese)"))
  }

  private func awaited(in transit: Transit) -> (IPv4Address, String)? {
    for step in transit.journey.steps.reversed() {
      if case .resolving(let address, let interface) = step.event { return (address, interface) }
    }
    return nil
  }

  private func explainSetting(
    _ name: String, _ cause: String, _ reason: DropReason, _ step: TraceStep, _ transit: Transit
  ) -> Explanation {
    var explanation = dropped(cause, transit, at: step, Phrase(reason.text, reason.text))
    if let namespace = namespace(step.node) {
      let origin = network.provenance.origin(of: .setting(name), namespace)
      explanation.point(to: origin, Phrase("\(name) is set here", "这里设置了 \(name)"))
    }
    return explanation
  }

  // MARK: - Forwarding

  private func explainForwarding(at step: TraceStep, of transit: Transit) -> Explanation {
    let name = "net.ipv4.ip_forward"
    var explanation = dropped(
      "ip-forward", transit, at: step,
      Phrase(
        "it is for somebody else, and \(name) is 0 there", "目的地址不是本机，而 \(name) 为 0"))
    guard let namespace = namespace(step.node) else { return explanation }
    let origins = [name, "net.ipv4.conf.all.forwarding"].compactMap {
      network.provenance.origin(of: .setting($0), namespace)
    }
    if let origin = origins.max(by: { $0.line < $1.line }) {
      explanation.point(to: origin, Phrase("forwarding is set here", "这里设置了转发"))
    } else {
      explanation.add(
        Phrase("nothing in this note sets \(name)=1 on \(step.node)", "本笔记没有在 \(step.node) 上设置 \(name)=1"))
    }
    pointToSender(of: transit, before: step, &explanation)
    explanation.point(
      to: namespace.origin, Phrase("\(step.node) is made here", "\(step.node) 在这里创建"))
    return explanation
  }

  /// The decision of another host that brought the packet here.
  func pointToSender(of transit: Transit, before step: TraceStep, _ explanation: inout Explanation) {
    for earlier in transit.journey.steps.reversed()
    where earlier.time <= step.time && earlier.node != step.node {
      guard case .routed(let decision) = earlier.event, !decision.route.isEmpty else { continue }
      explanation.point(
        to: decision.origin,
        Phrase(
          "\(earlier.node) sent it there by its route \(decision.route)",
          "\(earlier.node) 按路由 \(decision.route) 把它送到那里"))
      return
    }
  }

  // MARK: - Sources

  private func explainReversePath(at step: TraceStep, of transit: Transit) -> Explanation {
    let source = step.before.ipv4?.source ?? .any
    let arrival = transit.arrival(at: step.node)
    var explanation = dropped(
      "rp_filter", transit, at: step,
      Phrase(
        "rp_filter: it came in by \(arrival ?? "?"), but answers to \(source) would not leave by it",
        "rp_filter：它从 \(arrival ?? "?") 进入，但回 \(source) 的路由不经过该接口"))
    guard let namespace = namespace(step.node) else { return explanation }
    let scopes = ["all", "default"] + (arrival.map { [$0] } ?? [])
    for scope in scopes {
      explanation.point(
        to: network.provenance.origin(of: .setting("net.ipv4.conf.\(scope).rp_filter"), namespace),
        Phrase("rp_filter is set here", "这里设置了 rp_filter"))
    }
    if let route = namespace.routing.lookup(Flow(destination: source)).route {
      explanation.point(
        to: route.origin,
        Phrase("the route back to \(source) is \(route)", "回 \(source) 的路由是 \(route)"))
    } else {
      explanation.add(
        Phrase("\(step.node) has no route back to \(source)", "\(step.node) 没有回 \(source) 的路由"))
    }
    pointToSender(of: transit, before: step, &explanation)
    return explanation
  }

  private func explainMartian(at step: TraceStep, of transit: Transit) -> Explanation {
    let source = step.before.ipv4?.source ?? .any
    var explanation = dropped(
      "martian", transit, at: step,
      Phrase(
        "its source \(source) cannot come in by that interface",
        "源地址 \(source) 不可能从该接口进入"))
    let holders = owners(of: source)
    if holders.count > 1 {
      let places = holders.map { $0.place }
      explanation.cause = "duplicate-address"
      explanation.add(
        Phrase(
          "the address \(source) is there twice: \(places.joined(separator: " and "))",
          "地址 \(source) 重复：\(places.joined(separator: "、"))"))
    }
    for owner in holders {
      explanation.point(
        to: owner.address.origin,
        Phrase("\(owner.place) has \(owner.address.local)", "\(owner.place) 的地址是 \(owner.address.local)"))
    }
    return explanation
  }

  // MARK: - Time to live and size

  private func explainTimeToLive(at step: TraceStep, of transit: Transit) -> Explanation {
    var explanation = dropped(
      "ttl", transit, at: step, Phrase("its time to live (TTL) has run out", "TTL 已耗尽"))
    let visited = transit.journey.nodes(switches: [])
    if let again = visited.firstRepeated {
      explanation.cause = "loop"
      explanation.add(
        Phrase(
          "it goes in a loop: \(again.joined(separator: " → "))", "出现路由环路：\(again.joined(separator: " → "))"))
      pointToRoutes(of: transit, at: again, &explanation)
      return explanation
    }
    for visit in visits(of: transit)
    where visit.visit.verdict == "CONTINUE" && visit.visit.text.hasTarget("TTL") {
      explanation.add(
        Phrase(
          "a rule at \(visit.node) changes the TTL: \(visit.visit.text)",
          "\(visit.node) 的规则改写了 TTL：\(visit.visit.text)"))
      explanation.point(
        to: visit.visit.origin, Phrase("the rule that sets the TTL", "改写 TTL 的规则"))
    }
    let name = "net.ipv4.ip_default_ttl"
    if let first = transit.packet, let sender = namespace(transit.journey.first.node) {
      explanation.add(
        Phrase("it set out with a TTL of \(first.timeToLive)", "出发时 TTL 为 \(first.timeToLive)"))
      explanation.point(
        to: network.provenance.origin(of: .setting(name), sender),
        Phrase("\(name) is set here", "这里设置了 \(name)"))
    }
    return explanation
  }

  func pointToRoutes(of transit: Transit, at nodes: [String], _ explanation: inout Explanation) {
    for step in transit.journey.steps where nodes.contains(step.node) {
      guard case .routed(let decision) = step.event else { continue }
      explanation.point(
        to: decision.origin,
        Phrase("\(step.node) sends it by \(decision.route)", "\(step.node) 按 \(decision.route) 转发"))
    }
  }

  private func explainSize(_ mtu: Int, at step: TraceStep, of transit: Transit) -> Explanation {
    let size = step.before.ipv4?.totalLength ?? 0
    var explanation = dropped(
      "mtu", transit, at: step,
      Phrase(
        "its \(size) octets do not fit the MTU of \(mtu), and it must not be cut",
        "长 \(size) 字节，超过 MTU \(mtu)，又不允许分片"))
    guard let namespace = namespace(step.node) else { return explanation }
    for device in namespace.devices where device.mtu == mtu {
      explanation.point(
        to: network.provenance.origin(of: .mtu, device) ?? device.origin,
        Phrase(
          "the MTU of \(step.node):\(device.name) is \(mtu)", "\(step.node):\(device.name) 的 MTU 是 \(mtu)"))
    }
    return explanation
  }
}

extension DropReason {
  /// The kind of cause, for machines.
  var cause: String {
    switch self {
    case .nat: "nat"
    case .martianDestination: "martian"
    case .otherHost: "other-host"
    case .bridgePortSame: "bridge"
    case .badChecksum: "checksum"
    case .conntrackInvalid: "conntrack"
    case .reassemblyTimeout: "fragments"
    default: "dropped"
    }
  }
}

extension Explainer.Transit {
  /// The interface by which it came to a node last.
  func arrival(at node: String) -> String? {
    for step in journey.steps.reversed() where step.node == node {
      if case .entered(.preRouting, let input, _) = step.event { return input }
      if case .received(let interface) = step.event { return interface }
    }
    return nil
  }
}

extension [String] {
  /// From the first member that comes twice to its second time.
  fileprivate var firstRepeated: [String]? {
    for (index, member) in enumerated() {
      if let again = self[(index + 1)...].firstIndex(of: member), again > index + 1 {
        return Array(self[index...again])
      }
    }
    return nil
  }
}

extension String {
  /// A rule's text that ends in this target.
  func hasTarget(_ name: String) -> Bool { containsText(" -j " + name) }
}
