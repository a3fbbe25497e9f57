import Linux
import Packets
import Simulation

/// `arp` (arp(8)).
struct ARPCommand {
  static let program = NetTools.program(
    "arp", naming: { process in process.namespace.neighbours.all.map { $0.address } }
  ) { process, names throws(CommandStop) in
    if process.node.machine.operatingSystem == .windows, process.arguments.first == "-a" {
      return WindowsTables(process).printARP()
    }
    var command = ARPCommand(process, names)
    return try command.run()
  }

  private let process: Process
  private let names: ReverseNames
  private var isBSD = false
  private var isVerbose = false
  private var deviceName: String?
  private var action: Action = .show

  private enum Action { case show, set, delete }

  private init(_ process: Process, _ names: ReverseNames) {
    self.process = process
    self.names = names
  }

  private var table: NeighbourTable { process.namespace.neighbours }

  private mutating func run() throws(CommandStop) -> Int {
    var words = process.arguments[...]
    while let word = words.first, word.hasPrefix("-"), word.count > 1 {
      words.removeFirst()
      switch word {
      case "--help":
        process.write(NetToolsUsage.arp)
        return 0
      case "--set": action = .set
      case "--delete": action = .delete
      case "--numeric", "--verbose": break
      case "--device": deviceName = words.popFirst()
      default:
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
          switch letter {
          case "n", "e": break
          case "v": isVerbose = true
          case "a": isBSD = true
          case "s": action = .set
          case "d": action = .delete
          case "i":
            deviceName = letters.isEmpty ? words.popFirst() : String(letters)
            letters = ""
          case "h", "?":
            process.write(NetToolsUsage.arp)
            return 0
          case "D", "f", "H", "t", "p", "A", "V": throw .unsimulated("arp -\(letter)")
          default:
            throw CommandStop(status: 3, message: "arp: invalid option -- '\(letter)'\n" + NetToolsUsage.arp)
          }
        }
      }
    }
    switch action {
    case .show: return try show(words.first)
    case .set: return try set(Array(words))
    case .delete: return try delete(Array(words))
    }
  }

  // MARK: - Showing

  private struct Row {
    var address: IPv4Address
    var hardware: MACAddress?
    var flags: String
    var device: NetworkDevice
    var isProxy = false
    var origin: Origin?
  }

  private var rows: [Row] {
    var rows: [Row] = []
    for neighbour in table.all {
      let state = table.state(of: neighbour)
      if state == .noARP { continue }
      let isKnown = state != .incomplete && state != .failed && neighbour.hardware != nil
      rows.append(
        Row(
          address: neighbour.address, hardware: isKnown ? neighbour.hardware : nil,
          flags: isKnown ? (state == .permanent ? "CM" : "C") : "", device: neighbour.device,
          origin: neighbour.origin))
    }
    for proxy in table.proxies {
      rows.append(
        Row(address: proxy.address, hardware: nil, flags: "MP", device: proxy.device, isProxy: true))
    }
    return rows
  }

  private func show(_ host: String?) throws(CommandStop) -> Int {
    var wanted: IPv4Address?
    if let host {
      guard let address = NetTools.host(host, process) else {
        throw CommandStop(status: 255, message: NetTools.unknownHost(host))
      }
      wanted = address
    }
    let all = rows
    let shown = all.filter { row in
      (wanted == nil || row.address == wanted) && (deviceName == nil || row.device.name == deviceName)
    }
    if shown.isEmpty, let host, let wanted, !isBSD {
      process.write("\(host) (\(wanted)) -- no entry\n")
      return 0
    }
    if shown.isEmpty, deviceName != nil || isBSD && (host != nil) {
      process.write("arp: in \(all.count) entries no match found.\n")
      return 0
    }
    if isBSD { shown.forEach(printBSD) } else if !shown.isEmpty { printTable(shown) }
    if isVerbose {
      process.write("Entries: \(all.count)\tSkipped: \(all.count - shown.count)\tFound: \(shown.count)\n")
    }
    process.list(
      Listing(
        kind: "neighbours", columns: ["address", "interface", "hardware address", "flags"],
        rows: shown.map { row in
          Listing.Row(
            ["\(row.address)", row.device.name, row.hardware.map { "\($0)" } ?? "", row.flags],
            origin: row.origin)
        }))
    return 0
  }

  private func printTable(_ rows: [Row]) {
    var text = "Address                  HWtype  HWaddress           Flags Mask            Iface\n"
    for row in rows {
      text += (names[row.address] ?? "\(row.address)").padded(to: 23) + "  "
      if let hardware = row.hardware {
        text += "ether".padded(to: 8) + "\(hardware)".padded(to: 20)
      } else if row.isProxy {
        text += "*".padded(to: 8) + "<from_interface>".padded(to: 20)
      } else {
        text += String(repeating: " ", count: 8) + "(incomplete)".padded(to: 20)
      }
      text += row.flags.padded(to: 22) + row.device.name + "\n"
    }
    process.write(text)
  }

  private func printBSD(_ row: Row) {
    var text = "\(names[row.address] ?? "?") (\(row.address)) at "
    if row.isProxy {
      text += "<from_interface> "
    } else if let hardware = row.hardware {
      text += "\(hardware) [ether] "
    } else {
      text += "<incomplete> "
    }
    if row.flags.contains("M") { text += "PERM " }
    if row.isProxy { text += "PUB " }
    process.write(text + "on \(row.device.name)\n")
  }

  // MARK: - Changing

  private func address(_ word: String) throws(CommandStop) -> IPv4Address {
    guard let address = NetTools.host(word, process) else {
      throw CommandStop(status: 255, message: NetTools.unknownHost(word))
    }
    return address
  }

  /// The interface by which the address is reached directly.
  private func device(for address: IPv4Address, _ call: String) throws(CommandStop) -> NetworkDevice {
    if let deviceName {
      guard let device = process.namespace.device(named: deviceName) else {
        throw CommandStop(status: 255, message: "\(call): No such device\n")
      }
      return device
    }
    guard case .unicast(let route) = process.namespace.routing.lookup(Flow(destination: address)),
      let device = route.device
    else { throw CommandStop(status: 255, message: "\(call): Network is unreachable\n") }
    guard route.gateway == nil else {
      throw CommandStop(status: 255, message: "\(call): Network is unreachable\n")
    }
    return device
  }

  private func set(_ words: [String]) throws(CommandStop) -> Int {
    guard let host = words.first else {
      throw CommandStop(status: 255, message: "arp: need host name\n")
    }
    let address = try address(host)
    guard words.count > 1 else {
      throw CommandStop(status: 255, message: "arp: need hardware address\n")
    }
    guard let hardware = MACAddress(words[1]), words[1].contains(":") else {
      throw CommandStop(status: 255, message: "arp: invalid hardware address\n")
    }
    let rest = words.dropFirst(2)
    if let other = rest.first(where: { $0 != "temp" }) { throw .unsimulated("arp -s … \(other)") }
    let device = try device(for: address, "SIOCSARP")
    table.set(address, on: device, hardware: hardware, state: rest.contains("temp") ? .stale : .permanent)
    return 0
  }

  private func delete(_ words: [String]) throws(CommandStop) -> Int {
    guard let host = words.first else {
      throw CommandStop(status: 255, message: "arp: need host name\n")
    }
    let address = try address(host)
    let device = try device(for: address, "SIOCDARP(dontpub)")
    guard let present = table.entry(address, on: device) else {
      throw CommandStop(status: 255, message: "No ARP entry for \(host)\n")
    }
    table.remove(present)
    return 0
  }
}
