/// `netstat` (netstat(8)): routes and interfaces are shown here, sockets elsewhere.
enum NetstatCommand {
  static let program = NetTools.program(
    "netstat", naming: { RouteTable.hosts($0) + NetstatSockets.hosts($0) }, run)

  private static func run(_ process: Process, _ names: ReverseNames) throws(CommandStop) -> Int {
    let letters = process.arguments.filter { $0.hasPrefix("-") && !$0.hasPrefix("--") }
      .flatMap { Array($0.dropFirst()) }
    let asksRoutes = letters.contains("r") || process.arguments.contains("--route")
    let asksInterfaces = letters.contains("i") || process.arguments.contains("--interfaces")
    if asksRoutes {
      let isNumeric = letters.contains("n") || process.arguments.contains("--numeric")
      RouteTable(process, isNumeric: isNumeric, names: names).print(.window)
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
}
