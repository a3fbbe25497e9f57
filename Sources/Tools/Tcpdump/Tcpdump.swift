import Linux
import Packets

/// tcpdump 4.99.3 with libpcap 1.10.3.
package enum Tcpdump {
  static let programs: [Program] = [Program("tcpdump", running: main)]

  private static func main(_ process: Process) throws(Unsimulated) {
    do throws(TcpdumpOptions.Failure) {
      let options = try TcpdumpOptions(process.arguments)
      if options.listsInterfaces {
        process.write(interfaces(of: process.namespace))
        return process.exit(0)
      }
      try run(options, process)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .problem(let text, let status):
        process.writeError(text)
        process.exit(status)
      }
    }
  }

  private static func run(_ options: TcpdumpOptions, _ process: Process) throws(TcpdumpOptions.Failure) {
    if let path = options.input { return try read(path, options, process) }
    let source = try source(options, process.namespace)
    let filter = try filter(options, source.device, process)
    let session = try CaptureSession(options, filter: filter, source.device, process)
    session.begin()
  }

  /// Nothing in place of a device means all of them.
  private static func source(
    _ options: TcpdumpOptions, _ namespace: NetworkNamespace
  ) throws(TcpdumpOptions.Failure) -> (device: NetworkDevice?, Void) {
    guard let name = options.interface ?? list(namespace).first?.name else {
      throw .problem("tcpdump: no suitable device found\n", status: 1)
    }
    if name == "any" { return (nil, ()) }
    var device = namespace.device(named: name)
    if device == nil, let number = Int(name), number > 0 {
      let names = list(namespace)
      guard number <= names.count else {
        throw .problem("tcpdump: Invalid adapter index\n", status: 1)
      }
      if names[number - 1].name == "any" { return (nil, ()) }
      device = namespace.device(named: names[number - 1].name)
    }
    guard let device else {
      throw .problem("tcpdump: \(name): No such device exists\n(No such device exists)\n", status: 1)
    }
    guard device.isAdministrativelyUp else {
      throw .problem("tcpdump: \(name): That device is not up\n", status: 1)
    }
    return (device, ())
  }

  static func filter(
    _ options: TcpdumpOptions, _ device: NetworkDevice?, _ process: Process
  ) throws(TcpdumpOptions.Failure) -> PacketFilter? {
    var text = options.filter
    if let path = options.filterFile {
      let absolute = FileSystem.resolve(path, in: process.workingDirectory)
      guard let content = process.node.files.readText(absolute) else {
        throw .problem("tcpdump: can't open \(path): No such file or directory\n", status: 1)
      }
      text = content
    }
    let hosts = HostsFile(process.node.files.readText("/etc/hosts") ?? "")
    let broadcast = device?.addresses.first.flatMap { $0.local.length < 31 ? $0.local : nil }
    do throws(FilterProblem) {
      return try FilterParser.parse(text, hosts: hosts, network: broadcast)
    } catch {
      switch error {
      case .wrong(let text): throw .problem("tcpdump: \(text)\n", status: 1)
      case .unsimulated(let missing): throw .unsimulated(missing)
      }
    }
  }

  // MARK: - Files

  private static func read(
    _ path: String, _ options: TcpdumpOptions, _ process: Process
  ) throws(TcpdumpOptions.Failure) {
    guard path != "-" else { throw .unsimulated(Unsimulated("tcpdump -r - (standard input)")) }
    let bytes: [UInt8]
    do throws(OpenFailure) {
      bytes = try process.node.files.open(FileSystem.resolve(path, in: process.workingDirectory))
    } catch {
      throw .problem("tcpdump: \(path): \(error.text)\n", status: 1)
    }
    guard let file = Pcap.decode(bytes) else {
      throw .problem(
        bytes.count < 4
          ? "tcpdump: truncated dump file; tried to read 4 file header bytes, only got \(bytes.count)\n"
          : "tcpdump: unknown file format\n", status: 1)
    }
    guard let linkType = LinkType(rawValue: file.linkType) else {
      throw .unsimulated(Unsimulated("tcpdump -r for the link type \(file.linkType)"))
    }
    let name = CaptureSession.describe(linkType)
    process.writeError(
      "reading from file \(path), link-type \(name), snapshot length \(file.snapshotLength)\n")
    let session = try CaptureSession(options, filter: filter(options, nil, process), nil, process)
    session.replay(file.packets, linkType)
  }

  // MARK: - Interfaces

  /// As `tcpdump -D` numbers them: those that work first, `lo` and the kernel's own sources last.
  private static func list(_ namespace: NetworkNamespace) -> [(name: String, text: String)] {
    func flags(_ device: NetworkDevice) -> String {
      guard device.isAdministrativelyUp else { return device.isLoopback ? "Loopback" : "Disconnected" }
      if device.isLoopback { return "Up, Running, Loopback" }
      return device.hasCarrier ? "Up, Running, Connected" : "Up, Disconnected"
    }
    let devices = namespace.devices.filter { !$0.isLoopback }
    func entries(_ devices: [NetworkDevice]) -> [(name: String, text: String)] {
      devices.map { ($0.name, "\($0.name) [\(flags($0))]") }
    }
    var result = entries(devices.filter { $0.isRunning })
    result.append(("any", "any (Pseudo-device that captures on all interfaces) [Up, Running]"))
    if namespace.loopback.isAdministrativelyUp { result += entries([namespace.loopback]) }
    result += entries(devices.filter { $0.isAdministrativelyUp && !$0.hasCarrier })
    result += entries(devices.filter { !$0.isAdministrativelyUp })
    if !namespace.loopback.isAdministrativelyUp { result += entries([namespace.loopback]) }
    return result
  }

  private static func interfaces(of namespace: NetworkNamespace) -> String {
    let kernel = [
      "bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]",
      "nflog (Linux netfilter log (NFLOG) interface) [none]",
      "nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]",
      "dbus-system (D-Bus system bus) [none]", "dbus-session (D-Bus session bus) [none]",
    ]
    let all = list(namespace).map { $0.text } + kernel
    return all.enumerated().map { "\($0.offset + 1).\($0.element)\n" }.joined()
  }
}
