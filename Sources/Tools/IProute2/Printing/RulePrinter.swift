import Linux
import Packets

/// How `ip rule` shows a rule (ip/iprule.c, print_rule).
struct RulePrinter {
  let out: IPPrinter
  let options: IPOptions
  let namespace: NetworkNamespace

  func print(_ rule: RoutingRule) {
    out.number("priority", Int(rule.priority), "\(rule.priority):\t")
    if rule.isInverted { out.null("not", "not ") }
    printPrefix(rule.from)
    if rule.to.length > 0 {
      let text = Self.text(rule.to)
      out.string("dst", "\(rule.to.address)", "to \(text) ")
      if rule.to.length < 32 { out.number("dstlen", rule.to.length, "") }
    }
    if rule.typeOfService > 0 {
      let value = "0x" + UInt8(rule.typeOfService).hexadecimal
      out.string("tos", value, "tos \(value) ")
    }
    if let mark = rule.mark { printMark(mark, rule.markMask) }
    printInterface(rule.inputInterface, "iif")
    printInterface(rule.outputInterface, "oif")
    if let users = rule.users {
      out.number("uid_start", users.lowerBound, "uidrange \(users.lowerBound)")
      out.number("uid_end", users.upperBound, "-\(users.upperBound) ")
    }
    if let number = rule.ipProtocol {
      let name = Self.name(of: number)
      out.string("ipproto", name, "ipproto \(name) ")
    }
    printPorts(rule.sourcePorts, "sport")
    printPorts(rule.destinationPorts, "dport")
    printAction(rule)
    if options.hasDetails || rule.proto != nil {
      let isInitial = rule.origin == nil && [0, 32766, 32767].contains(rule.priority)
      let proto = rule.proto ?? (isInitial ? "kernel" : "unspec")
      out.string("protocol", proto, " proto \(proto)")
    }
    out.words("\n")
  }

  /// One that is not there (any more) is marked.
  private func printInterface(_ name: String?, _ key: String) {
    guard let name else { return }
    out.string(key, name, "\(key) \(name) ")
    if namespace.device(named: name) == nil { out.null(key + "_detached", "[detached] ") }
  }

  private func printPrefix(_ prefix: IPv4Prefix) {
    guard prefix.length > 0 else { return out.string("src", "all", "from all ") }
    out.string("src", "\(prefix.address)", "from \(Self.text(prefix)) ")
    if prefix.length < 32 { out.number("srclen", prefix.length, "") }
  }

  private func printMark(_ mark: UInt32, _ mask: UInt32) {
    let value = "0x" + String(mark, radix: 16)
    out.string("fwmark", value, "fwmark \(value)")
    if mask != 0xFFFF_FFFF {
      let text = "0x" + String(mask, radix: 16)
      out.string("fwmask", text, "/\(text)")
    }
    out.words(" ")
  }

  private func printPorts(_ ports: ClosedRange<UInt16>?, _ key: String) {
    guard let ports else { return }
    if ports.lowerBound == ports.upperBound {
      out.number(key, Int(ports.lowerBound), "\(key) \(ports.lowerBound) ")
    } else {
      out.number(key + "_start", Int(ports.lowerBound), "\(key) \(ports.lowerBound)")
      out.number(key + "_end", Int(ports.upperBound), "-\(ports.upperBound) ")
    }
  }

  private func printAction(_ rule: RoutingRule) {
    switch rule.action {
    case .lookup(let table):
      let name = out.tableNames.name(of: table)
      out.string("table", name, "lookup \(name)")
      if let length = rule.suppressPrefixLength {
        out.number("suppress_prefixlen", length, " suppress_prefixlength \(length)")
      }
      if let group = rule.suppressGroup {
        let text = group == 0 ? "default" : String(group)
        out.string("suppress_ifgroup", text, " suppress_ifgroup \(text)")
      }
      if rule.realms != 0 {
        let (from, to) = (rule.realms >> 16, rule.realms & 0xFFFF)
        if from != 0 { out.number("flow_from", Int(from), " realms \(from)/") }
        out.number("flow_to", Int(to), from == 0 ? " realms \(to)" : "\(to)")
      }
    case .goto(let priority):
      out.number("goto", Int(priority), "goto \(priority)")
      if !namespace.routing.rules.contains(where: { $0.priority == priority }) {
        out.null("unresolved", " [unresolved]")
      }
    case .blackhole: printAction("blackhole", 6)
    case .unreachable: printAction("unreachable", 7)
    case .prohibit: printAction("prohibit", 8)
    case .proceed: out.null("nop", "nop")
    }
  }

  private func printAction(_ name: String, _ number: Int) {
    let text = options.isNumeric ? String(number) : name
    out.string("action", text, text)
  }

  static func action(_ rule: RoutingRule) -> String {
    switch rule.action {
    case .lookup(let table): "lookup \(RoutingTable.name(of: table))"
    case .blackhole: "blackhole"
    case .unreachable: "unreachable"
    case .prohibit: "prohibit"
    case .goto(let priority): "goto \(priority)"
    case .proceed: "nop"
    }
  }

  /// Which packets it is for, in short.
  static func selector(_ rule: RoutingRule) -> String {
    var words = ["from \(rule.from.length == 0 ? "all" : text(rule.from))"]
    if rule.isInverted { words.insert("not", at: 0) }
    if rule.to.length > 0 { words.append("to \(text(rule.to))") }
    if let mark = rule.mark { words.append("fwmark 0x\(String(mark, radix: 16))") }
    if let name = rule.inputInterface { words.append("iif \(name)") }
    if let name = rule.outputInterface { words.append("oif \(name)") }
    return words.joined(separator: " ")
  }

  private static func text(_ prefix: IPv4Prefix) -> String {
    prefix.length == 32 ? "\(prefix.address)" : "\(prefix)"
  }

  private static func name(of number: IPProtocol) -> String {
    number.keyword ?? String(number.number)
  }
}
