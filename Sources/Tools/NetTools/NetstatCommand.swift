import Linux
import Packets

/// `netstat` (netstat(8)): routes and interfaces are shown here, sockets elsewhere.
enum NetstatCommand {
  static let program = NetTools.program(
    "netstat", naming: { RouteTable.hosts($0) + NetstatSockets.hosts($0) }, run)

  private static func run(_ process: Process, _ names: ReverseNames) throws(CommandStop) -> Int {
    let letters = process.arguments.filter { $0.hasPrefix("-") && !$0.hasPrefix("--") }
      .flatMap { Array($0.dropFirst()) }
    let asksRoutes = letters.contains("r") || process.arguments.contains("--route")
    let asksInterfaces = letters.contains("i") || process.arguments.contains("--interfaces")
    if process.arguments.contains("--help") || process.arguments.contains("-h") {
      process.write(NetToolsUsage.netstat)
      return 0
    }
    if asksRoutes {
      let isNumeric = letters.contains("n") || process.arguments.contains("--numeric")
      let extent = letters.filter { $0 == "e" }.count + process.arguments.filter { $0 == "--extend" }.count
      RouteTable(process, isNumeric: isNumeric, names: names).print(
        extent == 0 ? .window : extent == 1 ? .metric : .both)
      return 0
    }
    if letters.contains("s") || process.arguments.contains("--statistics") {
      var statistics = NetstatStatistics(process, letters: letters)
      statistics.print()
      return 0
    }
    if letters.contains("g") || process.arguments.contains("--groups") {
      printGroups(process)
      return 0
    }
    if asksInterfaces {
      let printer = InterfacePrinter(process)
      let isLong = letters.contains("e")
      process.write("Kernel Interface table\n")
      if !isLong {
        process.write(
          "Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n")
      }
      printer.printAll(
        includingDown: letters.contains("a"), isShort: !isLong, hasTitle: false)
      return 0
    }
    return try NetstatSockets.run(process, names)
  }

  /// `netstat -g`: all of IPv4's, then all of IPv6's.
  private static func printGroups(_ process: Process) {
    var text = "IPv6/IPv4 Group Memberships\nInterface       RefCnt Group\n"
    text += "--------------- ------ ---------------------\n"
    let devices = process.namespace.devices
    let lines =
      devices.flatMap { device in device.groups4.map { (device.name, "\($0)") } }
      + devices.flatMap { device in device.groups6.map { (device.name, $0) } }
    for (name, group) in lines { text += name.padded(to: 15) + " 1      " + group + "\n" }
    process.write(text)
  }
}
