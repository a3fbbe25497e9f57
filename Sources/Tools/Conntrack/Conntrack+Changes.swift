import Linux
import Packets
import Simulation

/// Making, changing and deleting entries by hand.
extension Conntrack {
  static func delete(_ options: ConntrackOptions, _ process: Process) -> Int {
    let tracker = process.namespace.netfilter.tracker
    let doomed = select(options, process)
    for connection in doomed {
      process.write(connection.text(options.format, savedAs: "D", now: process.clock.now) + "\n")
      tracker.kill(connection, by: process.identifier)
    }
    say("\(doomed.count) flow entries have been deleted.", process)
    return doomed.isEmpty ? 1 : 0
  }

  static func create(_ options: ConntrackOptions, _ process: Process, isAdding: Bool) -> Int {
    let tracker = process.namespace.netfilter.tracker
    guard let original = options.originalTuple, let reply = options.replyTuple,
      let connection = tracker.makeConnection(original, reply: reply)
    else { return fail("Invalid argument", process) }
    connection.expiry = process.clock.now + .seconds(options.timeout ?? 0)
    connection.mark = options.mark?.value ?? 0
    connection.tcp = options.tcpState.map(TCPTracking.init(state:))
    connection.status = options.status?.bits ?? []
    connection.status.formUnion([.sourceNATDone, .destinationNATDone])
    if original.source != reply.destination || original.sourceKey != reply.destinationKey,
      options.sourceNAT != nil
    {
      connection.status.insert(.sourceNAT)
    }
    if options.destinationNAT != nil { connection.status.insert(.destinationNAT) }
    let isNew = tracker.insert(connection, by: process.identifier)
    if isAdding {
      say("\(isNew ? 1 : 0) flow entries have been added.", process)
      return 0
    }
    guard isNew else { return fail("Such conntrack exists, try -U to update", process) }
    say("1 flow entries have been created.", process)
    return 0
  }

  static func update(_ options: ConntrackOptions, _ process: Process) throws(Unsimulated) -> Int {
    var filter = options
    // These say what to change, not what to look for.
    (filter.mark, filter.status, filter.timeout) = (nil, nil, nil)
    let changed = select(filter, process)
    // conntrack sends the protocol along as if it were to be changed, which the kernel refuses.
    if options.proto != nil, !changed.isEmpty {
      process.writeError("Operation failed: Operation not supported\n")
      return fail("Operation not supported", process)
    }
    for connection in changed where !connection.status.isDisjoint(with: .anyNAT) {
      throw Unsimulated("conntrack -U of a translated connection")
    }
    let now = process.clock.now
    for connection in changed {
      if let mark = options.mark {
        connection.mark = mark.value | connection.mark & ~mark.mask
      }
      if let timeout = options.timeout { connection.expiry = now + .seconds(timeout) }
      if let status = options.status { connection.status.formUnion(status.bits) }
      process.write(connection.line(options.format, users: 2, now: now) + "\n")
      process.namespace.netfilter.tracker.tell(.update, connection, by: process.identifier)
    }
    say("\(changed.count) flow entries have been updated.", process)
    return changed.isEmpty ? 1 : 0
  }
}

extension ConntrackOptions {
  /// The tuple that `-s`, `-d` and the protocol's options describe, or the inverse of the reply's.
  var originalTuple: Tuple? {
    guard let proto else { return nil }
    guard let source = source?.address, let destination = destination?.address else {
      return givenReply?.inverted
    }
    var tuple = Tuple(source: source, destination: destination, proto: proto)
    setKeys(of: &tuple, ports.source, ports.destination)
    return tuple
  }

  /// How answers look: as said, or the inverse with `-n` and `-g` applied.
  var replyTuple: Tuple? {
    if let givenReply { return givenReply }
    guard var forward = originalTuple else { return nil }
    if let address = sourceNAT?.address { forward.source = address }
    if let port = sourceNAT?.port { forward.sourceKey = port }
    if let address = destinationNAT?.address { forward.destination = address }
    if let port = destinationNAT?.port { forward.destinationKey = port }
    return forward.inverted
  }

  private var givenReply: Tuple? {
    guard let proto, let replySource, let replyDestination else { return nil }
    var tuple = Tuple(source: replySource, destination: replyDestination, proto: proto)
    setKeys(of: &tuple, ports.replySource ?? ports.destination, ports.replyDestination ?? ports.source)
    return tuple
  }

  private func setKeys(of tuple: inout Tuple, _ source: UInt16?, _ destination: UInt16?) {
    if tuple.proto == .icmp {
      tuple.sourceKey = icmpIdentifier ?? 0
      tuple.destinationKey = UInt16(icmpType ?? 0) << 8 | UInt16(icmpCode ?? 0)
    } else if tuple.hasPorts {
      (tuple.sourceKey, tuple.destinationKey) = (source ?? 0, destination ?? 0)
    }
  }
}
