import Linux
import Packets
import Simulation

/// `route` (route(8)).
enum RouteCommand {
  static let program = NetTools.program(
    "route", naming: { $0.arguments.contains(where: { !$0.hasPrefix("-") }) ? [] : RouteTable.hosts($0) }, run
  )

  private static func run(_ process: Process, _ names: ReverseNames) throws(CommandStop) -> Int {
    var words = process.arguments[...]
    var isNumeric = false
    var extent = 0
    while let word = words.first, word.hasPrefix("-"), word != "-net", word != "-host" {
      words.removeFirst()
      switch word {
      case "-V", "--version": throw .unsimulated("route -V")
      case "-h", "--help":
        process.write(NetToolsUsage.route)
        return 0
      case "-A", "--A":
        guard words.popFirst() == "inet" else { throw .unsimulated("route -A") }
      case "--inet": break
      case "-6", "--inet6": throw .unsimulated("IPv6")
      case "-C", "--cache":
        // There has been none since Linux 3.6.
        process.write(
          "Kernel IP routing cache\n"
            + "Source          Destination     Gateway         Flags Metric Ref    Use Iface\n")
        return 0
      default:
        for letter in word.dropFirst() {
          switch letter {
          case "n": isNumeric = true
          case "e": extent += 1
          case "4", "F", "v", "N": break
          default:
            process.writeError("route: invalid option -- '\(letter)'\n")
            process.write(NetToolsUsage.route)
            return 0
          }
        }
      }
    }
    guard let command = words.popFirst() else {
      RouteTable(process, isNumeric: isNumeric, names: names).print(
        extent == 0 ? .metric : extent == 1 ? .window : .both)
      return 0
    }
    guard command == "add" || command == "del" || command == "delete" else {
      guard command != "flush" else { throw .unsimulated("route flush") }
      throw CommandStop(status: 3, message: NetToolsUsage.route)
    }
    return try RouteIoctl(process).run(adds: command == "add", Array(words))
  }
}

/// The table of `route` and `netstat -r` (lib/inet_gr.c, rprint_fib).
struct RouteTable {
  enum Columns { case metric, window, both }

  private let process: Process
  private let isNumeric: Bool
  /// What stands for the gateway of a connected network.
  private let noGateway: String
  private let names: ReverseNames?

  init(
    _ process: Process, isNumeric: Bool, noGateway: String = "0.0.0.0", names: ReverseNames? = nil
  ) {
    self.names = names
    self.process = process
    self.isNumeric = isNumeric
    self.noGateway = noGateway
  }

  func print(_ columns: Columns) {
    var text = "Kernel IP routing table\n"
    text += "Destination     Gateway         Genmask         Flags "
    switch columns {
    case .metric: text += "Metric Ref    Use Iface\n"
    case .window: text += "  MSS Window  irtt Iface\n"
    case .both: text += "Metric Ref    Use Iface    MSS   Window irtt\n"
    }
    var rows: [Listing.Row] = []
    for route in process.namespace.routing.main.all where isShown(route) {
      let cells = cells(of: route)
      let isRejected = route.kind == .unreachable || route.kind == .prohibit
      text += cells.destination.padded(to: 15) + " " + cells.gateway.padded(to: 15) + " "
      text += cells.mask.padded(to: 15) + " " + cells.flags.padded(to: 6)
      let interface = isRejected ? "-" : route.device?.name ?? "*"
      text += tail(route, columns, isRejected, interface)
      rows.append(
        Listing.Row(
          [cells.destination, cells.gateway, cells.mask, cells.flags, String(route.metric), interface],
          origin: route.origin))
    }
    process.write(text)
    process.list(
      Listing(
        kind: "routes", columns: ["destination", "gateway", "mask", "flags", "metric", "interface"],
        rows: rows))
  }

  /// The hosts among destinations and gateways: what may have a name.
  static func hosts(_ process: Process) -> [IPv4Address] {
    process.namespace.routing.main.all.flatMap { route in
      (route.prefix.length == 32 ? [route.prefix.address] : []) + (route.gateway.map { [$0] } ?? [])
    }
  }

  private func name(of address: IPv4Address) -> String {
    String((names?[address] ?? "\(address)").prefix(15))
  }

