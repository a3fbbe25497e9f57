import Linux
import Simulation

/// `ip` (ip(8), iproute2 6.1).
package enum IPCommand {
  package static let program = Program(
    "ip",
    running: { process throws(Unsimulated) in
      let status = try process.carryOut { () throws(CommandStop) in
        try start(process, WordReader(process.arguments))
      }
      if status != stillRunning { process.exit(status) }
    })

  /// Another program runs in this one's place and ends it.
  static let stillRunning = Int.min

  private static func start(_ process: Process, _ words: WordReader) throws(CommandStop) -> Int {
    var words = words
    var options = IPOptions()
    do throws(CommandStop) {
      try options.read(&words)
    } catch {
      guard error.status == -1 else { throw error }
      process.write("ip utility, iproute2-6.1.0, libbpf 1.1.2\n")
      return 0
    }
    var context = IPContext(process: process, namespace: process.namespace, options: options)
    if let name = options.namespaceName {
      context.namespace = try context.machine.openNamespace(name)
    }
    if let file = options.batch { return try IPBatch.run(file, context) }
    guard let object = words.take() else { throw CommandStop(status: 255, message: IPUsage.general) }
    return try run(object, words, context)
  }

  static func run(_ object: String, _ words: WordReader, _ context: IPContext) throws(CommandStop) -> Int {
    guard let name = objects.first(where: { object.abbreviates($0) }) else {
      throw CommandStop(status: 1, message: "Object \"\(object)\" is unknown, try \"ip help\".\n")
    }
    if name == "link", words.rest.count == 2, words.rest[0] == "help",
      let usage = IPUsage.ofLinkType(words.rest[1])
    {
      context.process.write(usage)
      return 0
    }
    if let word = words.peek, word.count > 1, word.abbreviates("help"), let usage = IPUsage.of(name) {
      throw CommandStop(status: 255, message: usage)
    }
    switch name {
    case "address": return try IPAddress.run(words, context)
    case "link": return try IPLink.run(words, context)
    case "route": return try IPRoute.run(words, context)
    case "rule": return try IPRule.run(words, context)
    case "neighbor", "neighbour": return try IPNeighbour.run(words, context)
    case "netns": return try IPNetns.run(words, context)
    case "maddress": return try IPMulticastAddress.run(words, context)
    case _ where IPEmptyObject.names.contains(name): return try IPEmptyObject.run(name, words, context)
    case "help": throw CommandStop(status: 255, message: IPUsage.general)
    default: throw .unsimulated("ip \(name)")
    }
  }

  /// In the order in which iproute2 compares them, so that `ip n` is `ip neighbor`.
  private static let objects = [
    "address", "addrlabel", "maddress", "route", "rule", "neighbor", "neighbour", "ntable", "ntbl", "link",
    "l2tp", "fou", "ila", "macsec", "tunnel", "tunl", "tuntap", "tap", "token", "tcpmetrics", "tcp_metrics",
    "monitor", "xfrm", "mroute", "mrule", "netns", "netconf", "vrf", "sr", "nexthop", "mptcp", "ioam",
    "stats", "amt", "help",
  ]
}

/// What one `ip` command works with.
struct IPContext {
  let process: Process
  /// The namespace that it is about: the process's, or that of `-n`.
  var namespace: NetworkNamespace
  var options: IPOptions

  var machine: Machine { process.node.machine }
  var network: Network { namespace.network }
  var tableNames: TableNames { TableNames(of: process) }

  /// A netlink request that the kernel refuses, in iproute2's words (lib/libnetlink.c).
  static func refused(_ error: KernelError) -> CommandStop {
    if let explanation = error.explanation {
      return CommandStop(status: 2, message: "Error: \(explanation).\n")
    }
    return CommandStop(status: 2, message: "RTNETLINK answers: \(error.text)\n")
  }

  func ask(_ request: () throws(KernelError) -> Void) throws(CommandStop) {
    do throws(KernelError) { try request() } catch { throw Self.refused(error) }
  }

  /// The interface of this name; the status when there is none differs from command to command.
  func device(_ name: String, status: Int = 1) throws(CommandStop) -> NetworkDevice {
    guard let device = namespace.device(named: name) else {
      throw CommandStop(status: status, message: "Cannot find device \"\(name)\"\n")
    }
    return device
  }

  func unknownCommand(_ word: String, _ object: String) -> CommandStop {
    CommandStop(status: 255, message: "Command \"\(word)\" is unknown, try \"ip \(object) help\".\n")
  }
}

extension Machine {
  /// What `ip netns add NAME` has made.
  func namedNamespace(_ name: String) -> NetworkNamespace? {
    forgetEndedNamespaces()
    return namedNamespaces.first { shortName(of: $0) == name }
  }

  /// A made namespace is called HOST/NAME in traces, and NAME in commands.
  func shortName(of namespace: NetworkNamespace) -> String {
    if let attached = attachedNames[ObjectIdentifier(namespace)] { return attached }
    guard let slash = namespace.name.firstIndex(of: "/") else { return namespace.name }
    return String(namespace.name[namespace.name.index(after: slash)...])
  }

  func openNamespace(_ name: String) throws(CommandStop) -> NetworkNamespace {
    guard let namespace = namedNamespace(name) else {
      throw CommandStop(
        status: 255, message: "Cannot open network namespace \"\(name)\": No such file or directory\n")
    }
    return namespace
  }
}
