import Linux
import Packets

/// `ifconfig IFACE …`: each word is a call to the kernel, in the order given (net/ipv4/devinet.c, devinet_ioctl).
struct IfconfigChange {
  private let process: Process
  private let name: String
  private var status = 0

  init(_ process: Process, _ name: String) {
    self.process = process
    self.name = name
  }

  private var namespace: NetworkNamespace { process.namespace }
  private var device: NetworkDevice? { namespace.device(named: IfconfigCommand.baseName(name)) }
  private var current: InterfaceAddress? { device?.addresses.first { $0.label == name } }

  mutating func run(_ arguments: [String]) throws(CommandStop) -> Int {
    var words = arguments[...]
    if words.first == "inet" { words.removeFirst() }
    while let word = words.popFirst() {
      switch word {
      case "up": setUp()
      case "down": setDown()
      case "mtu": setMTU(try argument(&words))
      case "arp", "-arp": withDevice { $0.isARPEnabled = word == "arp" }
      case "promisc", "-promisc": withDevice { $0.isPromiscuous = word == "promisc" }
      case "allmulti", "-allmulti": withDevice { $0.takesAllMulticast = word == "allmulti" }
      case "multicast", "-multicast": withDevice { $0.hasMulticast = word == "multicast" }
      case "dynamic", "-dynamic": withDevice { $0.isDynamic = word == "dynamic" }
      case "trailers", "-trailers": withDevice { $0.avoidsTrailers = word == "-trailers" }
      case "txqueuelen": try setQueueLength(argument(&words))
      case "hw": try setHardware(&words)
      case "netmask":
        let value = try argument(&words)
        guard let found = NetTools.host(value, process) else { throw unknown(value, hint: false) }
        setMask(found)
      case "broadcast":
        // Alone it only switches a flag on.
        guard !words.isEmpty else { break }
        let value = try argument(&words)
        guard let found = NetTools.host(value, process) else { throw unknown(value, hint: false) }
        changeCurrent { $0.broadcast = found }
      case "add": try add(argument(&words))
      case "del": try remove(argument(&words))
      case "-broadcast", "pointopoint", "-pointopoint", "dstaddr", "tunnel", "media", "inet6", "name",
        "keepalive", "outfill", "irq", "io_addr", "mem_start":
        throw .unsimulated("ifconfig … \(word)")
      default: try setAddress(word)
      }
    }
    return status
  }

  private func argument(_ words: inout ArraySlice<String>) throws(CommandStop) -> String {
    guard let word = words.popFirst() else { throw CommandStop(status: 3, message: NetToolsUsage.ifconfig) }
    return word
  }

  private func unknown(_ word: String, hint: Bool) -> CommandStop {
    CommandStop(status: 1, message: NetTools.unknownHost(word) + (hint ? IfconfigCommand.hint : ""))
  }

  private mutating func fail(_ message: String, status: Int) {
    process.writeError(message + "\n")
    self.status = status
  }

  /// A call that needs the interface's flags first.
  private mutating func withDevice(_ action: (NetworkDevice) -> Void) {
    guard let device else {
      return fail("\(name): ERROR while getting interface flags: No such device", status: 255)
    }
    action(device)
  }

  private mutating func setUp() {
    let namespace = namespace
    withDevice { namespace.bringUp($0) }
  }

  /// An alias that goes down loses its address.
  private mutating func setDown() {
    let namespace = namespace
    let alias = name.contains(":") ? current : nil
    let isAlias = name.contains(":")
    withDevice { device in
      if let alias { namespace.remove(alias, from: device) } else if !isAlias { namespace.bringDown(device) }
    }
  }

  private mutating func setMTU(_ word: String) {
    guard let device else { return fail("SIOCSIFMTU: No such device", status: 1) }
    do throws(KernelError) { try device.setMTU(Int(word) ?? 0) } catch {
      fail("SIOCSIFMTU: \(error.text)", status: 1)
    }
  }

  private mutating func setQueueLength(_ word: String) throws(CommandStop) {
    guard let length = Int(word) else { throw .unsimulated("the usage text of ifconfig") }
    withDevice { $0.transmitQueueLength = length }
  }

