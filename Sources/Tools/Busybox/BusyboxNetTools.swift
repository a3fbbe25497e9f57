import Linux
import Packets

/// busybox's ifconfig, route, netstat and arp, where they differ from net-tools.
enum BusyboxNetTools {
  static let programs: [Program] = [
    Program("ifconfig") { (process: Process) throws(Unsimulated) -> Int in try ifconfig(process) },
    Program("route", running: { (process: Process) throws(Unsimulated) in try route(process) }),
    Program("arp", running: { (process: Process) throws(Unsimulated) in try arp(process) }),
    Program("netstat", running: { (process: Process) throws(Unsimulated) in try netstat(process) }),
  ]

  // MARK: - ifconfig (networking/interface.c)

  private static func ifconfig(_ process: Process) throws(Unsimulated) -> Int {
    let words = process.arguments
    guard words.count <= 1, words.first?.hasPrefix("-") != true || words == ["-a"] else {
      throw Unsimulated("busybox's ifconfig \(words.joined(separator: " "))")
    }
    if let name = words.first, name != "-a" {
      guard let device = process.namespace.device(named: name) else {
        process.writeError("ifconfig: \(name): error fetching interface information: Device not found\n")
        return 1
      }
      process.write(interface(device))
      return 0
    }
    for device in process.namespace.devices.sorted(by: { $0.name < $1.name })
    where device.isAdministrativelyUp || !words.isEmpty { process.write(interface(device)) }
    return 0
  }

  private static func interface(_ device: NetworkDevice) -> String {
    let indent = String(repeating: " ", count: 10)
    var text = device.name.padded(to: 10) + "Link encap:"
    text +=
      device.isLoopback
      ? "Local Loopback  \n" : "Ethernet  HWaddr \(device.hardware.description.uppercased())  \n"
    if let address = device.addresses.first {
      text += indent + "inet addr:\(address.address)  "
      if let broadcast = address.broadcast { text += "Bcast:\(broadcast)  " }
      if !device.isLoopback, address.broadcast == nil { text += "Bcast:0.0.0.0  " }
      text += "Mask:\(address.local.mask)\n"
    }
    let names = [
      (0x1, "UP"), (0x2, "BROADCAST"), (0x8, "LOOPBACK"), (0x10, "POINTOPOINT"), (0x40, "RUNNING"),
      (0x80, "NOARP"),
      (0x100, "PROMISC"), (0x200, "ALLMULTI"), (0x400, "SLAVE"), (0x800, "MASTER"), (0x1000, "MULTICAST"),
    ].filter { device.interfaceFlags & $0.0 != 0 }.map { $0.1 }
    text += indent + names.map { $0 + " " }.joined() + " MTU:\(device.mtu)  Metric:1\n"
    let count = device.statistics
    text +=
      indent
      + "RX packets:\(count.receivedPackets) errors:0 dropped:\(count.receivedDropped) overruns:0 frame:0\n"
    text += indent + "TX packets:\(count.transmittedPackets) errors:0 dropped:\(count.transmittedDropped) "
    text += "overruns:0 carrier:0\n"
    text += indent + "collisions:0 txqueuelen:\(device.transmitQueueLength) \n"
    text += indent + "RX bytes:\(count.receivedBytes) (\(NetTools.size(count.receivedBytes)))  "
    return text + "TX bytes:\(count.transmittedBytes) (\(NetTools.size(count.transmittedBytes)))\n\n"
  }

  // MARK: - arp

  /// `arp -n`, `arp -a`: each neighbour in a sentence of its own (networking/arp.c, arp_disp).
  private static func arp(_ process: Process) throws(Unsimulated) {
    let words = process.arguments
    guard words.contains("-n") || words.contains("-an") || words.contains("-na"),
      words.allSatisfy({ ["-n", "-a", "-an", "-na"].contains($0) })
    else { throw Unsimulated("busybox's arp \(words.joined(separator: " "))") }
    guard let table = process.namespace.neighbours else { return process.exit(0) }
    for neighbour in table.all {
      let state = table.state(of: neighbour)
      if state == .noARP { continue }
      let isKnown = state != .incomplete && state != .failed
      let hardware = isKnown ? neighbour.hardware.map { "\($0) [ether]" } ?? "" : "<incomplete>"
      let kind = state == .permanent ? " PERM" : ""
      process.write("? (\(neighbour.address)) at \(hardware)\(kind)  on \(neighbour.device.name)\n")
    }
    process.exit(0)
  }

  // MARK: - route and netstat

  private static func route(_ process: Process) throws(Unsimulated) {
    switch process.arguments {
    case []: RouteTable(process, isNumeric: false, noGateway: "*").print(.metric)
    case ["-n"]: RouteTable(process, isNumeric: true).print(.metric)
    default: throw Unsimulated("busybox's route \(process.arguments.joined(separator: " "))")
    }
    process.exit(0)
  }

  /// Sockets and routes by number are as in net-tools.
  private static func netstat(_ process: Process) throws(Unsimulated) {
    let letters = process.arguments.flatMap { Array($0.dropFirst()) }
    let isPlain = process.arguments.allSatisfy { $0.hasPrefix("-") && !$0.hasPrefix("--") }
    guard isPlain, letters.contains("n"), letters.contains(where: { "tur".contains($0) }),
      letters.allSatisfy({ "nturla".contains($0) }), let program = ProgramTable.program(named: "netstat")
    else { throw Unsimulated("busybox's netstat \(process.arguments.joined(separator: " "))") }
    try program.main(process)
  }
}
