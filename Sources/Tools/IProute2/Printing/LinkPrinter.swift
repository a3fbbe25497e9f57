import Linux
import Packets
import Simulation

/// How `ip link` and `ip address` show an interface (ip/ipaddress.c, print_linkinfo).
struct LinkPrinter {
  let context: IPContext
  let out: IPPrinter
  /// `ip link`, rather than `ip address`.
  let isLink: Bool

  private var options: IPOptions { context.options }

  func printFull(_ device: NetworkDevice) {
    out.number("ifindex", device.index, "\(device.index): ")
    printName(device, suffix: ": ")
    printFlags(device)
    out.number("mtu", device.mtu, "mtu \(device.mtu) ")
    let discipline = device.qdisc
    out.string("qdisc", discipline, "qdisc \(discipline) ")
    if let master = device.port?.bridge.device { out.string("master", master.name, "master \(master.name) ") }
    let state = device.operationalState.name
    out.string("operstate", state, "state \(state) ")
    if isLink {
      let mode = device.isModeDormant ? "DORMANT" : "DEFAULT"
      out.string("linkmode", mode, "mode \(mode) ")
    }
    let group = device.group == 0 ? "default" : String(device.group)
    out.string("group", group, "group \(group) ")
    if device.transmitQueueLength != 0 {
      out.number("txqlen", device.transmitQueueLength, "qlen \(device.transmitQueueLength)")
    }
    if options.family == .any || options.family == .link || options.hasDetails { printHardware(device) }
    printNamespace(device)
    if options.hasDetails { LinkDetails(out: out, isLink: isLink).print(device) }
    if let alias = device.alias, isLink || options.hasDetails {
      out.newline()
      out.string("ifalias", alias, "    alias \(alias)")
    }
    if options.statistics > 0, isLink {
      out.newline()
      LinkStatistics(out: out, options: options).print(device)
    }
    if !device.alternativeNames.isEmpty { printAlternativeNames(device) }
    out.words("\n")
  }

  func printBrief(_ device: NetworkDevice) {
    printName(device, suffix: " ", width: 16)
    let state = device.operationalState.name
    out.string("operstate", state, state.padded(to: 14) + " ")
    guard isLink else { return }
    out.string("address", "\(device.hardware)", "\(device.hardware) ")
    printFlags(device)
    out.words("\n")
  }

  private func printName(_ device: NetworkDevice, suffix: String, width: Int = 0) {
    var shown = device.name
    if let partner = device.partner {
      if partner.namespace !== device.namespace {
        out.number("link_index", partner.index, "")
        shown += "@if\(partner.index)"
      } else {
        out.string("link", partner.name, "")
        shown += "@\(partner.name)"
      }
    }
    out.string("ifname", device.name, shown.padded(to: width) + suffix)
  }

  private func printFlags(_ device: NetworkDevice) {
    out.words("<")
    out.beginArray("flags")
    for (place, flag) in device.flagNames.enumerated() {
      out.element(flag, (place == 0 ? "" : ",") + flag)
    }
    out.endArray()
    out.words("> ")
  }

  private func printHardware(_ device: NetworkDevice) {
    out.newline()
    let kind = device.isLoopback ? "loopback" : "ether"
    let broadcast = device.broadcast
    out.string("link_type", kind, "    link/\(kind) ")
    out.string("address", "\(device.hardware)", "\(device.hardware)")
    out.string("broadcast", "\(broadcast)", " brd \(broadcast)")
  }

  private func printAlternativeNames(_ device: NetworkDevice) {
    out.beginArray("altnames")
    for name in device.alternativeNames {
      out.newline()
      out.element(name, "    altname \(name)")
    }
    out.endArray()
  }

  private func printNamespace(_ device: NetworkDevice) {
    guard let partner = device.partner, partner.namespace !== device.namespace else { return }
    if let named = context.machine.namedNamespaces.first(where: { $0 === partner.namespace }) {
      let name = context.machine.shortName(of: named)
      out.string("link_netns", name, " link-netns \(name)")
    } else {
      let number = device.namespace.identifier(of: partner.namespace)
      out.number("link_netnsid", number, " link-netnsid \(number)")
    }
  }
}

extension NetworkDevice {
  /// Nothing queues on simulated interfaces; one that was never up has not even that (`noop`).
  var qdisc: String { hasBeenUp ? "noqueue" : "noop" }

  /// The flags of netdevice(7) in iproute2's order and words (print_link_flags).
  var flagNames: [String] {
    var names: [String] = []
    if isAdministrativelyUp, !hasCarrier { names.append("NO-CARRIER") }
    if isLoopback { names.append("LOOPBACK") } else { names.append("BROADCAST") }
    if hasMulticast { names.append("MULTICAST") }
    if !isARPEnabled { names.append("NOARP") }
    if takesAllMulticast { names.append("ALLMULTI") }
    if isPromiscuous { names.append("PROMISC") }
    if isDynamic { names.append("DYNAMIC") }
    if avoidsTrailers { names.append("NOTRAILERS") }
    if isAdministrativelyUp {
      names.append("UP")
      if hasCarrier { names.append("LOWER_UP") }
    }
    if let partner, partner.namespace === namespace, !partner.isAdministrativelyUp { names.append("M-DOWN") }
    return names
  }

  /// The kind as `ip link show type` knows it; a declared interface is one end of a cable, and the kernel's driver for
  /// such is veth.
  var linkKind: String? {
    switch kind {
    case .loopback: nil
    case .veth, .ethernet: "veth"
    case .bridge: "bridge"
    case .dummy: "dummy"
    case .vlan: "vlan"
    case .macvlan: "macvlan"
    case .ipvlan: "ipvlan"
    }
  }
}

extension String {
  func padded(to width: Int) -> String {
    utf8.count < width ? self + String(repeating: " ", count: width - utf8.count) : self
  }
  func leftPadded(to width: Int) -> String {
    utf8.count < width ? String(repeating: " ", count: width - utf8.count) + self : self
  }
}
