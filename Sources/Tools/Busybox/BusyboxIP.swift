import Linux
import Packets

/// busybox's ip (networking/libiproute): addresses, links and routes as it prints them.
enum BusyboxIP {
  static let programs: [Program] = [
    Program(
      "ip",
      running: { (process: Process) throws(Unsimulated) in
        if changes(process.arguments) { return try change(process) }
        let status = try run(process)
        process.exit(status)
      })
  ]

  /// `ip addr add …`, `ip link set …`, `ip route del …`: the kernel asks for CAP_NET_ADMIN (capabilities(7)).
  private static func changes(_ words: [String]) -> Bool {
    let verbs: Set<String> = ["add", "del", "delete", "set", "replace", "change", "append", "flush"]
    return words.count > 2 && !words[0].hasPrefix("-") && verbs.contains(words[1])
  }

  private static func change(_ process: Process) throws(Unsimulated) {
    let container = process.node.machine.engine?.containers.first { $0.insideNode === process.node }
    let added = (container?.configuration.addedCapabilities ?? []).map { $0.uppercased() }
    let isAllowed =
      container?.configuration.isPrivileged == true
      || added.contains { ["NET_ADMIN", "CAP_NET_ADMIN", "ALL"].contains($0) }
    guard isAllowed else {
      let isFlags =
        process.arguments[0].hasPrefix("l") && process.arguments[1] == "set"
        && ["up", "down"].contains(process.arguments.last ?? "")
      process.writeError("ip: \(isFlags ? "SIOCSIFFLAGS" : "RTNETLINK answers"): Operation not permitted\n")
      return process.exit(2)
    }
    guard let program = ProgramTable.program(named: "ip") else { throw Unsimulated("busybox's ip") }
    let error = Pipe { bytes in
      process.writeError("ip: " + String(decoding: bytes, as: UTF8.self))
      return nil
    }
    process.output.addWriter()
    let child = process.system.start(
      program, arguments: process.arguments, on: process.node, parent: process,
      environment: process.environment,
      workingDirectory: process.workingDirectory, input: Pipe(text: ""), output: process.output, error: error)
    child.onExit { process.exit($0) }
  }

  private static func run(_ process: Process) throws(Unsimulated) -> Int {
    var words = process.arguments[...]
    var isOneLine = false
    var isIPv4 = false
    while let first = words.first, first.hasPrefix("-") {
      switch first {
      case "-o", "-oneline": isOneLine = true
      case "-4": isIPv4 = true
      case "-f": throw Unsimulated("busybox's ip -f")
      default: throw Unsimulated("busybox's ip \(first)")
      }
      words.removeFirst()
    }
    guard let object = words.popFirst() else { throw Unsimulated("busybox's ip without an object") }
    if let verb = words.first, ["show", "list", "s", "sh", "l", "ls"].contains(verb) { words.removeFirst() }
    if words.first == "dev" { words.removeFirst() }
    var printed = Listing(namespace: process.namespace, isOneLine: isOneLine)
    switch object {
    case "a", "addr", "address":
      printed.addresses(try devices(words, process), showsLinks: !isIPv4 && !isOneLine, isIPv4: isIPv4)
    case "l", "link":
      for device in try devices(words, process) { printed.link(device) }
    case "n", "neigh", "neighbor", "neighbour":
      let known = process.namespace.neighbours
      guard words.isEmpty, known?.all.isEmpty ?? true else {
        throw Unsimulated("busybox's list of neighbours")
      }
    case "r", "route", "ro":
      if words.first == "get" {
        guard words.count == 2, let address = words.last.flatMap({ IPv4Address($0) }) else {
          throw Unsimulated("busybox's ip route \(words.joined(separator: " "))")
        }
        return try query(address, process)
      }
      guard words.isEmpty else { throw Unsimulated("busybox's ip route \(words.joined(separator: " "))") }
      printed.routes()
    default: throw Unsimulated("busybox's ip \(object)")
    }
    process.write(printed.text)
    return 0
  }

