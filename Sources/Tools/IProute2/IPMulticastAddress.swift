import Linux
import Packets

/// `ip maddress` (ip-maddress(8)): the groups that interfaces listen to.
enum IPMulticastAddress {
  static func run(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    let command = words.take() ?? "show"
    let names = ["add", "delete", "show", "list", "lst", "help"]
    switch names.first(where: { command.abbreviates($0) }) {
    case "show", "list", "lst": return try show(words, context)
    case "help": throw CommandStop(status: 255, message: IPUsage.multicast)
    case "add", "delete": throw .unsimulated("ip maddress \(command)")
    default: throw context.unknownCommand(command, "maddr")
    }
  }

  private static func show(_ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    var words = words
    var name: String?
    while let word = words.take() {
      let value = word == "dev" ? try words.next() : word
      if value.abbreviates("help") { throw CommandStop(status: 255, message: IPUsage.multicast) }
      name = value
    }
    let out = IPPrinter(process: context.process, options: context.options)
    let family = context.options.family
    out.beginArray()
    for device in context.namespace.devices where name == nil || device.name == name {
      let hardware = family == .any || family == .link ? device.hardwareGroups.map { "\($0)" } : []
      let groups4 = family == .any || family == .ipv4 ? device.groups4.map { "\($0)" } : []
      let groups6 = family == .any || family == .ipv6 ? device.groups6 : []
      guard !(hardware.isEmpty && groups4.isEmpty && groups6.isEmpty) else { continue }
      out.beginObject()
      out.number("ifindex", device.index, "\(device.index):")
      out.string("ifname", device.name, "\t\(device.name)\n")
      out.beginArray("maddr")
      print(hardware, "link", out)
      print(groups4, "inet", out)
      print(groups6, "inet6", out)
      out.endArray()
      out.endObject()
    }
    out.endArray()
    out.finish()
    return 0
  }

  private static func print(_ groups: [String], _ family: String, _ out: IPPrinter) {
    for group in groups {
      out.beginObject()
      let line = "\t\(family.padded(to: 5)) \(group)\n"
      if family == "link" {
        out.string("link", group, line)
      } else {
        out.string("family", family, "")
        out.string("address", group, line)
      }
      out.endObject()
    }
  }
}

/// Objects of `ip` that have nothing to show here, because nothing of them can be made.
enum IPEmptyObject {
  static func run(_ object: String, _ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    let command = words.peek ?? "show"
    let isShown = ["show", "list", "lst"].contains { command.abbreviates($0) }
    guard isShown, words.rest.count < 2, !context.options.isJSON else {
      throw .unsimulated("ip \(object) \(command)")
    }
    switch object {
    case "vrf":
      context.process.write("Name              Table\n-----------------------\nNo VRF has been configured\n")
    case "token":
      for device in context.namespace.devices where !device.isLoopback {
        context.process.write("token :: dev \(device.name)\n")
      }
    case "mrule": context.process.write("32767:\tfrom all lookup default\n")
    default: break
    }
    return 0
  }

  static let names = [
    "vrf", "token", "tunnel", "tunl", "tuntap", "tap", "mroute", "mrule", "tcpmetrics", "tcp_metrics",
    "nexthop",
  ]
}
