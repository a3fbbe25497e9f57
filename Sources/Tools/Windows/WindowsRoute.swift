import Linux
import Packets
import Simulation

/// `route print` and `netstat -r` as Windows 10 and 11 print them in English; with other arguments `route` is Linux's.
enum WindowsRoute {
  static let program = Program("route", running: main)

  /// Metrics that Windows gives by itself: a card of 1 Gbit/s has 25, the loopback 75, and what is on a link 256 more.
  private static let (cardMetric, loopbackMetric, onLinkMetric) = (25, 75, 256)

  private struct Row {
    var prefix: IPv4Prefix
    var gateway: IPv4Address?
    var interface: IPv4Address
    var metric: Int
  }

  private static func main(_ process: Process) throws(Unsimulated) {
    guard process.arguments.first?.lowercased() == "print" else {
      guard let linux = ProgramTable.program(named: "route") else { return }
      return try linux.main(process)
    }
    let options = process.arguments.dropFirst()
    guard options.isEmpty || options == ["-4"] else {
      throw Unsimulated("Windows' route print \(options.joined(separator: " "))")
    }
    process.write(text(of: process.namespace, showsIPv6: options.isEmpty))
    process.exit(0)
  }

  static func text(of namespace: NetworkNamespace, showsIPv6: Bool) -> String {
    let line = String(repeating: "=", count: 75) + "\n"
    var text = line + "Interface List\n"
    for device in namespace.devices where !device.isLoopback {
      text += "\(device.index)".leftPadded(to: 3) + "..." + device.hardware.text(separator: " ") + " ......"
      text += device.name + "\n"
    }
    text += "  1...........................Software Loopback Interface 1\n" + line
    text += "\nIPv4 Route Table\n" + line + "Active Routes:\n"
    text += "Network Destination        Netmask          Gateway       Interface  Metric\n"
    for row in rows(of: namespace) { text += printed(row) }
    text += line + "Persistent Routes:\n  None\n"
    if showsIPv6 {
      text += "\nIPv6 Route Table\n" + line + "Active Routes:\n  None\nPersistent Routes:\n  None\n"
    }
    return text
  }

  private static func printed(_ row: Row) -> String {
    let gateway = row.gateway.map { "\($0)".leftPadded(to: 17) } ?? "On-link ".leftPadded(to: 17)
    return "\(row.prefix.address)".leftPadded(to: 17) + "\(row.prefix.mask)".leftPadded(to: 17) + gateway
      + "\(row.interface)".leftPadded(to: 17) + "\(row.metric)".leftPadded(to: 7) + "\n"
  }

  /// By destination; of equal ones, the shorter prefix first.
  private static func rows(of namespace: NetworkNamespace) -> [Row] {
    let loopback = IPv4Address(127, 0, 0, 1)
    var rows = local(
      IPv4Prefix(IPv4Address(127, 0, 0, 0), length: 8), at: loopback, metric: loopbackMetric + onLinkMetric)
    for device in namespace.devices where !device.isLoopback && device.isRunning {
      for address in device.addresses {
        rows += local(address.local, at: address.address, metric: cardMetric + onLinkMetric)
      }
    }
    for route in namespace.routing.main.all where route.gateway != nil {
      guard let device = route.device, let address = device.addresses.first else { continue }
      rows.append(
        Row(
          prefix: route.prefix, gateway: route.gateway, interface: address.address,
          metric: Int(route.metric) + cardMetric))
    }
    return rows.enumerated().sorted { left, right in
      (left.element.prefix.address.bits, left.element.prefix.length, left.offset)
        < (right.element.prefix.address.bits, right.element.prefix.length, right.offset)
    }.map { $0.element }
  }

  /// What Windows makes of an address: its network, itself, the broadcasts, and multicast.
  private static func local(_ network: IPv4Prefix, at address: IPv4Address, metric: Int) -> [Row] {
    let start = IPv4Address(bits: network.address.bits & network.mask.bits)
    let end = IPv4Address(bits: network.address.bits | ~network.mask.bits)
    let prefixes = [
      IPv4Prefix(start, length: network.length), IPv4Prefix(address, length: 32), IPv4Prefix(end, length: 32),
      IPv4Prefix(IPv4Address(224, 0, 0, 0), length: 4), IPv4Prefix(IPv4Address(bits: .max), length: 32),
    ]
    return prefixes.map { Row(prefix: $0, gateway: nil, interface: address, metric: metric) }
  }
}
