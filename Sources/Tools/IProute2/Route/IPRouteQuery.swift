import Linux
import Packets
import Simulation

/// `ip route get`: which way would a packet take? (net/ipv4/route.c, inet_rtm_getroute)
struct IPRouteQuery {
  private let context: IPContext
  private var destination: IPv4Address?
  private var source: IPv4Address?
  private var input: NetworkDevice?
  private var output: NetworkDevice?
  private var mark: UInt32 = 0
  private var user = 0
  private var showsEntry = false
  private var typeOfService: UInt8 = 0
  private var ports: (source: UInt16, destination: UInt16)?
  private var ipProtocol: IPProtocol?

  init(_ context: IPContext) { self.context = context }

  private mutating func read(_ words: WordReader) throws(CommandStop) {
    var words = words
    while let word = words.take() {
      switch word {
      case "fibmatch": showsEntry = true
      case "from": source = try IPValue.prefix(words.next()).address
      case "iif": input = try context.device(words.next())
      case "oif", "dev": output = try context.device(words.next())
      case "mark": mark = UInt32(try number(&words, "invalid mark value\n"))
      case "uid": user = try number(&words, "invalid UID\n")
      case "tos", "dsfield":
        typeOfService = UInt8(truncatingIfNeeded: try number(&words, "TOS value is invalid\n"))
      case "ipproto": try readProtocol(words.next())
      case "sport":
        ports = (
          UInt16(truncatingIfNeeded: try number(&words, "invalid \"sport\"\n")), ports?.destination ?? 0
        )
      case "dport":
        ports = (ports?.source ?? 0, UInt16(truncatingIfNeeded: try number(&words, "invalid \"dport\"\n")))
      case "connected", "notify": break
      case "vrf": throw .unsimulated("ip route get vrf")
      default: try readDestination(word == "to" ? words.next() : word)
      }
    }
  }

  private mutating func readProtocol(_ word: String) throws(CommandStop) {
    switch word {
    case "tcp": ipProtocol = .tcp
    case "udp": ipProtocol = .udp
    case "icmp": ipProtocol = .icmp
    default: throw IPValue.invalid(word, "Invalid \"ipproto\" value\n".dropLast().description)
    }
  }

  private mutating func readDestination(_ word: String) throws(CommandStop) {
    if word.contains(":") { throw IPContext.refused(.networkUnreachable) }
    let prefix = try IPValue.prefix(word)
    if word.contains("/"), prefix.length != 32 {
      context.process.writeError(
        "Warning: /\(prefix.length) as prefix is invalid, only /32 (or none) is supported.\n")
    }
    destination = prefix.address
  }

  private func number(_ words: inout WordReader, _ reason: String) throws(CommandStop) -> Int {
    let word = try words.next()
    guard let number = IPValue.number(word) else { throw IPValue.invalid(word, reason) }
    return number
  }

  func run(_ words: WordReader) throws(CommandStop) -> Int {
    var query = self
    try query.read(words)
    guard let destination = query.destination else {
      throw CommandStop(status: 1, message: "need at least a destination address\n")
    }
    if let source = query.source, query.input == nil, !context.namespace.isLocal(source) {
      throw IPContext.refused(.networkUnreachable)
    }
    var flow = Flow(
      destination: destination, source: query.source, mark: query.mark, input: query.input,
      output: query.output)
    flow.typeOfService = query.typeOfService
    flow.ipProtocol = query.ipProtocol
    flow.ports = query.ports
    flow.user = UInt32(query.user)
    if let input = query.input {
      try query.answerInput(flow, input)
    } else {
      try query.answerOutput(flow)
    }
    return 0
  }

  // MARK: - A packet of the host

  private func answerOutput(_ flow: Flow) throws(CommandStop) {
    let namespace = context.namespace
    let (result, table) = namespace.routing.find(flow)
    let route: OutputRoute
    switch namespace.routeOutput(flow) {
    case .failure(let error): throw IPContext.refused(error)
    case .success(let found): route = found
    }
    if showsEntry, let entry = route.route { return printEntry(entry) }
    var answer = Answer(flow: flow, device: route.device, table: table)
    switch result {
    case .local: (answer.kind, answer.flags) = ("local", ["local"])
    case .broadcast: (answer.kind, answer.flags) = ("broadcast", ["local", "brd"])
    default: break
    }
    answer.gateway = route.isLocal ? nil : route.nextHop == flow.destination ? nil : route.nextHop
    answer.source = flow.source == nil ? route.source : nil
    answer.take(route.route)
    answer.user = user
    if let entry = namespace.routing.exceptions.entry(for: flow.destination, now: namespace.clock.now) {
      if let mtu = entry.mtu { answer.metrics.set(.mtu, mtu) }
      if let gateway = entry.gateway {
        answer.gateway = gateway
        answer.flags.append("redirected")
      }
      answer.expires = (entry.expires - namespace.clock.now).seconds
    }
    print(answer)
  }

  private func printEntry(_ entry: Route) {
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    out.beginObject()
    RoutePrinter(out: out, options: context.options, hidesTable: true, hides: RoutePrinter.Hidden())
      .print(entry, in: RoutingTable.main)
    out.endObject()
    out.endArray()
    out.finish()
  }

