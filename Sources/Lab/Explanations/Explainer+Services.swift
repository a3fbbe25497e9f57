import Linux
import Packets
import Simulation
import Tools

extension Explainer {
  // MARK: - Ports

  /// Nobody listens: who does, and who sent the packet here.
  func explainSocket(at step: TraceStep, of transit: Transit) -> Explanation {
    guard let packet = step.before.ipv4, let port = packet.destinationPort else {
      return dropped("no-socket", transit, at: step, Phrase("nothing there takes it", "没有程序接收它"))
    }
    if transit.isStrangeAnswer { return explainStrangeAnswer(at: step, of: transit) }
    let isUDP = packet.udp != nil
    let name = "\(port)/\(isUDP ? "udp" : "tcp")"
    var explanation = dropped(
      "no-listener", transit, at: step,
      Phrase(
        "nobody listens on \(packet.destination) \(name)", "没有程序在 \(packet.destination) 的 \(name) 上监听"))
    addTranslations(of: transit, at: step.node, &explanation)
    addListeners(at: step.node, port, isUDP: isUDP, &explanation)
    addPublishers(at: step.node, port, &explanation)
    addStoppedHolders(of: packet.destination, &explanation)
    let holders = packet.destination.isLoopback ? [] : owners(of: packet.destination)
    for owner in holders where holders.count > 1 || owner.namespace.name == step.node {
      if holders.count > 1 {
        explanation.add(
          Phrase("\(owner.place) has \(owner.address.local)", "\(owner.place) 有 \(owner.address.local)"))
      }
      explanation.point(
        to: owner.address.origin,
        Phrase("\(owner.place) has \(owner.address.local)", "\(owner.place) 的地址是 \(owner.address.local)"))
    }
    if explanation.lines.isEmpty {
      explanation.point(
        to: namespace(step.node)?.origin, Phrase("\(step.node) is made here", "\(step.node) 在这里创建"))
    }
    return explanation
  }

  /// The answer went past whoever had rewritten the request.
  private func explainStrangeAnswer(at step: TraceStep, of transit: Transit) -> Explanation {
    let source = step.before.ipv4?.source ?? .any
    var explanation = dropped(
      "strange-answer", transit, at: step,
      Phrase(
        "the answer comes from \(source), which was never asked", "应答来自 \(source)，而它并未被请求"))
    for request in transits where request.journey.first.node == step.node && request.number < transit.number {
      guard request.journey.steps.contains(where: { $0.after.ipv4?.destination == source }) else { continue }
      explanation.add(
        Phrase(
          "\(request.words.english) was rewritten on its way, and the answer goes past the one who rewrote it",
          "\(request.words.chinese)在途中被改写，而应答绕过了改写它的主机"))
      addTranslations(of: request, at: nil, &explanation)
      break
    }
    return explanation
  }

  private func addListeners(
    at node: String, _ port: UInt16, isUDP: Bool, _ explanation: inout Explanation
  ) {
    let services = namespace(node)?.sockets.all.filter { $0.isService } ?? []
    if services.isEmpty {
      explanation.add(Phrase("nothing listens at \(node) at all", "\(node) 上没有任何监听"))
    }
    // The same port first.
    let order = services.filter { $0.localPort == port } + services.filter { $0.localPort != port }
    for socket in order.prefix(4) {
      let kind = socket.kind == .udp ? "udp" : "tcp"
      let address = socket.localAddress.isAny ? "*" : "\(socket.localAddress)"
      let owner = socket.owner?.name ?? "?"
      explanation.add(
        Phrase(
          "\(owner) listens there on \(address):\(socket.localPort)/\(kind)",
          "那里 \(owner) 监听 \(address):\(socket.localPort)/\(kind)"))
      explanation.point(
        to: socket.origin,
        Phrase(
          "the service listens on \(address):\(socket.localPort)/\(kind)",
          "服务监听 \(address):\(socket.localPort)/\(kind)"))
    }
  }

