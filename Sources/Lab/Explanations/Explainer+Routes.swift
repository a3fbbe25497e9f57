import Linux
import Packets
import Simulation

extension Explainer {
  // MARK: - No way on

  func explainMissingRoute(
    _ reason: DropReason, at step: TraceStep, of transit: Transit
  ) -> Explanation? {
    guard let namespace = namespace(step.node), let packet = step.before.ipv4 else { return nil }
    if namespace.isLocal(packet.destination) {
      return explainNoWayBack(to: packet.source, at: step, of: transit)
    }
    var flow = Flow(
      destination: packet.destination, source: packet.source,
      input: transit.arrival(at: step.node).flatMap { namespace.device(named: $0) })
    flow.ipProtocol = packet.proto
    flow.ports = packet.ports
    let why = refusal(in: namespace, flow)
    var explanation = dropped(why.cause, transit, at: step, why.words)
    for line in why.lines { explanation.point(to: line.0, line.1) }
    if why.cause == "no-route" { addRoutes(of: namespace, to: packet.destination, &explanation) }
    addMissingTranslation(of: transit, to: packet.destination, &explanation)
    if explanation.lines.isEmpty { pointToSender(of: transit, before: step, &explanation) }
    return explanation
  }

  /// The packet had come to where it was to come, and the host cannot answer its source.
  private func explainNoWayBack(
    to source: IPv4Address, at step: TraceStep, of transit: Transit
  ) -> Explanation? {
    guard let namespace = namespace(step.node) else { return nil }
    let why = refusal(in: namespace, Flow(destination: source))
    var explanation = Explanation(
      why.cause,
      Phrase(
        "\(transit.words.english) arrives at \(step.node), which cannot answer \(source): \(why.words.english)",
        "\(transit.words.chinese)到达 \(step.node)，但无法应答 \(source)：\(why.words.chinese)"))
    for line in why.lines { explanation.point(to: line.0, line.1) }
    addUntranslated(transit, &explanation)
    if why.cause == "no-route" { addRoutes(of: namespace, to: source, &explanation) }
    return explanation
  }

  /// Nothing was dropped: the host had no way to make the packet.
  func explainNoRoute(to destination: IPv4Address, at node: String) -> Explanation? {
    guard let namespace = namespace(node) else { return nil }
    let why = refusal(in: namespace, Flow(destination: destination))
    var explanation = Explanation(
      why.cause,
      Phrase(
        "\(node) cannot send to \(destination): \(why.words.english)",
        "\(node) 无法向 \(destination) 发送：\(why.words.chinese)"))
    for line in why.lines { explanation.point(to: line.0, line.1) }
    if why.cause == "no-route" { addRoutes(of: namespace, to: destination, &explanation) }
    // An answer that was never made: the request stands in the trace.
    let request = transits.last { transit in
      guard case .delivered(let step) = transit.ending else { return false }
      return step.node == node && step.after.ipv4?.source == destination
    }
    if let request {
      explanation.add(
        Phrase(
          "the request, \(request.words.english), had arrived at \(node); it is the answer that has no way back",
          "请求（\(request.words.chinese)）已到达 \(node)，应答没有回去的路"))
      addUntranslated(request, &explanation)
    }
    return explanation
  }

  /// What the routing of a host says about a packet that it cannot send on.
  private func refusal(
    in namespace: NetworkNamespace, _ flow: Flow
  ) -> (cause: String, words: Phrase, lines: [(Origin?, Phrase)]) {
    let (result, table) = namespace.routing.find(flow)
    if let route = result.route, result.isRefusal {
      let name = RoutingTable.name(of: table)
      return (
        "\(route.kind.name)-route",
        Phrase("its route is \(route) (table \(name))", "它的路由是 \(route)（表 \(name)）"),
        [(route.origin, Phrase("the \(route.kind.name) route is added here", "\(route.kind.name) 路由在这里添加"))]
      )
    }
    if result.isRefusal {
      for rule in namespace.routing.rules {
        guard rule.isRefusal, rule.from.contains(flow.source ?? .any), rule.to.contains(flow.destination)
        else { continue }
        return (
          "policy-rule",
          Phrase("rule \(rule.priority) of the routing policy refuses it", "策略路由规则 \(rule.priority) 拒绝它"),
          [(rule.origin, Phrase("the policy rule is added here", "策略规则在这里添加"))]
        )
      }
    }
    return (
      "no-route",
      Phrase(
        "\(namespace.name) has no route to \(flow.destination)",
        "\(namespace.name) 没有到 \(flow.destination) 的路由"), []
    )
  }

  // MARK: - The routes that there are