  // MARK: - A packet that comes in

  /// What would be done with a packet that came in there (ip_route_input_slow).
  private func answerInput(_ flow: Flow, _ input: NetworkDevice) throws(CommandStop) {
    let namespace = context.namespace
    guard let source = flow.source, !source.isAny else { throw IPContext.refused(.invalidArgument) }
    guard !namespace.isLocal(source), passesSourceCheck(source, input) else {
      throw IPContext.refused(.invalidArgument)
    }
    let (result, table) = namespace.routing.find(flow)
    var answer = Answer(flow: flow, device: namespace.loopback, table: table)
    answer.isInput = true
    switch result {
    case .local: (answer.kind, answer.flags) = ("local", ["local"])
    case .broadcast: (answer.kind, answer.flags) = ("broadcast", ["local", "brd"])
    case .unicast(let route):
      guard input.settings.forwarding != 0 else { throw IPContext.refused(.hostUnreachable) }
      guard let device = route.device else { throw IPContext.refused(.hostUnreachable) }
      answer.device = device
      answer.gateway = route.gateway
      answer.take(route)
    case .blackhole: throw IPContext.refused(.invalidArgument)
    case .prohibit: throw IPContext.refused(.accessDenied)
    case .unreachable: throw IPContext.refused(.hostUnreachable)
    case .none:
      throw IPContext.refused(
        input.settings.forwarding != 0 ? .networkUnreachable : .hostUnreachable)
    }
    print(answer)
  }

  /// The reverse path filter (fib_validate_source).
  private func passesSourceCheck(_ source: IPv4Address, _ input: NetworkDevice) -> Bool {
    let settings = context.namespace.settings
    let mode = max(settings.all.reversePathFilter, input.settings.reversePathFilter)
    guard mode != 0 else { return true }
    guard case .unicast(let route) = context.namespace.routing.lookup(Flow(destination: source)) else {
      return false
    }
    return mode == 2 || route.leaves(by: input)
  }

  // MARK: - Printing

  private struct Answer {
    let flow: Flow
    var kind: String?
    var flags: [String] = []
    var gateway: IPv4Address?
    var device: NetworkDevice
    var table: UInt32
    var source: IPv4Address?
    var user: Int?
    var metrics = RouteMetrics()
    var realms: (from: UInt16, to: UInt16) = (0, 0)
    var expires: Int?
    var isInput = false

    init(flow: Flow, device: NetworkDevice, table: UInt32) {
      (self.flow, self.device, self.table) = (flow, device, table)
    }

    /// What the route says beside its way.
    mutating func take(_ route: Route?) {
      guard let route else { return }
      (metrics, realms) = (route.metrics, route.realms)
    }
  }

  private func print(_ answer: Answer) {
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    out.beginObject()
    let kind = answer.kind ?? (context.options.hasDetails ? "unicast" : nil)
    if let kind { out.string("type", kind, kind + " ") }
    out.string("dst", "\(answer.flow.destination)", "\(answer.flow.destination) ")
    if let source = answer.flow.source { out.string("from", "\(source)", "from \(source) ") }
    if let gateway = answer.gateway { out.string("gateway", "\(gateway)", "via \(gateway) ") }
    out.string("dev", answer.device.name, "dev \(answer.device.name) ")
    // Until somebody touches the rules, `local` is part of `main` (fib_unmerge).
    let isMerged = answer.table == RoutingTable.local && !context.namespace.routing.hasCustomRules
    let isUsual = answer.table == RoutingTable.main || isMerged || answer.table == 0
    if !isUsual || context.options.hasDetails && answer.kind == nil {
      let name = out.tableNames.name(of: answer.table)
      out.string("table", name, "table \(name) ")
    }
    if let source = answer.source { out.string("prefsrc", "\(source)", "src \(source) ") }
    out.beginArray("flags")
    out.endArray()
    if mark >= 16 {
      let hexadecimal = "0x" + String(mark, radix: 16)
      out.string("mark", hexadecimal, "mark \(hexadecimal) ")
    } else if mark > 0 {
      out.number("mark", Int(mark), "mark \(mark) ")
    }
    RoutePrinter.print(answer.realms, out)
    if let user = answer.user { out.number("uid", user, "uid \(user) ") }
    printCache(answer, out)
    out.words("\n")
    out.endObject()
    out.endArray()
    out.finish()
  }

  private func printCache(_ answer: Answer, _ out: IPPrinter) {
    out.newline()
    out.words("    cache ")
    out.beginArray("cache")
    if !answer.flags.isEmpty {
      out.words("<")
      for (place, flag) in answer.flags.enumerated() { out.element(flag, (place == 0 ? "" : ",") + flag) }
      out.words("> ")
    }
    out.endArray()
    if let expires = answer.expires { out.number("expires", expires, "expires \(expires)sec ") }
    if !answer.metrics.isEmpty { RoutePrinter.print(answer.metrics, out) }
    if answer.isInput, let input { out.string("iif", input.name, "iif \(input.name) ") }
  }
}
