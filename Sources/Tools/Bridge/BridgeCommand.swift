import Linux
import Packets
import Simulation

/// `bridge` (bridge(8), iproute2 6.1).
enum BridgeCommand {
  static func run(_ process: Process) throws(CommandStop) -> Int {
    var words = WordReader(process.arguments)
    var context = IPContext(process: process, namespace: process.namespace, options: IPOptions())
    while let word = words.peek, word.hasPrefix("-") {
      words.skip()
      let option = word.hasPrefix("--") ? String(word.dropFirst()) : word
      if option.abbreviates("-stats") || option.abbreviates("-statistics") {
        context.options.statistics += 1
      } else if option.abbreviates("-details") {
        context.options.hasDetails = true
      } else if option.abbreviates("-oneline") {
        context.options.isOneLine = true
      } else if option.abbreviates("-netns") {
        context.namespace = try context.machine.openNamespace(words.next())
      } else if option == "-V" || option == "-Version" {
        process.write("bridge utility, 6.1.0\n")
        return 0
      } else if option.count > 1, option.abbreviates("-json") {
        context.options.isJSON = true
      } else if option.count > 1, option.abbreviates("-pretty") {
        context.options.isPretty = true
      } else if option == "-4" || option == "-6" || option.hasSuffix("=never") || option.abbreviates("-color")
      {
        continue
      } else {
        throw .unsimulated("bridge \(word)")
      }
    }
    guard let object = words.take() else { throw CommandStop(status: 255, message: BridgeUsage.general) }
    let objects = ["link", "fdb", "mdb", "vlan", "vni", "monitor", "help"]
    switch objects.first(where: { object.abbreviates($0) }) {
    case "link": return try BridgeLink(context).run(words)
    case "fdb": return try BridgeFDB(context).run(words)
    case "vlan": return try BridgeVLAN(context).run(words)
    case let name?: throw .unsimulated("bridge \(name)")
    case nil:
      throw CommandStop(status: 255, message: "Object \"\(object)\" is unknown, try \"bridge help\".\n")
    }
  }

  static func unknown(_ word: String, _ object: String) -> CommandStop {
    CommandStop(status: 255, message: "Command \"\(word)\" is unknown, try \"bridge \(object) help\".\n")
  }
}
