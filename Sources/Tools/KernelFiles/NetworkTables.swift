import Linux
import Packets
import Simulation

/// The tables of /proc/net (proc(5)).
enum NetworkTables {
  static func file(_ name: String, in namespace: NetworkNamespace) -> FileSystem.SpecialFile? {
    switch name {
    case "dev": KernelFiles.readable { [unowned(unsafe) namespace] in devices(of: namespace) }
    case "route": KernelFiles.readable { [unowned(unsafe) namespace] in routes(of: namespace) }
    case "arp": KernelFiles.readable { [unowned(unsafe) namespace] in neighbours(of: namespace) }
    case "nf_conntrack":
      KernelFiles.readable { [unowned(unsafe) namespace] in ConntrackFiles.table(of: namespace) }
    case "if_inet6", "ipv6_route": KernelFiles.readable { "" }
    case "snmp":
      KernelFiles.readable { [unowned(unsafe) namespace] in
        ProtocolTables.text(ProtocolTables.simple(namespace))
      }
    case "netstat":
      KernelFiles.readable { [unowned(unsafe) namespace] in
        ProtocolTables.text(ProtocolTables.extended(namespace))
      }
    case "dev_mcast": KernelFiles.readable { [unowned(unsafe) namespace] in GroupTables.hardware(namespace) }
    case "igmp": KernelFiles.readable { [unowned(unsafe) namespace] in GroupTables.internet(namespace) }
    default: nil
    }
  }

  /// All that Linux has there, although not all of it can be read here.
  static let names = [
    "anycast6", "arp", "arp_tables_matches", "arp_tables_names", "arp_tables_targets", "dev", "dev_mcast",
    "dev_snmp6", "fib_trie", "fib_triestat", "icmp", "icmp6", "if_inet6", "igmp", "igmp6", "ip6_flowlabel",
    "ip6_mr_cache", "ip6_mr_vif", "ip6_tables_matches", "ip6_tables_names", "ip6_tables_targets",
    "ip6t_hashlimit", "ip_mr_cache", "ip_mr_vif", "ip_tables_matches", "ip_tables_names",
    "ip_tables_targets", "ipt_hashlimit", "ipv6_route", "mcfilter", "mcfilter6", "netfilter", "netlink",
    "netstat", "nf_conntrack", "nf_conntrack_expect", "packet", "protocols", "psched", "ptype", "raw",
    "raw6", "route", "rt6_stats", "rt_acct", "rt_cache", "snmp", "snmp6", "sockstat", "sockstat6",
    "softnet_stat", "stat", "tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "unix", "xfrm_stat",
    "xt_recent",
  ]

  private static func devices(of namespace: NetworkNamespace) -> String {
    var text = """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls \
      carrier compressed

      """
    for device in namespace.devices {
      let counters = device.statistics
      let received = [
        (counters.receivedBytes, 7), (counters.receivedPackets, 7), (0, 4), (counters.receivedDropped, 4),
        (0, 4), (0, 5), (0, 10), (counters.multicast, 9),
      ]
      let sent = [
        (counters.transmittedBytes, 8), (counters.transmittedPackets, 7), (0, 4),
        (counters.transmittedDropped, 4), (0, 4), (0, 5), (0, 7), (0, 10),
      ]
      let cells = (received + sent).map { String($0.0).leftPadded(to: $0.1) }
      text += device.name.leftPadded(to: 6) + ": " + cells.joined(separator: " ") + "\n"
    }
    return text
  }

  private static func routes(of namespace: NetworkNamespace) -> String {
    let titles = [
      "Iface", "Destination", "Gateway ", "Flags", "RefCnt", "Use", "Metric", "Mask", "\tMTU", "Window",
      "IRTT",
    ]
    var lines = [titles.joined(separator: "\t")]
    for route in namespace.routing.main.all {
      guard route.kind != .broadcast, route.kind != .multicast else { continue }
      var flags = 1
      if route.gateway != nil { flags |= 2 }
      if route.prefix.length == 32 { flags |= 4 }
      if route.kind == .unreachable || route.kind == .prohibit { flags |= 0x200 }
      let window = route.metrics[.window] ?? 0
      let roundTrip = (route.metrics[.rtt] ?? 0)
      let cells = [
        route.device?.name ?? "*", hexadecimal(route.prefix.address), hexadecimal(route.gateway ?? .any),
        String(flags, radix: 16).uppercased().zeroPadded(to: 4), "0", "0", String(route.metric),
        hexadecimal(route.prefix.mask), String(route.metrics[.advmss].map { $0 + 40 } ?? 0), String(window),
        String(roundTrip),
      ]
      lines.append(cells.joined(separator: "\t"))
    }
    return lines.map { $0.padded(to: 127) + "\n" }.joined()
  }

  /// In the byte order of the machine, little endian.
  private static func hexadecimal(_ address: IPv4Address) -> String {
    String(address.bits.byteSwapped, radix: 16).uppercased().zeroPadded(to: 8)
  }

  private static func neighbours(of namespace: NetworkNamespace) -> String {
    var text = "IP address       HW type     Flags       HW address            Mask     Device\n"
    let table = namespace.neighbours!
    for neighbour in table.all where table.state(of: neighbour) != .noARP {
      let state = table.state(of: neighbour)
      let isKnown = state != .incomplete && state != .failed
      let flags = state == .permanent ? "0x6" : isKnown ? "0x2" : "0x0"
      let hardware = isKnown ? neighbour.hardware ?? .zero : .zero
      text += row("\(neighbour.address)", flags, hardware, neighbour.device)
    }
    for proxy in table.proxies { text += row("\(proxy.address)", "0xc", .zero, proxy.device) }
    return text
  }

  private static func row(
    _ address: String, _ flags: String, _ hardware: MACAddress, _ device: NetworkDevice
  ) -> String {
    address.padded(to: 16) + " " + "0x1".padded(to: 12) + flags.padded(to: 12) + "\(hardware)".padded(to: 22)
      + "*".padded(to: 9) + device.name + "\n"
  }
}
