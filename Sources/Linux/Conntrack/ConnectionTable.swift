import Simulation

/// The entries, findable by both of their tuples (nf_conntrack_core.c, the hash table).
///
/// The kernel lists entries in the order of its hash, which is keyed anew at every boot. Here they stand in the
/// order in which they came into the table, oldest first.
struct ConnectionTable {
  private var byTuple: [Tuple: (connection: Connection, direction: Connection.Direction)] = [:]
  private(set) var connections: [Connection] = []

  var count: Int { connections.count }

  /// The entry that has this tuple in one of its directions, expired or not.
  func find(_ tuple: Tuple) -> (connection: Connection, direction: Connection.Direction)? { byTuple[tuple] }

  mutating func insert(_ connection: Connection) {
    // The original direction is found first where both are the same, as a packet to oneself may have it.
    byTuple[connection.reply] = (connection, .reply)
    byTuple[connection.original] = (connection, .original)
    connections.append(connection)
  }

  mutating func remove(_ connection: Connection) {
    for tuple in [connection.original, connection.reply]
    where byTuple[tuple].map({ $0.connection === connection }) ?? false {
      byTuple[tuple] = nil
    }
    connections.removeAll { $0 === connection }
  }
}
