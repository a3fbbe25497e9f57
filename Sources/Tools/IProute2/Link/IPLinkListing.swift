import Linux
import Packets
import Simulation

/// `ip address show`, `ip link show` and `ip address flush` (ip/ipaddress.c, ipaddr_list_flush_or_save).
struct IPLinkListing {
  private var context: IPContext
  private let isLink: Bool
  private var device: NetworkDevice?
  private var master: NetworkDevice?
  private var hasNoMaster = false
  private var isUp = false
  private var kind: String?
  private var group: Int?
  private var scope: RouteScope?
  private var label: String?
  private var target: IPv4Prefix?
  private var isSecondary: Bool?
  private var isDynamic: Bool?
  private var isDeprecated: Bool?
  private var hasNoAddresses = false

  init(_ context: IPContext, isLink: Bool) {
    self.context = context
    self.isLink = isLink
  }

  // MARK: - Filters

  private mutating func read(_ words: WordReader, flushes: Bool) throws(CommandStop) {
    var words = words
    var name: String?
    while let word = words.take() {
      switch word {
      case "to": target = try IPValue.prefix(words.next())
      case "scope":
        let value = try words.next()
        if value != "all" {
          guard let found = IPValue.scope(value) else { throw IPValue.invalid(value, "invalid \"scope\"\n") }
          scope = found
        }
      case "up": isUp = true
      case "dynamic": isDynamic = true
      case "permanent": isDynamic = false
      case "secondary", "temporary": isSecondary = true
      case "primary": isSecondary = false
      case "label": label = try words.next()
      case "master":
        let value = try words.next()
        guard let found = context.namespace.device(named: value) else {
          throw IPValue.invalid(value, "Device does not exist\n")
        }
        master = found
      case "nomaster": hasNoMaster = true
      case "vrf": throw IPValue.invalid(try words.next(), "Not a valid VRF name\n")
      case "type": kind = try words.next()
      case "group":
        let value = try words.next()
        let found = try LinkRequest.group(value)
        group = found
      case "deprecated": isDeprecated = true
      case "-deprecated": isDeprecated = false
      // Duplicate address detection is IPv6's.
      case "tentative", "dadfailed": hasNoAddresses = true
      case "-tentative", "-dadfailed": break
      default:
        let value = word == "dev" ? try words.next() : word
        if value.abbreviates("help") {
          throw CommandStop(status: 255, message: isLink ? IPUsage.link : IPUsage.address)
        }
        if name != nil { throw IPValue.garbage(value, after: "dev") }
        name = value
      }
    }
    // Such a filter is one of IPv4 addresses.
    if target != nil || label != nil { context.options.family = .ipv4 }
    guard let name else { return }
    guard let found = context.namespace.device(named: name) else {
      throw CommandStop(status: 1, message: "Device \"\(name)\" does not exist.\n")
    }
    device = found
  }

  private func fits(_ address: InterfaceAddress) -> Bool {
    if context.options.family == .ipv6 { return false }
    if let scope, address.scope != scope { return false }
    if let isSecondary, address.isSecondary != isSecondary { return false }
    if hasNoAddresses { return false }
    if let isDynamic, (address.expires != nil) != isDynamic { return false }
    if let isDeprecated, address.isDeprecated(at: context.namespace.clock.now) != isDeprecated {
      return false
    }
    if let target, !target.contains(address.address) || target.length > 32 { return false }
    if let label, !GlobWord.matches(label, address.label) { return false }
    return true
  }

  private func fits(_ candidate: NetworkDevice) -> Bool {
    if let device, candidate !== device { return false }
    if isUp, !candidate.isAdministrativelyUp { return false }
    if let master, candidate.port?.bridge.device !== master { return false }
    if hasNoMaster, candidate.port != nil { return false }
    if let group, candidate.group != group { return false }
    if let kind {
      if kind.hasSuffix("_slave") { return candidate.port != nil && kind == "bridge_slave" }
      return candidate.linkKind == kind
    }
    return true
  }

  /// Whether an interface stays in the list of `ip address` (ipaddr_filter).
  private func isListed(_ candidate: NetworkDevice) -> Bool {
    if isLink || context.options.family == .link { return true }
    if candidate.addresses.contains(where: fits) { return true }
    return candidate.addresses.isEmpty && context.options.family == .any
  }

  // MARK: - Showing

  func show(_ words: WordReader) throws(CommandStop) -> Int {
    var listing = self
    try listing.read(words, flushes: false)
    listing.print()
    return 0
  }

