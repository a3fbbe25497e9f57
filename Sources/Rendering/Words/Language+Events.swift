import Lab
import Packets
package import Simulation

/// What happened to a packet, in words.
extension Language {
  /// Who rewrote: `nat DOCKER rule 2`, or connection tracking.
  package func author(_ translation: Translation) -> String {
    switch translation.author {
    case .rule(let chain, let number): say("nat \(chain) rule \(number)", "nat \(chain) 第 \(number) 条规则")
    case .connectionTracking: say("connection tracking", "连接跟踪")
    }
  }

  package func manipulated(_ field: HeaderChange.Field) -> String {
    switch field {
    case .source: say("source", "源地址")
    case .destination: say("destination", "目的地址")
    case .timeToLive: "TTL"
    case .sourceHardware: say("source MAC", "源 MAC")
    case .destinationHardware: say("destination MAC", "目的 MAC")
    case .other: say("header", "首部")
    }
  }

  /// Why this packet ended: for an answer without a route it is the way back that is missing.
  package func reason(_ reason: DropReason, of packet: PacketJourney) -> String {
    if reason == .neighbourFailed, let address = packet.awaited { return unanswered(address) }
    guard reason == .noRoute, let header = packet.last.ipv4, case .dropped(let node, _) = packet.end else {
      return self.reason(reason)
    }
    if packet.isAtDestination || packet.role == .reply {
      let sender = packet.isAtDestination ? header.source : header.destination
      return say("no way back: \(node) has no route to \(sender)", "没有回程：\(node) 没有到 \(sender) 的路由")
    }
    return say("no route to \(header.destination)", "没有到 \(header.destination) 的路由")
  }

  package func reason(_ reason: DropReason) -> String {
    switch reason {
    case .rule(let table, let chain, let number):
      say("by \(table) \(chain) rule \(number)", "被 \(table) 表 \(chain) 链第 \(number) 条规则丢弃")
    case .policy(let table, let chain):
      say("by the policy of \(table) \(chain)", "被 \(table) 表 \(chain) 链的默认策略丢弃")
    case .nat(let failure): say("NAT: \(failure.text)", "NAT：" + chinese(failure))
    case .noRoute: say("no route to the destination", "没有到目的地址的路由")
    case .blackhole: say("a blackhole route", "命中 blackhole 路由")
    case .forwardingOff: say("forwarding is off (ip_forward=0)", "未开启转发（ip_forward=0）")
    case .reversePathFilter: say("the reverse path filter (rp_filter)", "未通过反向路径过滤（rp_filter）")
    case .martianSource: say("a source that cannot be (martian)", "源地址不合法（martian）")
    case .martianDestination: say("a destination that cannot be (martian)", "目的地址不合法（martian）")
    case .timeToLiveExceeded: say("the time to live ran out", "TTL 耗尽")
    case .packetTooBig(let mtu): say("too big for the MTU \(mtu), and may not be cut", "超过 MTU \(mtu) 且不允许分片")
    case .otherHost: say("the frame was for another host", "帧的目的 MAC 不是本机")
    case .neighbourFailed: say("nobody answered ARP", "ARP 无人应答")
    case .noSocket: say("no socket listens there", "没有套接字在该端口监听")
    case .interfaceDown(let name): say("interface \(name) is down", "接口 \(name) 未启用")
    case .noCarrier(let name): say("interface \(name) has no carrier", "接口 \(name) 没有载波")
    case .lostOnCable: say("lost on the cable", "在线缆上丢失")
    case .bridgePortSame: say("it would go back out of its own port", "将从进入的端口转出")
    case .portNotForwarding: say("the port does not forward", "该端口未处于转发状态")
    case .vlanFilter: say("not a member of this VLAN", "不属于该 VLAN")
    case .badChecksum: say("the checksum is wrong", "校验和错误")
    case .conntrackInvalid: say("connection tracking finds it invalid", "连接跟踪判定为 INVALID")
    case .reassemblyTimeout: say("its fragments did not all arrive in time", "分片未能按时到齐")
    case .tableFull: say("the table is full", "表已满")
    case .notForUs(let what):
      say("not for this host", "不是发给本机的") + (what.isEmpty ? "" : say(" (\(what))", "（\(what)）"))
    }
  }

