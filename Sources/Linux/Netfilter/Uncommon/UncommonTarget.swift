import Simulation

/// The targets that few rules have (iptables-extensions(8)).
package enum UncommonTarget: Hashable, Sendable {
  /// `-j CLASSIFY`: the queueing class, major and minor. Nothing here queues by class.
  case classify(major: UInt16, minor: UInt16)
  /// `-j CHECKSUM --checksum-fill`. Checksums are always filled in here.
  case fillChecksum
  case netfilterLog(NetfilterLogOptions)
  case queue(QueueOptions)
  /// `-j AUDIT`: a note for a daemon that hosts here do not have.
  case audit(String)
  case track(TrackingOptions)
  /// `-j ECN --ecn-tcp-remove`
  case removeECN
  /// `-j TCPOPTSTRIP`: the numbers of TCP options that are overwritten with no-operations.
  case stripOptions([UInt8])
}

/// `-j NFLOG`: a copy of the packet for a program that listens to a group. None does here.
package struct NetfilterLogOptions: Hashable, Sendable {
  package var group: UInt16 = 0
  package var prefix = ""
  package var size: UInt32?
  package var threshold: UInt16 = 0
  package init() {}
}

/// `-j NFQUEUE`: a program decides about the packet. None listens here, so that the packet is lost, unless it may
/// bypass the queue.
package struct QueueOptions: Hashable, Sendable {
  package var queues: ClosedRange<UInt16> = 0...0
  package var isBalanced = false
  package var mayBypass = false
  package var spreadsByProcessor = false
  package init() {}
}

/// `-j CT`: how the packet is tracked.
package struct TrackingOptions: Hashable, Sendable {
  package var isExempt = false
  package var helper: String?
  package var events: [String] = []
  package var expectedEvents: [String] = []
  package var zone: UInt16?
  package init() {}
}

/// What a packet carries of `-j CT` from table raw to connection tracking: the kernel's template.
final class TrackingTemplate {
  let options: TrackingOptions

  init(_ options: TrackingOptions) { self.options = options }
}

extension UncommonTarget {
  var name: String {
    switch self {
    case .classify: "CLASSIFY"
    case .fillChecksum: "CHECKSUM"
    case .netfilterLog: "NFLOG"
    case .queue: "NFQUEUE"
    case .audit: "AUDIT"
    case .track: "CT"
    case .removeECN: "ECN"
    case .stripOptions: "TCPOPTSTRIP"
    }
  }

  /// As `iptables -S` prints them, each with a space before.
  var optionsText: String {
    switch self {
    case .classify(let major, let minor):
      " --set-class " + Self.four(major) + ":" + Self.four(minor)
    case .fillChecksum: " --checksum-fill"
    case .netfilterLog(let options): options.words.map { " --" + $0 }.joined()
    case .queue(let options): options.words.map { " --queue-" + $0 }.joined()
    case .audit(let type): " --type " + type
    case .track(let options): options.words.map { " --" + $0 }.joined()
    case .removeECN: " --ecn-tcp-remove"
    case .stripOptions(let numbers): " --strip-options " + numbers.map { "\($0)" }.joined(separator: ",")
    }
  }

  private static func four(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }

  /// Where the kernel takes the target (the `hooks` and `table` of its xt_target).
  func isAllowed(in table: Table.Name, _ hook: Hook?, isTCP: Bool) -> Bool {
    switch self {
    case .classify: hook == nil || hook == .forward || hook == .output || hook == .postRouting
    case .fillChecksum: table == .mangle
    case .track: table == .raw
    case .removeECN, .stripOptions: table == .mangle && isTCP
    case .netfilterLog, .queue, .audit: true
    }
  }
}

extension NetfilterLogOptions {
  package var words: [String] {
    [
      prefix.isEmpty ? nil : "nflog-prefix " + Match.quoted(prefix),
      group == 0 ? nil : "nflog-group \(group)",
      size.map { "nflog-size \($0)" }, threshold == 0 ? nil : "nflog-threshold \(threshold)",
    ].compactMap { $0 }
  }
}

extension QueueOptions {
  /// Without their prefix `queue-`.
  package var words: [String] {
    [
      isBalanced ? "balance \(queues.lowerBound):\(queues.upperBound)" : "num \(queues.lowerBound)",
      mayBypass ? "bypass" : nil, spreadsByProcessor ? "cpu-fanout" : nil,
    ].compactMap { $0 }
  }
}

extension TrackingOptions {
  package var words: [String] {
    [
      isExempt ? "notrack" : nil, helper.map { "helper " + $0 },
      events.isEmpty ? nil : "ctevents " + events.joined(separator: ","),
      expectedEvents.isEmpty ? nil : "expevents " + expectedEvents.joined(separator: ","),
      zone.map { "zone \($0)" },
    ].compactMap { $0 }
  }
}
