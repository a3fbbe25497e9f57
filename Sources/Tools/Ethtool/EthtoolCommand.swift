import Linux

/// `ethtool` (ethtool(8)): the driver's name and, for veth pairs, the other end's index.
enum EthtoolCommand {
  static func run(_ process: Process) throws(CommandStop) -> Int {
    let words = process.arguments
    guard words.count == 2, ["-i", "-S", "--driver", "--statistics"].contains(words[0]) else {
      throw .unsimulated("ethtool \(words.joined(separator: " "))")
    }
    let isDriver = words[0] == "-i" || words[0] == "--driver"
    guard let device = process.namespace.device(named: words[1]) else {
      throw CommandStop(
        status: isDriver ? 71 : 94,
        message: isDriver
          ? "Cannot get driver information: No such device\n"
          : "Cannot get stats strings information: No such device\n")
    }
    if isDriver { return try printDriver(of: device, process) }
    guard device.kind == .veth, let peer = device.peer else {
      throw .unsimulated("ethtool -S \(device.name)")
    }
    process.write("NIC statistics:\n     peer_ifindex: \(peer.index)\n")
    return 0
  }

  private static func printDriver(of device: NetworkDevice, _ process: Process) throws(CommandStop) -> Int {
    let driver: (name: String, version: String)
    switch device.kind {
    case .veth: driver = ("veth", "1.0")
    case .bridge: driver = ("bridge", "2.3")
    case .loopback, .ethernet, .dummy, .vlan, .macvlan, .ipvlan:
      throw .unsimulated("ethtool -i \(device.name)")
    }
    process.write(
      """
      driver: \(driver.name)
      version: \(driver.version)
      firmware-version: \(device.kind == .bridge ? "N/A" : "")
      expansion-rom-version: 
      bus-info: \(device.kind == .bridge ? "N/A" : "")
      supports-statistics: \(device.kind == .veth ? "yes" : "no")
      supports-test: no
      supports-eeprom-access: no
      supports-register-dump: no
      supports-priv-flags: no

      """)
    return 0
  }
}
