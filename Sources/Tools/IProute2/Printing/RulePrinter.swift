import Linux
import Packets

/// How `ip rule` shows a rule (ip/iprule.c, print_rule).
struct RulePrinter {
  let out: IPPrinter
  let options: IPOptions

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
    if let name = rule.inputInterface { out.string("iif", name, "iif \(name) ") }
    if let name = rule.outputInterface { out.string("oif", name, "oif \(name) ") }
    if let number = rule.ipProtocol {
      let name = Self.name(of: number)
      out.string("ipproto", name, "ipproto \(name) ")
    }
    printPorts(rule.sourcePorts, "sport")
    printPorts(rule.destinationPorts, "dport")
    printAction(rule)
    if options.hasDetails {
      let proto = rule.origin == nil && [0, 32766, 32767].contains(rule.priority) ? "kernel" : "unspec"
      out.string("protocol", proto, " proto \(proto)")
    }
    out.words("\n")
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
    case .blackhole: out.string("action", "blackhole", "blackhole")
    case .unreachable: out.string("action", "unreachable", "unreachable")
    case .prohibit: out.string("action", "prohibit", "prohibit")
    case .goto(let priority): out.number("goto", Int(priority), "goto \(priority)")
    case .proceed: out.string("action", "nop", "nop")
    }
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
