import Simulation

/// Captions state what a figure shows to be true, not what kind of figure it is.
extension Language {
  /// One sentence about a rewriting.
  package func sentence(_ rewrite: Rewrite) -> String {
    let (node, new, field) = (rewrite.node, rewrite.change.new, manipulated(rewrite.change.field))
    switch rewrite.translation.author {
    case .rule(let chain, let number):
      return say(
        "the \(field) is changed to \(new) at \(node) by nat \(chain) rule \(number)",
        "\(field)在 \(node) 被 nat 表 \(chain) 链第 \(number) 条规则改为 \(new)")
    case .connectionTracking:
      return say(
        "the \(field) is changed to \(new) at \(node) by connection tracking",
        "\(field)在 \(node) 被连接跟踪改为 \(new)")
    }
  }

  /// One sentence about how a packet ended; nil while it is underway.
  package func sentence(endOf packet: PacketJourney) -> String? {
    switch packet.end {
    case .delivered(let node, let to):
      return say("it reaches \(receiver(to)) on \(node)", "到达 \(node) 的\(space(receiver(to)))")
    case .dropped(let node, let why):
      let reason = self.reason(why, of: packet)
      if packet.isAtDestination {
        return say("it arrives at \(node), but there is \(reason)", "到达 \(node)，但\(reason)")
      }
      return say("it is dropped at \(node): \(reason)", "在 \(node) \(dropped(reason))")
    case .underway: return nil
    }
  }

  private func dropped(_ reason: String) -> String {
    reason.hasPrefix("被") ? reason : "被丢弃：" + reason
  }

  /// The conclusion of a trace.
  package func caption(_ journey: Journey) -> String {
    guard let request = journey.request else { return say("No packet was sent.", "没有发出任何包。") }
    // The first that was never sent says it for those that were sent again.
    let unsent = journey.unsent.first {
      $0.identity != request.identity && $0.identity != journey.reply?.identity
    }
    var sentences = journey.reply.map(\.stops.isEmpty) == true ? [] : unsent.map { [self.unsent($0)] } ?? []
    sentences += [summary(request, say("The request", "请求"))]
    if let reply = journey.reply {
      sentences.append(summary(reply, subject(of: reply)))
    } else if case .delivered = request.end, !request.isARP {
      sentences.append(say("There is no reply", "没有应答"))
    }
    if let onward = journey.onward { sentences.append(summary(onward: onward.request, of: request)) }
    return sentences.map { $0 + stop }.joined(separator: say(" ", ""))
  }

  private func subject(of packet: PacketJourney) -> String {
    switch packet.role {
    case .request: say("The request", "请求")
    case .reply: say("The reply", "应答")
    case .error: say("An error message", "差错报文")
    case .redirect: say("A redirect", "重定向通知")
    }
  }

  /// What a packet is to its conversation, in a word.
  package func role(of packet: PacketJourney) -> String {
    switch packet.role {
    case .request: say("request", "请求")
    case .reply: say("reply", "应答")
    case .error: say("error message", "差错报文")
    case .redirect: say("redirect", "重定向")
    }
  }

  private func summary(_ packet: PacketJourney, _ who: String) -> String {
    let what = "\(packet.label.proto) \(packet.label.short)"
    guard !packet.stops.isEmpty else { return unsent(packet, who) }
    if packet.isOwnReport {
      return say(
        "The kernel of \(packet.origin) reports: \(what)", "\(packet.origin) 的内核向程序报告：\(what)")
    }
    let subject = say("\(who) (\(what)) ", "\(who)（\(what)）") + way(of: packet)
    if packet.stations.isEmpty, case .dropped(_, let why) = packet.end {
      return subject + colon + reason(why, of: packet)
    }
    let facts = packet.rewrites.map(sentence) + [sentence(endOf: packet)].compactMap { $0 }
    return ([subject] + facts).joined(separator: say("; ", "；"))
  }

  private func unsent(_ packet: PacketJourney, _ who: String? = nil) -> String {
    let what = "\(packet.label.proto) \(packet.label.short)"
    let subject = who.map { say("\($0) (\(what))", "\($0)（\(what)）") } ?? what
    let reason = packet.awaited.map(unanswered) ?? sentence(endOf: packet)
    return say("\(subject) never leaves \(packet.origin)", "\(subject) 始终没有离开 \(packet.origin)")
      + (reason.map { say("; ", "；") + $0 } ?? "")
  }

  /// Nobody has the address.
  func unanswered(_ address: String) -> String {
    say("nobody answers \"who has \(address)?\"", "没有人应答“谁是 \(address)？”")
  }

  /// What came of the request.
  private func summary(onward packet: PacketJourney, of request: PacketJourney) -> String {
    let what = "\(packet.label.proto) \(packet.label.short)"
    let who = packet.creator ?? packet.origin
    let subject =
      packet.creator == request.creator
      ? say("Then \(who) sends \(what), which ", "随后 \(who) 发出 \(what)，")
      : say("Then \(who) sends a packet of its own (\(what)), which ", "随后 \(who) 自己另发一个包（\(what)），")
    let facts = packet.rewrites.map(sentence) + [sentence(endOf: packet)].compactMap { $0 }
    return ([subject + way(of: packet)] + facts).joined(separator: say("; ", "；"))
  }

  private func way(of packet: PacketJourney) -> String {
    let nodes = nodes(packet)
    if packet.stations.isEmpty { return say("never leaves \(packet.origin)", "始终没有离开 \(packet.origin)") }
    if nodes.count == 1 { return say("stays on \(packet.origin)", "只在 \(packet.origin) 内部") }
    return say("goes ", "经过 ") + nodes.joined(separator: " → ")
  }

  /// The nodes a packet crossed, each as often as it came there.
  package func nodes(_ packet: PacketJourney) -> [String] {
    var nodes: [String] = []
    for stop in packet.stops where nodes.last != stop.node { nodes.append(stop.node) }
    return nodes
  }

  /// A picture without a trace.
  package func caption(hosts: Int, switches: Int, containers: Int) -> String {
    let parts = [
      count(hosts, say("host", "台主机"), plural: say("hosts", "台主机")),
      count(switches, say("switch", "台交换机"), plural: say("switches", "台交换机")),
      count(containers, say("container", "个容器"), plural: say("containers", "个容器")),
    ].compactMap { $0 }
    return say("The network: ", "网络：") + parts.joined(separator: comma) + stop
  }

  private func count(_ number: Int, _ one: String, plural: String) -> String? {
    number == 0 ? nil : "\(number) \(number == 1 ? one : plural)"
  }

  /// Said where a packet's rows would repeat another's.
  package func sameSteps(as like: PacketJourney) -> String {
    let range = "\(like.stops.first?.number ?? 0)–\(like.stops.last?.number ?? 0)"
    return say(
      "It meets the same rules, with the same answers, as \(like.label.short) (steps \(range)); its own stops:",
      "遇到的规则和结果与 \(like.label.short)（步骤 \(range)）完全相同；它自己的各站：")
  }

  /// What happens at a stop.
  package func sentence(_ stop: Stop, of packet: PacketJourney) -> String {
    switch stop.kind {
    case .leaves(let station): stop.node + colon + event(.transmitted(interface: station.interface))
    case .arrives(let station): stop.node + colon + event(.received(interface: station.interface))
    case .dropped(let why): stop.node + colon + event(.dropped(why), of: packet)
    case .rewritten(let rewrite):
      stop.node + colon + manipulated(rewrite.change.field)
        + " \(rewrite.change.old) → \(rewrite.change.new)" + comma + author(rewrite.translation)
    }
  }
}