  /// Routes that would lead there if they were a little different, or were there still, or were asked.
  private func addRoutes(
    of namespace: NetworkNamespace, to destination: IPv4Address, _ explanation: inout Explanation
  ) {
    for removal in network.removals.reversed() where removal.namespace === namespace {
      guard case .route(let route) = removal.thing, route.kind == .unicast,
        route.prefix.contains(destination),
        removal.origin != route.origin
      else { continue }
      explanation.add(
        Phrase("the route \(route) was there before", "此前有路由 \(route)"))
      explanation.point(
        to: removal.origin, Phrase("the route \(route) goes here", "路由 \(route) 在这里消失"))
      break
    }
    for rule in namespace.routing.rules where rule.origin != nil && rule.to.contains(destination) {
      guard case .lookup(let table) = rule.action,
        namespace.routing.table(table)?.all.contains(where: { $0.prefix.contains(destination) }) != true
      else { continue }
      let name = RoutingTable.name(of: table)
      explanation.add(
        Phrase(
          "rule \(rule.priority) asks table \(name), which has no route to \(destination)",
          "规则 \(rule.priority) 查表 \(name)，其中没有到 \(destination) 的路由"))
      explanation.point(to: rule.origin, Phrase("this rule asks table \(name)", "这条规则查表 \(name)"))
    }
    for table in namespace.routing.allTables where table !== namespace.routing.main {
      guard table !== namespace.routing.local,
        let route = table.all.first(where: { $0.prefix.contains(destination) })
      else { continue }
      explanation.add(
        Phrase(
          "table \(table.name) has \(route), but no rule of the routing policy asks it for this packet",
          "表 \(table.name) 中有 \(route)，但没有策略规则让这个包查该表"))
      explanation.point(
        to: route.origin, Phrase("a route of table \(table.name)", "表 \(table.name) 的路由"))
      for rule in namespace.routing.rules where rule.action == .lookup(table: table.identifier) {
        explanation.point(
          to: rule.origin, Phrase("the rule for table \(table.name)", "指向表 \(table.name) 的规则"))
      }
    }
    let routes = namespace.routing.main.all.filter { $0.kind == .unicast }
    if let near = routes.filter({ $0.gateway != nil }).nearest(to: destination)
      ?? routes.nearest(to: destination)
    {
      explanation.add(
        Phrase(
          "the nearest of its routes is \(near), which does not contain \(destination)",
          "最接近的路由是 \(near)，它不包含 \(destination)"))
      explanation.point(
        to: near.origin,
        Phrase("\(near.prefix) does not contain \(destination)", "\(near.prefix) 不包含 \(destination)"))
    }
    for device in namespace.devices where !device.isLoopback && !device.isAdministrativelyUp {
      guard
        device.addresses.contains(where: { $0.connected.contains(destination) }) || !device.addresses.isEmpty
      else { continue }
      explanation.add(
        Phrase("\(namespace.name):\(device.name) is down", "\(namespace.name):\(device.name) 未启用"))
      explanation.point(
        to: network.provenance.origin(of: .state, device) ?? device.origin,
        Phrase("\(device.name) is down since here", "\(device.name) 从这里起未启用"))
    }
    explanation.point(
      to: namespace.origin,
      Phrase("\(namespace.name) is made here", "\(namespace.name) 在这里创建"))
  }

  // MARK: - A source that nobody can answer

  /// An answer that has no way back to a private source: the request was not rewritten on its way.
  func addMissingTranslation(
    of transit: Transit, to destination: IPv4Address, _ explanation: inout Explanation
  ) {
    guard let index = transit.request else { return }
    addUntranslated(transits[index], &explanation)
  }

  /// The routers that let a packet pass with the source that it came with.
  private func addUntranslated(_ request: Transit, _ explanation: inout Explanation) {
    guard let first = request.packet, first.source == request.journey.last.after.ipv4?.source else { return }
    let routers = request.journey.steps.filter { step in
      if case .entered(.forward, _, _) = step.event { return true }
      return false
    }.map { $0.node }
    for (index, router) in routers.enumerated() where !routers[..<index].contains(router) {
      let visits = visits(of: request).filter {
        $0.node == router && $0.visit.hook == .postRouting && $0.visit.table == "nat"
      }
      explanation.add(
        Phrase(
          "\(router) forwarded the request with its source \(first.source): no rule of nat POSTROUTING rewrote it",
          "\(router) 转发请求时保留了源地址 \(first.source)：nat POSTROUTING 没有规则改写它"))
      for visit in visits.prefix(2) { addMiss(visit, &explanation) }
      if visits.isEmpty, let namespace = namespace(router) {
        explanation.point(
          to: namespace.origin,
          Phrase("\(router) has no MASQUERADE or SNAT for it", "\(router) 没有对应的 MASQUERADE 或 SNAT"))
      }
    }
  }
}

extension RoutingRule {
  var isRefusal: Bool {
    switch action {
    case .lookup, .goto, .proceed: false
    case .blackhole, .unreachable, .prohibit: true
    }
  }
}

extension [Route] {
  /// The one whose network has the most leading bits in common with an address; those that contain it are none.
  func nearest(to address: IPv4Address) -> Route? {
    var best: (route: Route, bits: Int)?
    for route in self where !route.prefix.contains(address) {
      let common = (route.prefix.address.bits ^ address.bits).leadingZeroBitCount
      if common > best?.bits ?? -1 { best = (route, common) }
    }
    return best?.route
  }
}