  private mutating func setHardware(_ words: inout ArraySlice<String>) throws(CommandStop) {
    guard try argument(&words) == "ether" else { throw .unsimulated("ifconfig … hw") }
    let word = try argument(&words)
    guard let address = MACAddress(word), word.contains(":") else {
      throw CommandStop(status: 1, message: "\(word): invalid ether address.\n")
    }
    guard let device else { return fail("SIOCSIFHWADDR: No such device", status: 1) }
    do throws(KernelError) { try device.setHardware(address) } catch {
      fail("SIOCSIFHWADDR: \(error.text)", status: 1)
    }
  }

  // MARK: - Addresses

  private mutating func setAddress(_ word: String) throws(CommandStop) {
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let length = parts.count == 2 ? Int(parts[1]) : nil
    let host = parts[0] == "default" ? .any : NetTools.host(parts[0], process)
    guard let address = host, parts.count == 1 || length.map({ (0...32).contains($0) }) ?? false else {
      throw unknown(word, hint: true)
    }
    guard let device else {
      process.writeError("SIOCSIFADDR: No such device\n")
      return fail("\(name): ERROR while getting interface flags: No such device", status: 255)
    }
    if let current { namespace.remove(current, from: device) }
    guard !address.isAny else { return }
    // Its mask for 32 is a shift by nothing, which leaves none (ifconfig.c, on x86).
    let width = length == 32 ? 0 : length ?? NetTools.classLength(address)
    insert(IPv4Prefix(address, length: width), broadcast: nil, on: device)
    if !device.isAdministrativelyUp { namespace.bringUp(device) }
  }

  private func insert(_ local: IPv4Prefix, broadcast: IPv4Address?, on device: NetworkDevice) {
    let isBroadcasting = !device.isLoopback && local.length < 31
    let address = InterfaceAddress(
      local, broadcast: isBroadcasting ? broadcast ?? local.broadcast : nil,
      scope: local.address.isLoopback ? .host : .universe, label: name)
    do throws(KernelError) { try namespace.add(address, to: device) } catch {
      process.writeError("SIOCSIFADDR: \(error.text)\n")
    }
  }

  /// A new mask gives a new broadcast address where the old one was the network's highest.
  private mutating func setMask(_ mask: IPv4Address) {
    guard let length = IPValue.maskLength(mask) else {
      return fail("SIOCSIFNETMASK: Invalid argument", status: 1)
    }
    guard let device else { return fail("SIOCSIFNETMASK: No such device", status: 1) }
    guard let current else { return fail("SIOCSIFNETMASK: Cannot assign requested address", status: 1) }
    guard current.local.length != length else { return }
    namespace.remove(current, from: device)
    let keeps = current.broadcast != current.local.broadcast ? current.broadcast : nil
    insert(IPv4Prefix(current.address, length: length), broadcast: keeps, on: device)
  }

  private mutating func changeCurrent(_ change: (inout InterfaceAddress) -> Void) {
    guard let device else { return fail("SIOCSIFBRDADDR: No such device", status: 1) }
    guard var address = current else {
      return fail("SIOCSIFBRDADDR: Cannot assign requested address", status: 1)
    }
    namespace.remove(address, from: device)
    change(&address)
    insert(address.local, broadcast: address.broadcast, on: device)
  }

  /// `add` takes the next free alias.
  private mutating func add(_ word: String) throws(CommandStop) {
    guard let device else { return fail("SIOCSIFADDR: No such device", status: 1) }
    let labels = device.addresses.map { $0.label }
    var number = 0
    while labels.contains("\(device.name):\(number)") { number += 1 }
    var alias = IfconfigChange(process, "\(device.name):\(number)")
    try alias.setAddress(word)
  }

  private mutating func remove(_ word: String) throws(CommandStop) {
    guard let address = NetTools.host(word, process) else { throw unknown(word, hint: true) }
    guard let device, let found = device.addresses.first(where: { $0.address == address }) else {
      return fail("SIOCSIFFLAGS: Cannot assign requested address", status: 1)
    }
    namespace.remove(found, from: device)
  }
}
