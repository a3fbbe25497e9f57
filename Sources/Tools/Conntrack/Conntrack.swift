import Linux
import Packets
import Simulation

/// conntrack (conntrack-tools 1.4.7): looks at the connection tracking table and changes it.
package enum Conntrack {
  package static let programs: [Program] = [Program("conntrack", running: main)]

  static let banner = "conntrack v1.4.7 (conntrack-tools)"

  private static func main(_ process: Process) throws(Unsimulated) {
    let options: ConntrackOptions
    do throws(ConntrackOptions.Failure) {
      options = try ConntrackOptions(process.arguments)
    } catch {
      switch error {
      case .unsimulated(let missing): throw missing
      case .usage(let text):
        complain(text, process)
        process.writeError("Try `conntrack -h' or 'conntrack --help' for more information.\n")
        process.exit(2)
      }
      return
    }
    guard let command = options.command, command != .help else {
      process.write(usage)
      process.exit(0)
      return
    }
    if options.isAboutExpectations {
      process.exit(try expectations(command, process))
      return
    }
    guard command != .events else {
      watch(options, process)
      return
    }
    process.holdsOutput = true
    process.exit(try run(command, options, process))
  }

  private static func run(
    _ command: ConntrackOptions.Command, _ options: ConntrackOptions, _ process: Process
  ) throws(Unsimulated) -> Int {
    let tracker = process.namespace.netfilter.tracker
    switch command {
    case .list: return list(options, process)
    case .create, .add: return create(options, process, isAdding: command == .add)
    case .update: return try update(options, process)
    case .delete: return delete(options, process)
    case .get: return get(options, process)
    case .flush:
      tracker.flush(by: process.identifier)
      say("connection tracking table has been emptied.", process)
    case .count: process.write("\(tracker.count)\n")
    case .statistics: process.write(tracker.statistics.line)
    case .version: process.write(banner + "\n")
    case .events, .help: break
    }
    return 0
  }

  /// A line about the outcome, on standard error as all of them are.
  static func say(_ text: String, _ process: Process) { process.writeError("\(banner): \(text)\n") }

  static func complain(_ text: String, _ process: Process) { say(text, process) }

  /// What did not work; the exit status.
  static func fail(_ text: String, _ process: Process) -> Int {
    say("Operation failed: " + text, process)
    return 1
  }

  /// Connections are only expected by helpers (FTP and the like), of which there are none.
  private static func expectations(
    _ command: ConntrackOptions.Command, _ process: Process
  ) throws(Unsimulated) -> Int {
    switch command {
    case .list: say("0 expectations have been shown.", process)
    case .count: process.write("0\n")
    case .flush: say("expectation table has been emptied.", process)
    default: throw Unsimulated("conntrack -\(command.rawValue) expect")
    }
    return 0
  }

  // MARK: - Listing

  private static func list(_ options: ConntrackOptions, _ process: Process) -> Int {
    if options.format.hasLabels { process.writeError("nfct_labelmap_new: No such file or directory\n") }
    if options.status?.isUnset == true {
      for warning in options.status!.warnings { process.writeError(warning) }
      return fail("invalid parameters", process)
    }
    let shown = select(options, process)
    let now = process.clock.now
    let isXML = options.format.style == .xml && !shown.isEmpty
    if isXML { process.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<conntrack>\n") }
    for connection in shown {
      process.write(connection.text(options.format, savedAs: "A", now: now) + "\n")
      if options.has("z"), connection.counters != nil { connection.counters = Connection.Accounting() }
    }
    if isXML { process.write("</conntrack>\n") }
    process.list(Self.listing(of: shown, now: now))
    say("\(shown.count) flow entries have been shown.", process)
    return 0
  }

  static func select(_ options: ConntrackOptions, _ process: Process) -> [Connection] {
    guard !options.isAboutTransients else { return [] }
    return process.namespace.netfilter.tracker.connections.filter(options.matches)
  }

  private static func listing(of connections: [Connection], now: Nanoseconds) -> Listing {
    Listing(
      kind: "connections",
      columns: ["protocol", "timeout", "state", "original", "reply", "status", "mark"],
      rows: connections.map { connection in
        var status: [String] = []
        if !connection.status.contains(.seenReply) { status.append("UNREPLIED") }
        if connection.status.contains(.assured) { status.append("ASSURED") }
        if ConntrackOptions.isSourceTranslated(connection) { status.append("SNAT") }
        if ConntrackOptions.isDestinationTranslated(connection) { status.append("DNAT") }
        return Listing.Row(
          [
            connection.proto.description, String(connection.remaining(at: now).seconds),
            connection.tcp?.state.name ?? "", connection.original.summary, connection.reply.summary,
            status.joined(separator: " "), String(connection.mark),
          ], origin: connection.origin)
      })
  }

  private static func get(_ options: ConntrackOptions, _ process: Process) -> Int {
    guard let tuple = options.originalTuple,
      let connection = process.namespace.netfilter.tracker.connection(tuple)
    else { return fail("such conntrack doesn't exist", process) }
    // The lookup itself holds the entry.
    process.write(connection.line(options.format, users: 2, now: process.clock.now) + "\n")
    process.list(listing(of: [connection], now: process.clock.now))
    say("1 flow entries have been shown.", process)
    return 0
  }
}

extension Tuple {
  /// `10.0.0.1:1234 > 10.0.0.2:80`, or with the identifier of ICMP.
  var summary: String {
    if hasPorts { return "\(source):\(sourcePort) > \(destination):\(destinationPort)" }
    let pair = "\(source) > \(destination)"
    return proto == .icmp ? pair + " type \(icmpType) id \(icmpIdentifier)" : pair
  }
}

extension ConntrackStatistics {
  /// For one processor. The space at the end is conntrack's.
  fileprivate var line: String {
    "cpu=0   \tfound=\(found) invalid=\(invalid) insert=\(inserted) insert_failed=\(insertFailed) drop=\(dropped) "
      + "early_drop=\(earlyDrops) error=\(errors) search_restart=\(searchRestarts) "
      + "clash_resolve=\(clashesResolved) chaintoolong=\(chainTooLong) \n"
  }
}
