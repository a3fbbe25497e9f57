package import Simulation

/// The settings of one interface, `net.ipv4.conf.INTERFACE` (Documentation/networking/ip-sysctl.rst).
package struct DeviceSettings: Hashable, Sendable {
  package var forwarding = 0
  package var reversePathFilter = 0
  package var acceptLocal = 0
  package var routeLocalnet = 0
  package var arpIgnore = 0
  package var arpAnnounce = 0
  package var arpFilter = 0
  package var arpAccept = 0
  package var arpNotify = 0
  package var proxyARP = 0
  package var sendRedirects = 1
  package var acceptRedirects = 1
  package var secureRedirects = 1
  /// On by default; `all` must be on, too (net/ipv4/devinet.c, ipv4_devconf).
  package var acceptSourceRoute = 1
  package var sharedMedia = 1
  package var logMartians = 0
  package var promoteSecondaries = 0
  package var disableXFRM = 0
  package var ignoresRoutesWithoutCarrier = 0

  package init() {}
}

/// The settings of a namespace under `net.` that the simulator honours.
package struct Settings: Hashable, Sendable {
  package var all: DeviceSettings = {
    var settings = DeviceSettings()
    settings.acceptSourceRoute = 0
    return settings
  }()
  package var `default` = DeviceSettings()

  package var defaultTimeToLive = 64
  package var localPorts: ClosedRange<UInt16> = 32768...60999
  package var ignoresEchoRequests = 0
  package var ignoresBroadcastEchoRequests = 1
  /// net.ipv4.icmp_ratelimit: the time between ICMP errors to one address, in the long run.
  package var errorInterval = Nanoseconds.milliseconds(1000)
  package var nonlocalBind = 0
  package var ipDynamicAddress = 0
  package var noPathMTUDiscovery = 0
  /// net.ipv4.icmp_ratemask: the ICMP types, as bits, whose rate is limited.
  package var limitedErrors = 6168
  /// What was written to settings that change nothing here, by name.
  package var kept: [String: String] = [:]
  package var minimumAdvertisedMSS = 512

  package var synRetries = 6
  package var synAckRetries = 5
  package var retries = 15
  package var finTimeout = Nanoseconds.seconds(60)
  package var timestamps = 1
  package var sack = 1
  package var windowScaling = 1
  package var keepaliveTime = Nanoseconds.seconds(7200)
  package var mtuProbing = 0

  package var neighbour = NeighbourSettings()
  package var conntrack = ConntrackSettings()
  /// br_netfilter: frames on bridges go through iptables.
  package var bridgeCallsIPTables = 1

  package init() {}
}

/// `net.ipv4.neigh.default` (arp(7)).
package struct NeighbourSettings: Hashable, Sendable {
  package var baseReachable = Nanoseconds.seconds(30)
  package var delayFirstProbe = Nanoseconds.seconds(5)
  package var retransmission = Nanoseconds.seconds(1)
  package var multicastSolicitations = 3
  package var unicastSolicitations = 3
  /// Packets that wait for one answer; the oldest is dropped beyond (unres_qlen_bytes, about this many).
  package var queueLength = 101

  package init() {}
}

/// `net.netfilter.nf_conntrack_*` (Documentation/networking/nf_conntrack-sysctl.rst).
package struct ConntrackSettings: Hashable, Sendable {
  package var maximum = 262_144
  package var isAccounting = false
  package var isLoose = true
  package var isLiberal = false
  package var checksum = true
  package var genericTimeout = Nanoseconds.seconds(600)
  package var icmpTimeout = Nanoseconds.seconds(30)
  package var udpTimeout = Nanoseconds.seconds(30)
  package var udpStreamTimeout = Nanoseconds.seconds(120)
  package var tcpSynSent = Nanoseconds.seconds(120)
  package var tcpSynReceived = Nanoseconds.seconds(60)
  package var tcpEstablished = Nanoseconds.seconds(432_000)
  package var tcpFinWait = Nanoseconds.seconds(120)
  package var tcpCloseWait = Nanoseconds.seconds(60)
  package var tcpLastAck = Nanoseconds.seconds(30)
  package var tcpTimeWait = Nanoseconds.seconds(120)
  package var tcpClose = Nanoseconds.seconds(10)
  package var tcpMaxRetransmission = Nanoseconds.seconds(300)
  package var tcpUnacknowledged = Nanoseconds.seconds(300)

  package init() {}
}

extension NetworkNamespace {
  /// `net.ipv4.ip_forward`: all interfaces, and those to come (net/ipv4/devinet.c, inet_forward_change).
  package var isForwarding: Bool {
    get { settings.all.forwarding != 0 }
    set {
      let value = newValue ? 1 : 0
      settings.all.forwarding = value
      settings.default.forwarding = value
      for device in devices { device.settings.forwarding = value }
      network.note(.setting("net.ipv4.ip_forward"), of: self)
    }
  }
}
