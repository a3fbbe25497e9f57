import Packets
import Simulation

/// What a rule's `-m connlimit` has counted, by address (net/netfilter/nf_conncount.c).
struct ConnectionCounts {
  private var connections: [IPv4Address: [Connection]] = [:]

  /// Counts the packet's connection, forgets those that have ended, and compares.
  mutating func holds(_ match: ConnectionLimitMatch, _ context: HookContext) -> Bool {
    guard let connection = context.buffer.connection else { return false }
    let address = match.countsDestination ? context.destination : context.source
    let key = IPv4Address(bits: address.bits & IPv4Prefix.maskBits(match.prefixLength))
    let now = context.now
    var living = (connections[key] ?? []).filter { $0 === connection || $0.isCounted(at: now) }
    if !living.contains(where: { $0 === connection }) { living.append(connection) }
    connections[key] = living
    return (living.count > Int(match.limit)) != match.isUpTo
  }
}

extension Connection {
  /// In the table, and not yet closed.
  fileprivate func isCounted(at now: Nanoseconds) -> Bool {
    guard status.contains(.confirmed), !status.contains(.dying), expiry > now else { return false }
    return tcp?.state != .timeWait && tcp?.state != .close
  }
}

/// The buckets of all rules with `-m hashlimit` of one name (net/netfilter/xt_hashlimit.c).
struct HashLimitTable {
  struct Key: Hashable {
    var source = IPv4Address.any
    var destination = IPv4Address.any
    var sourcePort: UInt16 = 0
    var destinationPort: UInt16 = 0
  }
  struct Bucket {
    /// Nanoseconds saved up, or octets in units of a billionth.
    var tokens: Int64
    var last: Nanoseconds
  }
  var buckets: [Key: Bucket] = [:]
}

extension Netfilter {
  /// Takes the packet's tokens out of its bucket; whether the rule's condition holds.
  func take(_ match: HashLimitMatch, _ context: HookContext) -> Bool {
    var table = hashLimits[match.name] ?? HashLimitTable()
    defer { hashLimits[match.name] = table }
    let key = match.key(context)
    let capacity = match.capacity
    var bucket = table.buckets[key] ?? HashLimitTable.Bucket(tokens: capacity, last: context.now)
    if context.now - bucket.last > match.lifetime { bucket.tokens = capacity }
    bucket.tokens = min(bucket.tokens + match.gain(in: context.now - bucket.last), capacity)
    bucket.last = context.now
    let cost = match.cost(octets: context.buffer.ip.totalLength)
    let isWithin = bucket.tokens >= cost
    if isWithin { bucket.tokens -= cost }
    table.buckets[key] = bucket
    return isWithin != match.isAbove
  }
}

extension HashLimitMatch {
  fileprivate func key(_ context: HookContext) -> HashLimitTable.Key {
    var key = HashLimitTable.Key()
    let ports = context.buffer.ip.ports
    if mode.contains(.sourceAddress) {
      key.source = IPv4Address(bits: context.source.bits & IPv4Prefix.maskBits(sourceLength))
    }
    if mode.contains(.destinationAddress) {
      key.destination = IPv4Address(bits: context.destination.bits & IPv4Prefix.maskBits(destinationLength))
    }
    if mode.contains(.sourcePort) { key.sourcePort = ports?.source ?? 0 }
    if mode.contains(.destinationPort) { key.destinationPort = ports?.destination ?? 0 }
    return key
  }

  /// A bucket that nothing has been taken from for so long is forgotten.
  fileprivate var lifetime: Nanoseconds {
    if let expiry { return .milliseconds(Int(expiry)) }
    if case .packets(let limit) = rate { return .seconds(Int(limit.unit.seconds)) }
    return .seconds(1)
  }

  fileprivate var capacity: Int64 {
    switch rate {
    case .packets(let limit): limit.capacity
    case .bytes(let rate, let burst): Int64(burst ?? rate)
    }
  }

  fileprivate func gain(in span: Nanoseconds) -> Int64 {
    switch rate {
    case .packets: span.count
    case .bytes(let rate, _): Int64(Double(span.count) / 1e9 * Double(rate))
    }
  }

  fileprivate func cost(octets: Int) -> Int64 {
    switch rate {
    case .packets(let limit): limit.cost
    case .bytes: Int64(octets)
    }
  }
}
