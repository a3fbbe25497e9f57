import Linux
import Packets

/// Which connections a command is about.
extension ConntrackOptions {
  func matches(_ connection: Connection) -> Bool {
    guard !isIPv6, zone.map({ $0 == connection.original.zone }) ?? true else { return false }
    let (original, reply) = (connection.original, connection.reply)
    return source.map { $0.contains(original.source) } ?? true
      && destination.map { $0.contains(original.destination) } ?? true
      && replySource.map { $0 == reply.source } ?? true
      && replyDestination.map { $0 == reply.destination } ?? true
      && matchesProtocol(connection) && matchesStatus(connection) && matchesTranslation(connection)
      && mark.map { connection.mark & $0.mask == $0.value } ?? true
  }

  private func matchesProtocol(_ connection: Connection) -> Bool {
    guard let proto else { return true }
    let (original, reply) = (connection.original, connection.reply)
    return proto == connection.proto
      && ports.source.map { $0 == original.sourcePort } ?? true
      && ports.destination.map { $0 == original.destinationPort } ?? true
      && ports.replySource.map { $0 == reply.sourcePort } ?? true
      && ports.replyDestination.map { $0 == reply.destinationPort } ?? true
      && icmpType.map { $0 == original.icmpType } ?? true
      && icmpCode.map { $0 == original.icmpCode } ?? true
      && icmpIdentifier.map { $0 == original.icmpIdentifier } ?? true
      && tcpState.map { $0 == connection.tcp?.state } ?? true
  }

  private func matchesStatus(_ connection: Connection) -> Bool {
    guard let status else { return true }
    return connection.status.intersection(status.mask) == status.bits
  }

  private func matchesTranslation(_ connection: Connection) -> Bool {
    if let anyNAT {
      return Self.isSourceTranslated(connection, anyNAT) || Self.isDestinationTranslated(connection, anyNAT)
    }
    return sourceNAT.map { Self.isSourceTranslated(connection, $0) } ?? true
      && destinationNAT.map { Self.isDestinationTranslated(connection, $0) } ?? true
  }

  static func isSourceTranslated(_ connection: Connection, _ wanted: Translation = Translation()) -> Bool {
    guard connection.status.contains(.sourceNATDone) else { return false }
    return isTranslated(
      from: (connection.original.source, connection.original.sourcePort),
      to: (connection.reply.destination, connection.reply.destinationPort), wanted,
      isEcho: connection.proto == .icmp)
  }

  static func isDestinationTranslated(_ connection: Connection, _ wanted: Translation = Translation()) -> Bool
  {
    guard connection.status.contains(.destinationNATDone) else { return false }
    return isTranslated(
      from: (connection.original.destination, connection.original.destinationPort),
      to: (connection.reply.source, connection.reply.sourcePort), wanted,
      isEcho: connection.proto == .icmp)
  }

  /// A port counts only where it was changed. Without ports the library compares the identifier of an echo with its
  /// type and code, which always differ (libnetfilter_conntrack, getter for NFCT_GOPT_IS_SPAT).
  private static func isTranslated(
    from old: (IPv4Address, UInt16), to new: (IPv4Address, UInt16), _ wanted: Translation, isEcho: Bool
  ) -> Bool {
    let changesAddress = old.0 != new.0
    let changesPort = isEcho || old.1 != new.1
    if wanted.address == nil, wanted.port == nil { return changesAddress || changesPort }
    if let address = wanted.address, !changesAddress || new.0 != address { return false }
    if let port = wanted.port, !changesPort || new.1 != port { return false }
    return true
  }
}
