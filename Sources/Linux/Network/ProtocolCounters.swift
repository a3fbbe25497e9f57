import Packets

/// What a namespace counts of its protocols: /proc/net/snmp and /proc/net/netstat (RFC 4293, RFC 4022, RFC 4113;
/// include/uapi/linux/snmp.h). Of TCP's extended counters those that follow from the segments alone are kept, not those
/// that tell which of the kernel's own ways a segment took.
package struct ProtocolCounters: Sendable {
  package var ip = IP()
  package var icmp = ICMP()
  package var tcp = TCP()
  package var udp = UDP()

  init() {}

  package struct IP: Sendable {
    package var inReceives = 0
    package var inHdrErrors = 0
    package var inAddrErrors = 0
    package var forwDatagrams = 0
    package var inUnknownProtos = 0
    package var inDiscards = 0
    package var inDelivers = 0
    package var outRequests = 0
    package var outDiscards = 0
    package var outNoRoutes = 0
    package var reasmTimeout = 0
    package var reasmReqds = 0
    package var reasmOKs = 0
    package var reasmFails = 0
    package var fragOKs = 0
    package var fragFails = 0
    package var fragCreates = 0
    package var outTransmits = 0
    package var inNoRoutes = 0
    package var inGroup = (multicast: Volume(), broadcast: Volume())
    package var outGroup = (multicast: Volume(), broadcast: Volume())
    package var inOctets = 0
    package var outOctets = 0
    /// By the ECN field: not capable, ECT(1), ECT(0), congestion experienced (RFC 3168).
    package var inByECN = (none: 0, ect1: 0, ect0: 0, experienced: 0)
    package var reversePathFilter = 0
  }

  package struct Volume: Hashable, Sendable {
    package var packets = 0
    package var octets = 0

    mutating func count(_ size: Int) {
      packets += 1
      octets += size
    }
  }

  package struct ICMP: Hashable, Sendable {
    package var inMessages = 0
    package var inErrors = 0
    package var outMessages = 0
    /// Errors that were not sent, since their addressee had had enough of them.
    package var outRateLimitHost = 0
    /// By type, in the order of the numbers.
    package private(set) var inTypes: [Type] = []
    package private(set) var outTypes: [Type] = []

    package struct `Type`: Hashable, Sendable {
      package let number: UInt8
      package internal(set) var count: Int
    }

    mutating func countIn(_ type: UInt8) {
      inMessages += 1
      Self.count(type, in: &inTypes)
    }

    mutating func countOut(_ type: UInt8) {
      outMessages += 1
      Self.count(type, in: &outTypes)
    }

    private static func count(_ type: UInt8, in types: inout [Type]) {
      if let place = types.firstIndex(where: { $0.number == type }) {
        types[place].count += 1
      } else {
        let place = types.firstIndex { $0.number > type } ?? types.count
        types.insert(Type(number: type, count: 1), at: place)
      }
    }
  }

  package struct TCP: Hashable, Sendable {
    package var activeOpens = 0
    package var passiveOpens = 0
    package var attemptFails = 0
    package var establishedResets = 0
    package var currentlyEstablished = 0
    package var inSegments = 0
    package var outSegments = 0
    package var retransmittedSegments = 0
    package var outResets = 0
    package var finishedTimeWaits = 0
    package var originalDataSent = 0
    package var delivered = 0
    package var timeouts = 0
    package var synRetransmissions = 0
  }

  package struct UDP: Hashable, Sendable {
    package var inDatagrams = 0
    package var noPorts = 0
    package var outDatagrams = 0
  }
}

extension NetworkNamespace {
  /// A packet has reached the IP layer (net/ipv4/ip_input.c, ip_rcv_core).
  func countReceived(_ packet: IPv4Packet) {
    counters.ip.inReceives += 1
    counters.ip.inOctets += packet.totalLength
    switch packet.typeOfService & 3 {
    case 0: counters.ip.inByECN.none += 1
    case 1: counters.ip.inByECN.ect1 += 1
    case 2: counters.ip.inByECN.ect0 += 1
    default: counters.ip.inByECN.experienced += 1
    }
  }

  /// It is for many (ip_rcv_finish_core).
  func countReceivedByGroup(_ packet: IPv4Packet) {
    if packet.destination.isMulticast {
      counters.ip.inGroup.multicast.count(packet.totalLength)
    } else {
      counters.ip.inGroup.broadcast.count(packet.totalLength)
    }
  }

  /// A packet, or a fragment of one, leaves by an interface (ip_output.c, ip_finish_output2).
  func countTransmitted(_ packet: IPv4Packet, toGroup isGroup: Bool) {
    counters.ip.outTransmits += 1
    counters.ip.outOctets += packet.totalLength
    guard isGroup else { return }
    if packet.destination.isMulticast {
      counters.ip.outGroup.multicast.count(packet.totalLength)
    } else {
      counters.ip.outGroup.broadcast.count(packet.totalLength)
    }
  }
}
