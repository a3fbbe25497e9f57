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
    case "link": return try failing { () throws(CommandStop) in try BridgeLink(context).run(words) }
    case "fdb": return try failing { () throws(CommandStop) in try BridgeFDB(context).run(words) }
    case "vlan": return try failing { () throws(CommandStop) in try BridgeVLAN(context).run(words) }
    case "mdb": return try showGroups(words)
    case let name?: throw .unsimulated("bridge \(name)")
    case nil:
      throw CommandStop(status: 255, message: "Object \"\(object)\" is unknown, try \"bridge help\".\n")
    }
  }

  /// Whatever goes wrong ends the program with -1.
  private static func failing(_ action: () throws(CommandStop) -> Int) throws(CommandStop) -> Int {
    do throws(CommandStop) {
      return try action()
    } catch {
      var stop = error
      if stop.status == 1 || stop.status == 2 { stop.status = 255 }
      throw stop
    }
  }

  /// No host here joins a group, so that no bridge knows of any.
  private static func showGroups(_ words: WordReader) throws(CommandStop) -> Int {
    guard let word = words.peek, !word.abbreviates("show"), !word.abbreviates("list"), word != "lst" else {
      return 0
    }
    throw .unsimulated("bridge mdb \(word)")
  }

  static func unknown(_ word: String, _ object: String) -> CommandStop {
    CommandStop(status: 255, message: "Command \"\(word)\" is unknown, try \"bridge \(object) help\".\n")
  }
}