  /// `ip route get`, for what goes out by an interface.
  private static func query(_ address: IPv4Address, _ process: Process) throws(Unsimulated) -> Int {
    switch process.namespace.routeOutput(Flow(destination: address)) {
    case .failure(let error):
      process.writeError("ip: RTNETLINK answers: \(error.text)\n")
      return 2
    case .success(let route):
      guard !route.isLocal else { throw Unsimulated("busybox's ip route get to the container itself") }
      let gateway = route.route?.gateway.map { "via \($0) " } ?? ""
      process.write("\(address) \(gateway)dev \(route.device.name)  src \(route.source) \n")
      return 0
    }
  }

  private static func devices(_ words: ArraySlice<String>, _ process: Process) throws(Unsimulated)
    -> [NetworkDevice]
  {
    guard let name = words.first else { return process.namespace.devices }
    guard words.count == 1, let device = process.namespace.device(named: name) else {
      throw Unsimulated("busybox's ip \(process.arguments.joined(separator: " "))")
    }
    return [device]
  }

  private struct Listing {
    let namespace: NetworkNamespace
    let isOneLine: Bool
    var text = ""

    private var breakText: String { isOneLine ? "\\" : "\n" }

    mutating func addresses(_ devices: [NetworkDevice], showsLinks: Bool, isIPv4: Bool) {
      for device in devices {
        if !isOneLine {
          if isIPv4, device.addresses.isEmpty { continue }
          head(device)
          text += "\n"
          if !isIPv4 { hardware(device) }
        }
        for address in device.addresses {
          text += isOneLine ? "\(device.index): \(device.name)    " : "    "
          text += "inet \(address.local)"
          if let broadcast = address.broadcast { text += " brd \(broadcast)" }
          text += " scope \(address.scope.name) \(address.isSecondary ? "secondary " : "")\(address.label)"
          text += "\(breakText)       valid_lft forever preferred_lft forever\n"
        }
      }
    }

    mutating func link(_ device: NetworkDevice) {
      head(device)
      text += breakText
      hardware(device)
    }

    /// busybox does not know other namespaces' interfaces, and takes the far end of a veth pair for down.
    private mutating func head(_ device: NetworkDevice) {
      var flags: [String] = []
      if device.isAdministrativelyUp, !device.hasCarrier { flags.append("NO-CARRIER") }
      flags += device.isLoopback ? ["LOOPBACK"] : ["BROADCAST", "MULTICAST"]
      if device.isAdministrativelyUp { flags.append("UP") }
      if device.isRunning { flags.append("LOWER_UP") }
      var name = device.name
      if let peer = device.peer {
        let isNear = peer.namespace === device.namespace
        name += "@" + (isNear ? peer.name : "if\(peer.index)")
        if !isNear || !peer.isAdministrativelyUp { flags.append("M-DOWN") }
      }
      text += "\(device.index): \(name): <\(flags.joined(separator: ","))> mtu \(device.mtu) qdisc "
      text += device.isAdministrativelyUp ? "noqueue " : "noop "
      if let bridge = device.port?.bridge.device { text += "master \(bridge.name) " }
      if device.isLoopback { text += "qlen 1000" }
    }

    private mutating func hardware(_ device: NetworkDevice) {
      let kind = device.isLoopback ? "loopback" : "ether"
      let broadcast: MACAddress = device.isLoopback ? .zero : .broadcast
      text += "    link/\(kind) \(device.hardware) brd \(broadcast)\n"
    }

    mutating func routes() {
      for route in namespace.routing.main.all {
        if route.kind != .unicast { text += route.kind.name + " " }
        text += route.prefix.length == 0 ? "default " : "\(route.prefix) "
        if let gateway = route.gateway { text += "via \(gateway) " }
        if let device = route.device { text += "dev \(device.name) " }
        if route.scope != .universe { text += "scope \(route.scope.name) " }
        if let source = route.preferredSource { text += " src \(source) " }
        if route.metric != 0 { text += " metric \(route.metric) " }
        text += "\n"
      }
    }
  }
}
