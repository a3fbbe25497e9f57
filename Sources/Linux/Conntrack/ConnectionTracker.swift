import Packets
import Simulation

/// Connection tracking of a namespace, and NAT on top of it, as the hooks of netfilter call them
/// (net/netfilter/nf_conntrack_core.c, nf_nat_core.c).
///
/// `Netfilter.evaluate` calls, in this order: at PREROUTING and OUTPUT `track` (after raw); at each hook with a
/// nat table `needsNATRules`, the table's rules (which may call `setUpNAT`), `setUpNullBinding`, `applyNAT`; at
/// INPUT and POSTROUTING `confirm` at the end. Each of them traces what it does, drops included.
package final class ConnectionTracker {
  unowned(unsafe) let namespace: NetworkNamespace
  var table = ConnectionTable()
  package internal(set) var statistics = ConntrackStatistics()
  private var watchers: [ConnectionWatcher] = []
  private var lastIdentifier = 0
  private var expiryTimer: Timer?

  init(namespace: NetworkNamespace) { self.namespace = namespace }

  var settings: ConntrackSettings { namespace.settings.conntrack }
  var now: Nanoseconds { namespace.clock.now }

  /// The entries that have not expired, oldest first, which is also the order of all listings: the kernel's order
  /// follows a hash that is keyed at random.
  package var connections: [Connection] {
    removeExpired()
    return table.connections
  }

  /// `net.netfilter.nf_conntrack_count`.
  package var count: Int { connections.count }

  /// The entry of this tuple in either direction.
  package func connection(_ tuple: Tuple) -> Connection? { find(tuple)?.connection }

  /// Entries that watchers are told of end on time, not when they are next met.
  package func attach(_ watcher: ConnectionWatcher) {
    watchers.append(watcher)
    awaitExpiry()
  }

  package func detach(_ watcher: ConnectionWatcher) {
    watchers.removeAll { $0 === watcher }
    if watchers.isEmpty { expiryTimer?.cancel() }
  }

  /// Tells watchers of an entry in the table. `portIdentifier`: the netlink port of the program that did it.
  package func tell(_ event: ConnectionEvent, _ connection: Connection, by portIdentifier: Int? = nil) {
    connection.hasNews = false
    for watcher in watchers { watcher.see(event, connection, portIdentifier) }
    if event != .destroy { awaitExpiry() }
  }

  private func awaitExpiry() {
    guard !watchers.isEmpty, expiryTimer?.isPending != true,
      let next = table.connections.map({ $0.expiry }).min()
    else { return }
    expiryTimer = namespace.clock.schedule(after: next - now) { [unowned(unsafe) self] in
      self.removeExpired()
      self.awaitExpiry()
    }
  }
}

// MARK: - The table

extension ConnectionTracker {
  /// An entry that lives. One that has expired goes when it is met (nf_ct_gc_expired).
  func find(_ tuple: Tuple) -> (connection: Connection, direction: Connection.Direction)? {
    guard let found = table.find(tuple) else { return nil }
    guard found.connection.expiry > now else {
      kill(found.connection)
      return nil
    }
    return found
  }

  /// Ends an entry: the next packet of its flow is new.
  package func kill(_ connection: Connection, by portIdentifier: Int? = nil) {
    guard !connection.status.contains(.dying) else { return }
    connection.status.insert(.dying)
    guard connection.status.contains(.confirmed) else { return }
    table.remove(connection)
    tell(.destroy, connection, by: portIdentifier)
  }

  /// `conntrack -F`
  package func flush(by portIdentifier: Int? = nil) {
    for connection in table.connections { kill(connection, by: portIdentifier) }
  }

  private func removeExpired() {
    let now = now
    guard table.connections.contains(where: { $0.expiry <= now }) else { return }
    for connection in table.connections where connection.expiry <= now { kill(connection) }
  }

  /// An entry that is not in the table yet. Nil when the table is full of entries that must stay.
  package func makeConnection(_ original: Tuple, reply: Tuple) -> Connection? {
    if table.count >= settings.maximum, settings.maximum > 0 {
      removeExpired()
      guard table.count < settings.maximum || evict() else { return nil }
    }
    lastIdentifier += 1
    let connection = Connection(
      identifier: lastIdentifier, original: original, reply: reply, now: now, origin: namespace.network.origin
    )
    if settings.isAccounting { connection.counters = Connection.Accounting() }
    return connection
  }

  /// Makes room by ending the oldest entry that is not assured. The kernel looks only at the neighbours in its hash
  /// (early_drop); which those are cannot be known.
  private func evict() -> Bool {
    guard let victim = table.connections.first(where: { !$0.status.contains(.assured) }) else { return false }
    statistics.earlyDrops += 1
    kill(victim)
    return true
  }

  /// Puts an entry into the table by hand (`conntrack -I`). False when one of its tuples is taken.
  package func insert(_ connection: Connection, by portIdentifier: Int? = nil) -> Bool {
    guard find(connection.original) == nil, find(connection.reply) == nil else { return false }
    connection.status.insert(.confirmed)
    table.insert(connection)
    statistics.inserted += 1
    tell(.new, connection, by: portIdentifier)
    return true
  }

  // MARK: Life and accounting

  /// The entry lives for this span from now on, and the packet is counted (nf_ct_refresh_acct).
  func refresh(
    _ connection: Connection, _ span: Nanoseconds, _ direction: Connection.Direction, length: Int
  ) {
    if !connection.status.contains(.fixedTimeout) { connection.expiry = now + span }
    account(connection, direction, length: length)
  }

  func account(_ connection: Connection, _ direction: Connection.Direction, length: Int) {
    guard var counters = connection.counters else { return }
    if direction == .original {
      counters.original.packets += 1
      counters.original.bytes += length
    } else {
      counters.reply.packets += 1
      counters.reply.bytes += length
    }
    connection.counters = counters
  }
}

/// What happened to an entry (`conntrack -E`).
package enum ConnectionEvent: Hashable, Sendable { case new, update, destroy }

/// Somebody who watches the table (nfnetlink's conntrack groups).
package final class ConnectionWatcher {
  /// The last argument is the netlink port of the program that caused the event, if a program did.
  package typealias Handler = (ConnectionEvent, Connection, Int?) -> Void

  private let handler: Handler

  package init(_ handler: @escaping Handler) { self.handler = handler }

  func see(_ event: ConnectionEvent, _ connection: Connection, _ portIdentifier: Int?) {
    handler(event, connection, portIdentifier)
  }
}

/// What `conntrack -S` shows, for the one processor there is (include/linux/netfilter/nf_conntrack_common.h,
/// ip_conntrack_stat).
package struct ConntrackStatistics: Hashable, Sendable {
  package var found = 0
  package var invalid = 0
  /// Entries made by hand.
  package var inserted = 0
  package var insertFailed = 0
  package var dropped = 0
  package var earlyDrops = 0
  package var errors = 0
  package var searchRestarts = 0
  package var clashesResolved = 0
  package var chainTooLong = 0
}
