import Linux

/// The counters of a namespace by the kernel's names (net/ipv4/proc.c).
enum ProtocolTables {
  typealias Counter = (name: String, value: Int)
  typealias Group = (name: String, counters: [Counter])

  /// The groups of /proc/net/snmp.
  static func simple(_ namespace: NetworkNamespace) -> [Group] {
    [ip(namespace), icmp(namespace), icmpTypes(namespace), tcp(namespace), udp(namespace), udpLite]
      .filter { !$0.counters.isEmpty }
  }

  /// The groups of /proc/net/netstat.
  static func extended(_ namespace: NetworkNamespace) -> [Group] {
    [tcpExtended(namespace), ipExtended(namespace), ("MPTcpExt", [])]
  }

  private static func ip(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.ip
    return (
      "Ip",
      [
        ("Forwarding", namespace.settings.all.forwarding != 0 ? 1 : 2),
        ("DefaultTTL", namespace.settings.defaultTimeToLive), ("InReceives", counters.inReceives),
        ("InHdrErrors", counters.inHdrErrors), ("InAddrErrors", counters.inAddrErrors),
        ("ForwDatagrams", counters.forwDatagrams), ("InUnknownProtos", counters.inUnknownProtos),
        ("InDiscards", counters.inDiscards), ("InDelivers", counters.inDelivers),
        ("OutRequests", counters.outRequests), ("OutDiscards", counters.outDiscards),
        ("OutNoRoutes", counters.outNoRoutes), ("ReasmTimeout", counters.reasmTimeout),
        ("ReasmReqds", counters.reasmReqds), ("ReasmOKs", counters.reasmOKs),
        ("ReasmFails", counters.reasmFails), ("FragOKs", counters.fragOKs),
        ("FragFails", counters.fragFails), ("FragCreates", counters.fragCreates),
        ("OutTransmits", counters.outTransmits),
      ]
    )
  }

  /// The types that have a counter of their own (RFC 2011).
  static let icmpNames: [(type: UInt8, name: String)] = [
    (3, "DestUnreachs"), (11, "TimeExcds"), (12, "ParmProbs"), (4, "SrcQuenchs"), (5, "Redirects"),
    (8, "Echos"), (0, "EchoReps"), (13, "Timestamps"), (14, "TimestampReps"), (17, "AddrMasks"),
    (18, "AddrMaskReps"),
  ]

  private static func icmp(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.icmp
    func types(_ direction: String, _ types: [ProtocolCounters.ICMP.`Type`]) -> [Counter] {
      icmpNames.map { entry in
        (direction + entry.name, types.first { $0.number == entry.type }?.count ?? 0)
      }
    }
    let incoming: [Counter] = [
      ("InMsgs", counters.inMessages), ("InErrors", counters.inErrors), ("InCsumErrors", 0),
    ]
    let outgoing: [Counter] = [
      ("OutMsgs", counters.outMessages), ("OutErrors", 0), ("OutRateLimitGlobal", 0),
      ("OutRateLimitHost", counters.outRateLimitHost),
    ]
    return (
      "Icmp", incoming + types("In", counters.inTypes) + outgoing + types("Out", counters.outTypes)
    )
  }

  /// Only types that were seen.
  private static func icmpTypes(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.icmp
    return (
      "IcmpMsg",
      counters.inTypes.map { ("InType\($0.number)", $0.count) }
        + counters.outTypes.map { ("OutType\($0.number)", $0.count) }
    )
  }

  private static func tcp(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.tcp
    return (
      "Tcp",
      [
        ("RtoAlgorithm", 1), ("RtoMin", 200), ("RtoMax", 120000), ("MaxConn", -1),
        ("ActiveOpens", counters.activeOpens), ("PassiveOpens", counters.passiveOpens),
        ("AttemptFails", counters.attemptFails), ("EstabResets", counters.establishedResets),
        ("CurrEstab", counters.currentlyEstablished), ("InSegs", counters.inSegments),
        ("OutSegs", counters.outSegments), ("RetransSegs", counters.retransmittedSegments), ("InErrs", 0),
        ("OutRsts", counters.outResets), ("InCsumErrors", 0),
      ]
    )
  }

  private static let udpZeros = ["RcvbufErrors", "SndbufErrors", "InCsumErrors", "IgnoredMulti", "MemErrors"]

  private static func udp(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.udp
    let counted: [Counter] = [
      ("InDatagrams", counters.inDatagrams), ("NoPorts", counters.noPorts), ("InErrors", 0),
      ("OutDatagrams", counters.outDatagrams),
    ]
    return ("Udp", counted + udpZeros.map { ($0, 0) })
  }

