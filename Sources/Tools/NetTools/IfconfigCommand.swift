import Linux
import Packets

/// `ifconfig` (ifconfig(8)).
enum IfconfigCommand {
  static let program = NetTools.program("ifconfig", run)

  static let hint = "ifconfig: `--help' gives usage information.\n"

  private static func run(_ process: Process) throws(CommandStop) -> Int {
    var words = process.arguments[...]
    var showsAll = false
    var isShort = false
    while let word = words.first, word.hasPrefix("-") {
      words.removeFirst()
      switch word {
      case "-a": showsAll = true
      case "-s": isShort = true
      case "-v": break
      case "-V", "--version":
        process.write("net-tools 2.10\n")
        return 0
      case "-h", "-?", "--help":
        process.write(NetToolsUsage.ifconfig)
        return 0
      default:
        throw CommandStop(
          status: 1, message: "ifconfig: option `\(word)' not recognised.\n" + hint)
      }
    }
    let printer = InterfacePrinter(process)
    guard let name = words.popFirst() else {
      printer.printAll(includingDown: showsAll, isShort: isShort)
      return 0
    }
    guard words.isEmpty else {
      var change = IfconfigChange(process, name)
      return try change.run(Array(words))
    }
    guard let device = process.namespace.device(named: baseName(name)) else {
      throw CommandStop(
        status: 1, message: "\(name): error fetching interface information: Device not found\n")
    }
    let label = name == device.name ? nil : name
    if isShort {
      printer.printShortTitle()
      printer.printShort(device, label: label)
    } else {
      printer.print(device, label: label)
    }
    return 0
  }

  /// `eth0` of `eth0:1`.
  static func baseName(_ name: String) -> String {
    name.split(separator: ":", maxSplits: 1).first.map(String.init) ?? name
  }
}
