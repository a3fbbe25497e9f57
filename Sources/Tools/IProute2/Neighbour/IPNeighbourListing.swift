import Linux
import Packets
import Simulation

/// `ip neighbour show`, `get` and `flush` (ip/ipneigh.c).
struct IPNeighbourListing {
  private let context: IPContext
  private var device: NetworkDevice?
  private var target: IPv4Prefix?
  private var states: [Neighbour.State]?
  private var isAllStates = false
  private var isProxy = false

  init(_ context: IPContext) { self.context = context }

  private mutating func read(_ words: WordReader) throws(CommandStop) {
    var words = words
    while let word = words.take() {
      switch word {
      case "dev": device = try context.device(words.next())
      case "unused": throw .unsimulated("ip neigh show unused")
      case "nud":
        let value = try words.next()
        if value == "all" {
          isAllStates = true
        } else if let found = IPNeighbour.state(value) {
          states = (states ?? []) + [found]
        } else {
          throw IPValue.invalid(value, "nud state is bad")
        }
      case "proxy": isProxy = true
      case "master", "vrf", "router", "nomaster", "extern_learn", "protocol":
        throw .unsimulated("ip neigh show \(word)")
      case "help": throw .unsimulated("ip neighbour help")
      default:
        target = try IPValue.prefix(word == "to" ? words.next() : word)
      }
    }
  }

  private func fits(_ address: IPv4Address, _ candidate: NetworkDevice) -> Bool {
    (device == nil || device === candidate) && (target == nil || target!.contains(address))
  }

  private func entries(hiding hidden: [Neighbour.State]) -> [Neighbour] {
    guard context.options.family != .ipv6 else { return [] }
    let table = context.namespace.neighbours!
    return table.all.filter { neighbour in
      guard fits(neighbour.address, neighbour.device) else { return false }
      let state = table.state(of: neighbour)
      if isAllStates { return true }
      return states?.contains(state) ?? !hidden.contains(state)
    }
  }

  func show(_ words: WordReader) throws(CommandStop) -> Int {
    var listing = self
    try listing.read(words)
    listing.print()
    return 0
  }

  private func print() {
    let out = IPPrinter(process: context.process, options: context.options)
    let table = context.namespace.neighbours!
    var rows: [Listing.Row] = []
    out.beginArray()
    if isProxy {
      for proxy in table.proxies where fits(proxy.address, proxy.device) {
        out.beginObject()
        printStart(proxy.address, proxy.device, out)
        out.null("proxy", "proxy ")
        out.words("\n")
        out.endObject()
      }
    } else {
      for neighbour in entries(hiding: [.noARP]) {
        out.beginObject()
        print(neighbour, out)
        out.endObject()
        rows.append(
          Listing.Row(
            [
              "\(neighbour.address)", neighbour.device.name, neighbour.hardware.map { "\($0)" } ?? "",
              table.state(of: neighbour).name,
            ], origin: neighbour.origin))
      }
    }
    out.endArray()
    out.finish()
    context.process.list(
      Listing(
        kind: "neighbours", columns: ["address", "interface", "hardware address", "state"], rows: rows))
  }

  private func printStart(_ address: IPv4Address, _ owner: NetworkDevice, _ out: IPPrinter) {
    out.string("dst", "\(address)", "\(address) ")
    if device == nil { out.string("dev", owner.name, "dev \(owner.name) ") }
  }

  /// With `-br`: address, interface and hardware address (ip/ipneigh.c, print_neigh_brief).
  private func printBrief(_ neighbour: Neighbour, _ out: IPPrinter) {
    let address = "\(neighbour.address)"
    out.string("dst", address, address.padded(to: 39) + " ")
    out.string("dev", neighbour.device.name, neighbour.device.name.padded(to: 16) + " ")
    if let hardware = neighbour.hardware, neighbour.isValid {
      out.string("lladdr", "\(hardware)", "\(hardware) ")
    }
    out.words("\n")
  }

  private func print(_ neighbour: Neighbour, _ out: IPPrinter) {
    if context.options.isBrief { return printBrief(neighbour, out) }
    let table = context.namespace.neighbours!
    let state = table.state(of: neighbour)
    printStart(neighbour.address, neighbour.device, out)
    if let hardware = neighbour.hardware, state != .incomplete, state != .failed {
      out.string("lladdr", "\(hardware)", "lladdr \(hardware) ")
    }
    if context.options.statistics > 0 {
      let ages = table.ages(of: neighbour)
      // One that has failed is held by nobody.
      if state == .failed { out.words(" ") } else { out.number("refcnt", 1, " ref 1 ") }
      out.number("used", ages.used, "used \(ages.used)")
      out.number("confirmed", ages.confirmed, "/\(ages.confirmed)")
      out.number("updated", ages.updated, "/\(ages.updated)")
      out.number("probes", neighbour.probes, "probes \(neighbour.probes) ")
    }
    out.beginArray("state")
    out.element(state.name, state.name + " ")
    out.endArray()
    out.words("\n")
  }

  func get(_ words: WordReader) throws(CommandStop) -> Int {
    var listing = self
    try listing.read(words)
    guard let device = listing.device, let target = listing.target else {
      throw CommandStop(status: 255, message: "Device and address are required arguments.\n")
    }
    guard let neighbour = context.namespace.neighbours.entry(target.address, on: device) else {
      throw IPContext.refused(KernelError.noSuchFile.explained("Neighbour entry not found"))
    }
    let out = IPPrinter(process: context.process, options: context.options)
    out.beginArray()
    out.beginObject()
    listing.device = nil
    listing.print(neighbour, out)
    out.endObject()
    out.endArray()
    out.finish()
    return 0
  }

  func flush(_ words: WordReader) throws(CommandStop) -> Int {
    guard !words.isAtEnd else { throw CommandStop(status: 1, message: "Flush requires arguments.\n") }
    var listing = self
    try listing.read(words)
    let doomed = listing.entries(hiding: [.permanent, .noARP])
    for neighbour in doomed { context.namespace.neighbours.remove(neighbour) }
    guard context.options.statistics > 0 else { return 0 }
    guard !doomed.isEmpty else {
      context.process.write("Nothing to flush.\n")
      return 0
    }
    context.process.write(
      "\n*** Round 1, deleting \(doomed.count) entries ***\n*** Flush is complete after 1 round ***\n")
    return 0
  }
}