  private func chinese(_ failure: TranslationFailure) -> String {
    switch failure {
    case .noAddressToMasquerade(let interface): "\(interface) 上没有可用来伪装的地址"
    case .noAddressToRedirect: "没有可供 REDIRECT 使用的地址"
    case .redirect: "ICMP 重定向无法转换"
    case .movedInterface: "伪装过的连接换了出口"
    case .answersTaken: "它的回包会与另一条连接混淆"
    }
  }

  /// The event alone, for a row of the table of steps.
  package func event(_ event: TraceEvent, of packet: PacketJourney) -> String {
    guard case .dropped(let why) = event else { return self.event(event) }
    return say("dropped: ", "丢弃：") + reason(why, of: packet)
  }

  package func event(_ event: TraceEvent) -> String {
    switch event {
    case .created(let who): say("made by \(who)", "由 \(who) 产生")
    case .received(let interface): say("comes in by \(interface)", "从 \(interface) 进入")
    case .transmitted(let interface): say("leaves by \(interface)", "从 \(interface) 发出")
    case .bridged(let bridge, let from, let to, let flooded):
      bridged(bridge, from, to, flooded)
    case .tracked(let isNew, let reply): tracked(isNew, reply)
    case .entered(let hook, let input, let output): entered(hook, input, output)
    case .rule(let visit):
      visit.verdict == nil ? say("rule does not match", "规则不匹配") : say("rule matches", "规则匹配")
    case .policy(_, let table, let chain, _):
      say("policy of \(table) \(chain)", "\(table) 表 \(chain) 链的默认策略")
    case .translated(let translation):
      translation.manipulation == .source
        ? say("source rewritten", "改写源地址") : say("destination rewritten", "改写目的地址")
    case .routed(let decision): routed(decision)
    case .resolving(let nextHop, let interface):
      say("waits: who has \(nextHop) on \(interface)?", "等待 ARP：\(interface) 上谁是 \(nextHop)？")
    case .timeToLiveDecremented: say("TTL counted down", "TTL 减一")
    case .fragmented(let count): say("cut into \(count) fragments", "分成 \(count) 片")
    case .delivered(let to): say("delivered to \(receiver(to))", "交给\(space(receiver(to)))")
    case .dropped(let why): say("dropped: ", "丢弃：") + reason(why)
    }
  }

  /// Who took a packet: the kernel itself has a name of its own.
  package func receiver(_ name: String) -> String {
    switch name {
    case "icmp": say("the kernel (ICMP)", "内核（ICMP）")
    case "arp": say("the kernel (ARP)", "内核（ARP）")
    default: name
    }
  }

  /// Chinese puts a space before Latin letters only.
  package func space(_ text: String) -> String {
    text.utf8.first.map { $0 < 0x80 } == true ? " " + text : text
  }

  private func entered(_ hook: Hook, _ input: String?, _ output: String?) -> String {
    let interfaces = [input.map { say("in \($0)", "入 \($0)") }, output.map { say("out \($0)", "出 \($0)") }]
    return say("comes to \(hook.name) (", "来到 \(hook.name)（")
      + interfaces.compactMap { $0 }.joined(separator: comma) + say(")", "）")
  }

  private func bridged(_ bridge: String, _ from: String, _ to: [String], _ flooded: Bool) -> String {
    let ports = to.isEmpty ? say("no port", "没有端口") : to.joined(separator: say(", ", "、"))
    return flooded
      ? say("\(bridge) floods from \(from) to \(ports)", "\(bridge) 从 \(from) 泛洪到 \(ports)")
      : say("\(bridge) passes it from \(from) to \(ports)", "\(bridge) 由 \(from) 转到 \(ports)")
  }

  private func tracked(_ isNew: Bool, _ reply: Bool) -> String {
    if isNew { return say("connection tracking: a new connection", "连接跟踪：新连接") }
    return reply
      ? say("connection tracking: known, reply direction", "连接跟踪：已知连接，应答方向")
      : say("connection tracking: known, original direction", "连接跟踪：已知连接，原方向")
  }

  private func routed(_ decision: RouteDecision) -> String {
    let via = decision.nextHop.map { say(" via \($0)", "，下一跳 \($0)") } ?? ""
    switch decision.kind {
    case .local: return say("routing: for this host", "路由：发给本机")
    case .broadcast: return say("routing: a broadcast", "路由：广播")
    case .forward:
      return say("routing: forward by \(decision.interface)", "路由：经 \(decision.interface) 转发") + via
    case .output: return say("routing: out by \(decision.interface)", "路由：经 \(decision.interface) 发出") + via
    }
  }
}