  private func print() {
    let out = IPPrinter(process: context.process, options: context.options)
    let printer = LinkPrinter(context: context, out: out, isLink: isLink || context.options.family == .link)
    let withAddresses = !isLink && context.options.family != .link
    // On one line, `ip address` shows addresses only.
    let withLinks = context.options.isBrief || isLink || !context.options.isOneLine
    var shown: [NetworkDevice] = []
    out.beginArray()
    // The kernel itself leaves out what does not fit a filter by interface, master or type.
    for candidate in context.namespace.devices where isListed(candidate) {
      let isKept = fits(candidate)
      if !isKept, device != nil || kind != nil || master != nil { continue }
      out.beginObject()
      if isKept {
        shown.append(candidate)
        if context.options.isBrief {
          printer.printBrief(candidate)
        } else if withLinks, label == nil {
          printer.printFull(candidate)
        }
        if withAddresses { printAddresses(of: candidate, printer, withLinks: withLinks) }
      }
      out.endObject()
    }
    out.endArray()
    out.finish()
    listRows(shown, withAddresses: withAddresses)
  }

  private func printAddresses(of candidate: NetworkDevice, _ printer: LinkPrinter, withLinks: Bool) {
    let out = printer.out
    let addresses = AddressPrinter(out: out)
    out.beginArray("addr_info")
    for address in candidate.addresses where fits(address) {
      out.beginObject()
      if context.options.isBrief {
        addresses.printBrief(address)
      } else {
        addresses.printFull(address, on: candidate, showsDevice: !withLinks)
      }
      out.endObject()
    }
    out.endArray()
    if context.options.isBrief {
      out.words("\n")
    } else if withLinks, label == nil, context.options.statistics > 0 {
      LinkStatistics(out: out, options: context.options).print(candidate)
      out.words("\n")
    }
  }

  private func listRows(_ devices: [NetworkDevice], withAddresses: Bool) {
    var rows: [Listing.Row] = []
    for device in devices {
      let start = ["\(device.index)", device.name, device.operationalState.name]
      guard withAddresses else {
        let master = device.port?.bridge.device.name ?? ""
        rows.append(
          Listing.Row(start + ["\(device.hardware)", "\(device.mtu)", master], origin: device.origin))
        continue
      }
      if device.addresses.isEmpty { rows.append(Listing.Row(start + ["", ""], origin: device.origin)) }
      for address in device.addresses where fits(address) {
        rows.append(
          Listing.Row(start + ["\(address.local)", address.scope.name], origin: address.origin))
      }
    }
    context.process.list(
      withAddresses
        ? Listing(
          kind: "addresses", columns: ["index", "interface", "state", "address", "scope"], rows: rows)
        : Listing(
          kind: "links", columns: ["index", "interface", "state", "hardware address", "MTU", "master"],
          rows: rows))
  }

  // MARK: - Flushing

  func flush(_ words: WordReader) throws(CommandStop) -> Int {
    guard !words.isAtEnd else { throw CommandStop(status: 1, message: "Flush requires arguments.\n") }
    var listing = self
    try listing.read(words, flushes: true)
    return listing.flush()
  }

  private func flush() -> Int {
    var doomed: [(NetworkDevice, InterfaceAddress)] = []
    for candidate in context.namespace.devices where fits(candidate) {
      for address in candidate.addresses where fits(address) { doomed.append((candidate, address)) }
    }
    let process = context.process
    guard !doomed.isEmpty else {
      if context.options.statistics > 0 { process.write("Nothing to flush.\n") }
      return 0
    }
    for (candidate, address) in doomed {
      if context.options.statistics > 1 {
        let out = IPPrinter(process: process, options: IPOptions())
        AddressPrinter(out: out).printFull(address, on: candidate, showsDevice: true)
        out.finish()
      }
      guard candidate.addresses.contains(address) else { continue }
      context.namespace.remove(address, from: candidate)
    }
    if context.options.statistics > 0 {
      process.write("\n*** Round 1, deleting \(doomed.count) addresses ***\n")
      process.write("*** Flush is complete after 1 round ***\n")
    }
    return 0
  }
}

/// Shell patterns for labels: `*` and `?` (fnmatch(3)).
enum GlobWord {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    matches(Array(pattern.utf8)[...], Array(text.utf8)[...])
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == UInt8(ascii: "*") {
      return matches(pattern.dropFirst(), text) || !text.isEmpty && matches(pattern, text.dropFirst())
    }
    guard let byte = text.first, first == UInt8(ascii: "?") || first == byte else { return false }
    return matches(pattern.dropFirst(), text.dropFirst())
  }
}