  private static let udpLite: Group = (
    "UdpLite", (["InDatagrams", "NoPorts", "InErrors", "OutDatagrams"] + udpZeros).map { ($0, 0) }
  )

  private static func tcpExtended(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.tcp
    let kept: [(String, Int)] = [
      ("TW", counters.finishedTimeWaits), ("TCPTimeouts", counters.timeouts),
      ("IPReversePathFilter", namespace.counters.ip.reversePathFilter),
      ("TCPSynRetrans", counters.synRetransmissions), ("TCPOrigDataSent", counters.originalDataSent),
      ("TCPDelivered", counters.delivered),
    ]
    return (
      "TcpExt",
      tcpNames.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init).map { name in
        (name, kept.first { $0.0 == name }?.1 ?? 0)
      }
    )
  }

  private static func ipExtended(_ namespace: NetworkNamespace) -> Group {
    let counters = namespace.counters.ip
    let (incoming, outgoing) = (counters.inGroup, counters.outGroup)
    return (
      "IpExt",
      [
        ("InNoRoutes", counters.inNoRoutes), ("InTruncatedPkts", 0),
        ("InMcastPkts", incoming.multicast.packets), ("OutMcastPkts", outgoing.multicast.packets),
        ("InBcastPkts", incoming.broadcast.packets), ("OutBcastPkts", outgoing.broadcast.packets),
        ("InOctets", counters.inOctets), ("OutOctets", counters.outOctets),
        ("InMcastOctets", incoming.multicast.octets), ("OutMcastOctets", outgoing.multicast.octets),
        ("InBcastOctets", incoming.broadcast.octets), ("OutBcastOctets", outgoing.broadcast.octets),
        ("InCsumErrors", 0), ("InNoECTPkts", counters.inByECN.none), ("InECT1Pkts", counters.inByECN.ect1),
        ("InECT0Pkts", counters.inByECN.ect0), ("InCEPkts", counters.inByECN.experienced),
        ("ReasmOverlaps", 0),
      ]
    )
  }

  /// The names of /proc/net/snmp6, in groups; IPv6 counts nothing here.
  static let version6: [String] = {
    let groups: [(String, String)] = [
      (
        "Ip6",
        """
        InReceives InHdrErrors InTooBigErrors InNoRoutes InAddrErrors InUnknownProtos InTruncatedPkts InDiscards
        InDelivers OutForwDatagrams OutRequests OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails
        FragOKs FragFails FragCreates InMcastPkts OutMcastPkts InOctets OutOctets InMcastOctets OutMcastOctets
        InBcastOctets OutBcastOctets InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts OutTransmits
        """
      ),
      ("Icmp6", "InMsgs InErrors OutMsgs OutErrors InCsumErrors OutRateLimitHost"),
      (
        "Udp6",
        "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors"
      ),
      (
        "UdpLite6",
        "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors MemErrors"
      ),
    ]
    return groups.flatMap { group in
      group.1.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { group.0 + String($0) }
    }
  }()

  /// The file's form: a line of names and a line of values for each group.
  static func text(_ groups: [Group]) -> String {
    groups.reduce("") { text, group in
      let names = group.counters.map { $0.name }.joined(separator: " ")
      let values = group.counters.map { String($0.value) }.joined(separator: " ")
      return text + "\(group.name): \(names)\n\(group.name): \(values)\n"
    }
  }

  private static let tcpNames = """
    SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned
    OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled PAWSActive PAWSEstab BeyondWindow
    TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs DelayedACKLocked DelayedACKLost ListenOverflows
    ListenDrops TCPHPHits TCPPureAcks TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging
    TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo
    TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans TCPSlowStartRetrans
    TCPTimeouts TCPLossProbes TCPLossProbeRecovery TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed
    TCPBacklogCoalesce TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData
    TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed TCPMemoryPressures
    TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld TCPDSACKIgnoredNoUndo TCPSpuriousRTOs
    TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback
    TCPBacklogDrop PFMemallocDrop TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow
    TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge
    TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail TCPFastOpenPassive
    TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole
    TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv
    TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd
    TCPHystartDelayDetect TCPHystartDelayCwnd TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq
    TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive TCPMTUPFail
    TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop TCPWqueueTooBig
    TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious
    TCPMigrateReqSuccess TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood
    TCPAODroppedIcmps
    """
}