  /// /proc/net/route has neither broadcast nor multicast routes.
  private func isShown(_ route: Route) -> Bool { route.kind != .broadcast && route.kind != .local }

  private func cells(of route: Route) -> (destination: String, gateway: String, mask: String, flags: String) {
    let isRejected = route.kind == .unreachable || route.kind == .prohibit
    var flags = isRejected ? "!" : "U"
    if route.gateway != nil { flags += "G" }
    if route.prefix.length == 32 { flags += "H" }
    let isDefault = route.prefix.length == 0 && !isNumeric
    return (
      isDefault ? "default" : name(of: route.prefix.address),
      isRejected ? "-" : route.gateway.map { name(of: $0) } ?? noGateway, "\(route.prefix.mask)", flags
    )
  }

  private func tail(_ route: Route, _ columns: Columns, _ isRejected: Bool, _ interface: String) -> String {
    // What /proc/net/route calls the MTU is the segment size and 40 (fib_route_seq_show).
    let mss = String(route.metrics[.advmss].map { $0 + 40 } ?? 0)
    let window = String(route.metrics[.window] ?? 0)
    let roundTrip = String((route.metrics[.rtt] ?? 0) / 8)
    let use = (isRejected ? " -" : " 0") + "        0 "
    switch columns {
    case .window:
      return mss.leftPadded(to: 5) + " " + window.padded(to: 5) + " " + roundTrip.leftPadded(to: 6) + " "
        + interface
        + "\n"
    case .metric:
      return String(route.metric).padded(to: 6) + use + interface + "\n"
    case .both:
      return String(route.metric).padded(to: 6) + use + interface.padded(to: 8) + " "
        + mss.padded(to: 5) + " " + window.padded(to: 6) + " " + roundTrip + "\n"
    }
  }
}

/// `route add` and `route del`: the SIOCADDRT and SIOCDELRT ioctls (lib/inet_sr.c; net/ipv4/fib_frontend.c,
/// rtentry_to_fib_config).
struct RouteIoctl {
  private let process: Process

  init(_ process: Process) { self.process = process }

  private struct Wish {
    var prefix = IPv4Prefix.everything
    var gateway: IPv4Address?
    var metric: Int?
    var device: String?
    var isReject = false
    var metrics = RouteMetrics()
    /// A network of unknown width, which the kernel does not take.
    var hasNoMask = false
  }

  func run(adds: Bool, _ arguments: [String]) throws(CommandStop) -> Int {
    let wish = try read(arguments)
    let name = adds ? "SIOCADDRT" : "SIOCDELRT"
    do throws(KernelError) {
      if wish.hasNoMask { throw .invalidArgument }
      if adds { try add(wish) } else { try delete(wish) }
    } catch {
      throw CommandStop(status: 7, message: "\(name): \(error.text)\n")
    }
    return 0
  }

  private func read(_ arguments: [String]) throws(CommandStop) -> Wish {
    var words = arguments[...]
    var kind: String?
    if let word = words.first, word == "-net" || word == "-host" { kind = words.popFirst() }
    guard let target = words.popFirst() else { throw usage(status: 0) }
    var wish = Wish()
    var mask: IPv4Address?
    let isNamedDefault = target == "default"
    let parts = target.split(separator: "/", maxSplits: 1).map(String.init)
    guard let address = isNamedDefault ? .any : parts.first.flatMap({ NetTools.host($0, process) }) else {
      throw CommandStop(status: 1, message: NetTools.unknownHost(target))
    }
    if parts.count == 2 {
      guard let length = Int(parts[1]), (0...32).contains(length) else { throw usage(status: 0) }
      mask = IPv4Prefix(.any, length: length).mask
    }
    while let word = words.popFirst() {
      switch word {
      case "metric":
        guard let value = words.popFirst().flatMap({ Int($0) }) else { throw usage(status: 0) }
        wish.metric = value
      case "netmask":
        let value = words.popFirst() ?? ""
        guard let found = NetTools.host(value, process) else {
          throw CommandStop(status: 1, message: NetTools.unknownHost(value))
        }
        mask = found
      case "gw", "gateway":
        let value = words.popFirst() ?? ""
        guard let found = NetTools.host(value, process) else {
          throw CommandStop(status: 1, message: NetTools.unknownHost(value))
        }
        wish.gateway = found
      case "reject": wish.isReject = true
      case "dev", "device": wish.device = words.popFirst()
      case "mss", "window", "irtt":
        guard let value = words.popFirst().flatMap({ Int($0) }) else { throw usage(status: 0) }
        // The kernel counts eighths of milliseconds.
        if word == "mss" { wish.metrics.set(.advmss, value - 40) }
        if word == "window" { wish.metrics.set(.window, value) }
        if word == "irtt" { wish.metrics.set(.rtt, value * 8) }
      case "mod", "dyn", "reinstate": break
      default:
        guard wish.device == nil, words.isEmpty else { throw usage(status: 0) }
        wish.device = word
      }
    }
    wish.prefix = try prefix(address, mask, kind, isDefault: isNamedDefault)
    wish.hasNoMask = kind == "-net" && mask == nil && !address.isAny
    return wish
  }

