import Packets
import Simulation

/// What dnsmasq has been told on its command line and in its files (dnsmasq(8)).
struct DnsmasqConfiguration {
  /// What `--server`, `--local` and `--address` say about a domain and everything below it.
  struct DomainRule: Hashable {
    enum Domain: Hashable {
      /// Of a server that is asked for everything else.
      case `default`
      /// `//`: names without a dot.
      case unqualified
      /// `/#/`
      case any
      case named(String)
    }
    enum Action: Hashable {
      case address(IPv4Address)
      case longAddress(IPv6Address)
      /// `#`: the null addresses of both families.
      case null
      /// Nobody else is asked.
      case local
      case server(IPv4Address, port: UInt16)
      /// `#` as a server: the default ones are asked.
      case defaultServers
    }
    var domain: Domain
    var action: Action
  }

  struct HostRecord: Hashable {
    var names: [String]
    var address: IPv4Address?
    var longAddress: IPv6Address?
    var timeToLive: UInt32?
  }

  /// A record that `--mx-host`, `--txt-record` and their like make.
  struct OwnRecord: Hashable {
    var name: String
    var data: DNSMessage.RecordData
    var timeToLive: UInt32?
  }

  var port: UInt16 = 53
  /// `-d`: in the foreground, logging to standard error.
  var isDebugging = false
  /// `-k`
  var staysInForeground = false
  var onlyTests = false
  var printsVersion = false
  var logsQueries = false
  /// `--log-queries=extra`: with a number and the asker's address.
  var logsDetails = false
  var logsDHCP = false
  var isQuietDHCP = false
  /// `-` for standard error; nil for the system's log.
  var logFile: String?
  var processFile: String? = "/run/dnsmasq.pid"
  var readsHosts = true
  var hostsFiles: [String] = []
  /// The file with the servers to ask; nil with `--no-resolv`.
  var resolverFile: String? = "/etc/resolv.conf"
  var polls = true
  var rules: [DomainRule] = []
  var hostRecords: [HostRecord] = []
  var records: [OwnRecord] = []
  /// Aliases, each with what it stands for.
  var aliases: [(name: String, target: String, timeToLive: UInt32?)] = []
  var expandsHosts = false
  var domain: String?
  var needsDomain = false
  var answersPrivateReverse = false
  var asksAllServers = false
  var isStrictlyOrdered = false
  var rotatesAnswers = true
  var cacheSize = 150
  /// Seconds that its own records may be kept.
  var localTimeToLive: UInt32 = 0
  var interfaces: [String] = []
  var exceptedInterfaces: [String] = []
  var listenAddresses: [IPv4Address] = []
  var bindsInterfaces = false
  var dhcp = DHCPServerConfiguration()

  /// Whether an interface or an address was named: then nothing else is served.
  var isLimited: Bool { !interfaces.isEmpty || !listenAddresses.isEmpty }
}

/// Why dnsmasq does not start: what it writes behind its name, and its exit status.
struct DnsmasqFailure: Error {
  var text: String
  var status: Int
  var missing: Unsimulated?

  init(_ text: String, status: Int) {
    self.text = text
    self.status = status
  }

  static func badOption(_ text: String) -> DnsmasqFailure {
    DnsmasqFailure("bad command line options: \(text)", status: 1)
  }

  static func unsimulated(_ feature: String) -> DnsmasqFailure {
    var failure = DnsmasqFailure("", status: 2)
    failure.missing = Unsimulated(feature)
    return failure
  }
}