  /// Rules that rewrote where the packet goes.
  func addTranslations(of transit: Transit, at node: String?, _ explanation: inout Explanation) {
    for step in transit.journey.steps {
      guard case .translated(let translation) = step.event, step.before != step.after,
        case .rule(let chain, let number) = translation.author, let now = step.after.ipv4
      else { continue }
      let visit = visits(of: transit).last {
        $0.node == step.node && $0.visit.table == "nat" && $0.visit.chain == chain
          && $0.visit.number == number
      }
      explanation.add(
        Phrase(
          "rule \(number) of nat \(chain) at \(step.node) made it \(now.addressText)",
          "\(step.node) 的 nat \(chain) 第 \(number) 条规则把它改成 \(now.addressText)"))
      explanation.point(
        to: visit?.visit.origin,
        Phrase("the packet is rewritten to \(now.addressText)", "包被改写为 \(now.addressText)"))
    }
  }

  // MARK: - Containers

  private var engines: [(machine: Machine, engine: DockerEngine)] {
    system.machines.compactMap { machine in machine.engine.map { (machine, $0) } }
  }

  /// Containers that publish this port on the host, or would if they ran, or publish another.
  private func addPublishers(at node: String, _ port: UInt16, _ explanation: inout Explanation) {
    for (machine, engine) in engines where machine.name == node {
      for container in engine.containers {
        let bindings = container.configuration.portBindings
        guard !bindings.isEmpty else { continue }
        let ports = bindings.values.flatMap { $0 }.map { $0.hostPort }
        let text = bindings.keys.sorted().map { key in
          (bindings[key] ?? []).map { binding in
            (binding.hostAddress.isEmpty ? "" : binding.hostAddress + ":") + binding.hostPort
          }.joined(separator: ", ") + " → " + key.text
        }.joined(separator: ", ")
        let publishes = Phrase("\(container.name) publishes \(text)", "\(container.name) 发布了 \(text)")
        if !container.isRunning {
          explanation.cause = ports.contains("\(port)") ? "container-stopped" : explanation.cause
          explanation.add(
            Phrase("\(publishes.english), but does not run", "\(publishes.chinese)，但没有运行"))
          explanation.point(
            to: network.provenance.origin(of: .state, container),
            Phrase("\(container.name) ends here", "\(container.name) 在这里结束"))
        } else {
          explanation.add(publishes)
        }
        explanation.point(to: container.origin, publishes)
      }
    }
  }

  /// An address that belonged to a container which has ended.
  private func addStoppedHolders(of address: IPv4Address, _ explanation: inout Explanation) {
    for (_, engine) in engines {
      for container in engine.containers where !container.isRunning {
        for endpoint in container.endpoints where endpoint.address == address {
          explanation.point(
            to: network.provenance.origin(of: .state, container),
            Phrase("\(container.name) ends here", "\(container.name) 在这里结束"))
        }
      }
    }
  }

  /// For packets between containers: which networks they are in.
  func addContainers(_ transit: Transit, _ explanation: inout Explanation) {
    guard let packet = transit.packet else { return }
    // Several hosts may give the same addresses to their containers: the one counts that the packet has crossed.
    let crossed = Set(transit.journey.steps.map { $0.node })
    var ends: [DockerContainer] = []
    for host in engines where ends.count < 2 && crossed.contains(host.machine.name) {
      ends = [packet.source, packet.destination].compactMap { address in
        host.engine.containers.first { container in container.endpoints.contains { $0.address == address } }
      }
    }
    guard ends.count == 2, ends[0] !== ends[1],
      !ends[0].endpoints.contains(where: { ends[1].endpoint(on: $0.network) != nil })
    else { return }
    explanation.cause = "isolated-networks"
    for container in ends {
      let names = container.endpoints.map { $0.network.name }.joined(separator: ", ")
      explanation.add(
        Phrase("\(container.name) is in network \(names) only", "\(container.name) 只在网络 \(names) 中"))
      explanation.point(
        to: container.origin, Phrase("\(container.name) joins \(names)", "\(container.name) 加入 \(names)"))
    }
  }

  // MARK: - Refusals