  private func prefix(_ address: IPv4Address, _ mask: IPv4Address?, _ kind: String?, isDefault: Bool)
    throws(CommandStop) -> IPv4Prefix
  {
    guard let mask else {
      // Without a mask: a network by its class, if it looks like one.
      if isDefault || address.isAny { return .everything }
      let width = NetTools.classLength(address)
      let isNetwork =
        kind == "-net" || kind == nil && IPv4Prefix(address, length: width).network.address == address
      return IPv4Prefix(address, length: isNetwork ? width : 32)
    }
    guard let length = IPValue.maskLength(mask) else {
      throw CommandStop(status: 1, message: "route: bogus netmask \(mask)\n")
    }
    if kind == "-host", length != 32 {
      let hexadecimal = String(mask.bits.byteSwapped, radix: 16).zeroPadded(to: 8)
      throw usage(status: 3, "route: netmask \(hexadecimal) doesn't make sense with host route\n")
    }
    guard IPv4Prefix(address, length: length).network.address == address else {
      throw usage(status: 3, "route: netmask doesn't match route address\n")
    }
    return IPv4Prefix(address, length: length)
  }

  private func usage(status: Int, _ before: String = "") -> CommandStop {
    CommandStop(
      status: status,
      message: before + """
        Usage: inet_route [-vF] del {-host|-net} Target[/prefix] [gw Gw] [metric M] [[dev] If]
               inet_route [-vF] add {-host|-net} Target[/prefix] [gw Gw] [metric M]
                                      [netmask N] [mss Mss] [window W] [irtt I]
                                      [mod] [dyn] [reinstate] [[dev] If]
               inet_route [-vF] add {-host|-net} Target[/prefix] [metric M] reject
               inet_route [-FC] flush      NOT supported

        """)
  }

  private func add(_ wish: Wish) throws(KernelError) {
    guard wish.prefix.network.address == wish.prefix.address else { throw .invalidArgument }
    var request = RouteRequest(prefix: wish.prefix)
    request.metric = wish.metric
    request.metrics = wish.metrics
    if wish.isReject {
      request.kind = .unreachable
      request.scope = .host
    } else {
      request.gateway = wish.gateway
      request.device = try device(wish.device)
      request.scope = wish.gateway == nil ? .link : .universe
    }
    // The ioctl asks for neither NLM_F_EXCL nor NLM_F_REPLACE: another route to the same place comes first.
    try process.namespace.apply(.prepend, request)
  }

  private func device(_ name: String?) throws(KernelError) -> NetworkDevice? {
    guard let name else { return nil }
    guard let device = process.namespace.device(named: name) else { throw .noDevice }
    return device
  }

  private func delete(_ wish: Wish) throws(KernelError) {
    guard wish.prefix.network.address == wish.prefix.address else { throw .invalidArgument }
    var selector = NetworkNamespace.RouteSelector(prefix: wish.prefix)
    selector.gateway = wish.gateway
    selector.metric = wish.metric
    selector.device = try device(wish.device)
    if wish.isReject { selector.kind = .unreachable }
    try process.namespace.deleteRoute(selector)
  }
}
