/// Settings of the machine that Linux has and the simulator does not: touching one says so instead of "No such file".
enum SysctlNames {
  static let unsimulated: Set<String> = [
    "fs.file-max", "fs.inotify.max_user_watches", "fs.may_detach_mounts", "kernel.hostname",
    "kernel.osrelease", "kernel.ostype", "kernel.panic", "kernel.pid_max", "vm.max_map_count",
    "vm.overcommit_memory", "vm.swappiness",
  ]

  /// Changing these would change what packets and connections do in a way that is not simulated.
  static let fixed: Set<String> = [
    "net.core.rmem_default", "net.core.wmem_default", "net.ipv4.fib_multipath_use_neigh",
    "net.ipv4.fwmark_reflect", "net.ipv4.icmp_errors_use_inbound_ifaddr", "net.ipv4.ip_forward_use_pmtu",
    "net.ipv4.ipfrag_time", "net.ipv4.raw_l3mdev_accept", "net.ipv4.route.min_pmtu",
    "net.ipv4.tcp_abort_on_overflow", "net.ipv4.tcp_base_mss", "net.ipv4.tcp_ecn",
    "net.ipv4.tcp_fwmark_accept",
    "net.ipv4.tcp_min_snd_mss", "net.ipv4.tcp_reflect_tos", "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_workaround_signed_windows",
  ]

  /// The same of an interface.
  static let fixedOfInterfaces: Set<String> = [
    "bc_forwarding", "drop_gratuitous_arp", "drop_unicast_in_l2_multicast", "medium_id", "proxy_arp_pvlan",
    "src_valid_mark", "mcast_resolicit", "app_solicit", "disable_ipv6",
  ]
}