  func explainRefusal() -> Explanation? {
    for refusal in refusals {
      if case .portTaken(let port, let isUDP, let holder, let origin) = refusal.kind {
        return explainTaken(port, isUDP, holder, origin, at: refusal.node)
      }
    }
    for refusal in refusals {
      if case .noRoute(let destination) = refusal.kind {
        return explainNoRoute(to: destination, at: refusal.node)
      }
    }
    return nil
  }

  /// A name that nobody knew, though the question was not lost on its way: at most nobody listens on the host's own
  /// loopback address.
  func explainUnknownName() -> Explanation? {
    let isLost = transits.contains { transit in
      if case .delivered = transit.ending { return false }
      return transit.packet?.destination.isLoopback == false
    }
    guard !isLost else { return nil }
    for refusal in refusals {
      if case .unknownName(let name) = refusal.kind { return explainName(name, at: refusal.node) }
    }
    if let (name, node) = unansweredName { return explainName(name, at: node) }
    return nil
  }

  /// A container's name that was asked for, and who waited for the answer in vain.
  private var unansweredName: (name: String, node: String)? {
    let names = engines.flatMap { $0.engine.containers }.map { $0.name }
    var asked: [(identifier: UInt16, name: String, node: String)] = []
    for transit in transits {
      guard let datagram = transit.packet?.udp, let message = DNSMessage(decoding: datagram.payload) else {
        continue
      }
      if message.isResponse {
        asked.removeAll { $0.identifier == message.identifier }
      } else if datagram.destinationPort == 53, let name = message.questions.first?.name, names.contains(name)
      {
        asked.append((message.identifier, name, transit.journey.first.node))
      }
    }
    return asked.first.map { ($0.name, $0.node) }
  }

  private func explainTaken(
    _ port: UInt16, _ isUDP: Bool, _ holder: String, _ origin: Origin?, at node: String
  ) -> Explanation {
    let name = "\(port)/\(isUDP ? "udp" : "tcp")"
    var explanation = Explanation(
      "port-in-use",
      Phrase("port \(name) of \(node) is in use: \(holder) has it", "\(node) 的端口 \(name) 已被 \(holder) 占用"))
    explanation.point(to: origin, Phrase("\(holder) takes port \(name) here", "\(holder) 在这里占用端口 \(name)"))
    return explanation
  }

  private func explainName(_ name: String, at node: String) -> Explanation {
    var explanation = Explanation(
      "unknown-name",
      Phrase("nobody tells \(node) an address of the name \(name)", "\(node) 查不到名字 \(name) 的地址"))
    for (_, engine) in engines {
      guard let wanted = engine.containers.first(where: { $0.name == name }) else { continue }
      let asking = engine.containers.first { $0.name == node }
      for container in [wanted] + (asking.map { [$0] } ?? []) {
        let names = container.endpoints.map { $0.network.name }.joined(separator: ", ")
        let state = container.isRunning ? "" : ", and does not run"
        explanation.add(
          Phrase(
            "the container \(container.name) is in network \(names)\(state)",
            "容器 \(container.name) 在网络 \(names) 中\(container.isRunning ? "" : "，且没有运行")"))
        if !container.isRunning {
          explanation.point(
            to: network.provenance.origin(of: .state, container),
            Phrase("\(container.name) ends here", "\(container.name) 在这里结束"))
        }
        explanation.point(
          to: container.origin, Phrase("\(container.name) joins \(names)", "\(container.name) 加入 \(names)"))
      }
      if wanted.endpoints.allSatisfy({ $0.network.name == "bridge" }) {
        explanation.add(
          Phrase(
            "in Docker's default network containers have no names for each other",
            "在 Docker 默认网络中，容器之间不能用名字互访"))
      }
    }
    if explanation.lines.isEmpty {
      explanation.point(to: namespace(node)?.origin, Phrase("\(node) is made here", "\(node) 在这里创建"))
    }
    return explanation
  }
}

extension SocketSummary {
  /// Somebody may speak to it first.
  var isService: Bool {
    switch kind {
    case .tcp: state == .listen
    case .udp: remotePort == 0
    case .raw, .icmp: false
    }
  }
}
