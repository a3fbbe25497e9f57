/// Settings that Linux 6 has and the simulator does not: touching one says so instead of "No such file".
enum SysctlNames {
  /// Of an interface, under net.ipv4.conf.INTERFACE.
  static let interface: Set<String> = [
    "arp_evict_nocarrier", "bc_forwarding", "bootp_relay", "disable_policy", "drop_gratuitous_arp",
    "drop_unicast_in_l2_multicast", "force_igmp_version", "igmpv2_unsolicited_report_interval",
    "igmpv3_unsolicited_report_interval", "ignore_routes_with_linkdown", "mc_forwarding", "medium_id",
    "proxy_arp_pvlan", "src_valid_mark", "tag",
  ]

  /// Under net.ipv4.neigh.INTERFACE.
  static let neighbour: Set<String> = [
    "anycast_delay", "app_solicit", "base_reachable_time", "gc_interval", "gc_stale_time", "gc_thresh1",
    "gc_thresh2", "gc_thresh3", "interval_probe_time_ms", "locktime", "mcast_resolicit", "proxy_delay",
    "proxy_qlen", "retrans_time", "unres_qlen_bytes",
  ]

  /// Whole names.
  static let others: Set<String> = [
    "fs.file-max", "fs.inotify.max_user_watches", "fs.may_detach_mounts", "kernel.hostname",
    "kernel.osrelease", "kernel.ostype", "kernel.panic", "kernel.pid_max",
    "net.bridge.bridge-nf-call-arptables", "net.bridge.bridge-nf-call-ip6tables",
    "net.bridge.bridge-nf-filter-pppoe-tagged", "net.bridge.bridge-nf-filter-vlan-tagged",
    "net.bridge.bridge-nf-pass-vlan-input-dev", "net.core.bpf_jit_enable", "net.core.default_qdisc",
    "net.core.netdev_max_backlog", "net.core.optmem_max", "net.core.rmem_default", "net.core.rmem_max",
    "net.core.rps_default_mask", "net.core.somaxconn", "net.core.tstamp_allow_data", "net.core.txrehash",
    "net.core.wmem_default", "net.core.wmem_max", "net.core.xfrm_acq_expires", "net.core.xfrm_aevent_etime",
    "net.core.xfrm_aevent_rseqth", "net.core.xfrm_larval_drop", "net.ipv4.fib_multipath_hash_fields",
    "net.ipv4.fib_multipath_hash_policy", "net.ipv4.fib_multipath_hash_seed",
    "net.ipv4.fib_multipath_use_neigh", "net.ipv4.fib_notify_on_flag_change", "net.ipv4.fwmark_reflect",
    "net.ipv4.icmp_echo_enable_probe", "net.ipv4.icmp_errors_use_inbound_ifaddr",
    "net.ipv4.icmp_ignore_bogus_error_responses", "net.ipv4.icmp_msgs_burst", "net.ipv4.icmp_msgs_per_sec",
    "net.ipv4.icmp_ratemask", "net.ipv4.igmp_link_local_mcast_reports",
    "net.ipv4.igmp_max_memberships", "net.ipv4.igmp_max_msf", "net.ipv4.igmp_qrv",
    "net.ipv4.ip_autobind_reuse", "net.ipv4.ip_early_demux", "net.ipv4.ip_forward_update_priority",
    "net.ipv4.ip_forward_use_pmtu", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ipfrag_high_thresh", "net.ipv4.ipfrag_low_thresh",
    "net.ipv4.ipfrag_max_dist", "net.ipv4.ipfrag_time", "net.ipv4.neigh.default.gc_thresh1",
    "net.ipv4.nexthop_compat_mode", "net.ipv4.ping_group_range", "net.ipv4.raw_l3mdev_accept",
    "net.ipv4.route.flush", "net.ipv4.route.gc_timeout", "net.ipv4.route.max_size",
    "net.ipv4.route.min_adv_mss", "net.ipv4.route.min_pmtu", "net.ipv4.route.mtu_expires",
    "net.ipv4.tcp_abort_on_overflow", "net.ipv4.tcp_adv_win_scale",
    "net.ipv4.tcp_allowed_congestion_control", "net.ipv4.tcp_app_win", "net.ipv4.tcp_autocorking",
    "net.ipv4.tcp_available_congestion_control", "net.ipv4.tcp_backlog_ack_defer", "net.ipv4.tcp_base_mss",
    "net.ipv4.tcp_challenge_ack_limit", "net.ipv4.tcp_child_ehash_entries",
    "net.ipv4.tcp_comp_sack_delay_ns", "net.ipv4.tcp_comp_sack_nr", "net.ipv4.tcp_comp_sack_slack_ns",
    "net.ipv4.tcp_congestion_control", "net.ipv4.tcp_dsack", "net.ipv4.tcp_early_demux",
    "net.ipv4.tcp_early_retrans", "net.ipv4.tcp_ecn", "net.ipv4.tcp_ecn_fallback",
    "net.ipv4.tcp_ecn_option", "net.ipv4.tcp_ecn_option_beacon", "net.ipv4.tcp_ehash_entries",
    "net.ipv4.tcp_fack", "net.ipv4.tcp_fastopen", "net.ipv4.tcp_fastopen_blackhole_timeout_sec",
    "net.ipv4.tcp_fastopen_key", "net.ipv4.tcp_frto", "net.ipv4.tcp_fwmark_accept",
    "net.ipv4.tcp_invalid_ratelimit", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_l3mdev_accept", "net.ipv4.tcp_limit_output_bytes", "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_max_reordering", "net.ipv4.tcp_max_syn_backlog", "net.ipv4.tcp_max_tw_buckets",
    "net.ipv4.tcp_mem", "net.ipv4.tcp_migrate_req", "net.ipv4.tcp_min_rtt_wlen", "net.ipv4.tcp_min_snd_mss",
    "net.ipv4.tcp_min_tso_segs", "net.ipv4.tcp_moderate_rcvbuf", "net.ipv4.tcp_mtu_probe_floor",
    "net.ipv4.tcp_no_metrics_save", "net.ipv4.tcp_no_ssthresh_metrics_save", "net.ipv4.tcp_notsent_lowat",
    "net.ipv4.tcp_orphan_retries", "net.ipv4.tcp_pacing_ca_ratio", "net.ipv4.tcp_pacing_ss_ratio",
    "net.ipv4.tcp_pingpong_thresh", "net.ipv4.tcp_plb_cong_thresh", "net.ipv4.tcp_plb_enabled",
    "net.ipv4.tcp_plb_idle_rehash_rounds", "net.ipv4.tcp_plb_rehash_rounds",
    "net.ipv4.tcp_plb_suspend_rto_sec", "net.ipv4.tcp_probe_interval", "net.ipv4.tcp_probe_threshold",
    "net.ipv4.tcp_recovery", "net.ipv4.tcp_reflect_tos", "net.ipv4.tcp_reordering",
    "net.ipv4.tcp_retrans_collapse", "net.ipv4.tcp_retries1", "net.ipv4.tcp_rfc1337", "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_rto_max_ms", "net.ipv4.tcp_rto_min_us", "net.ipv4.tcp_shrink_window",
    "net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_stdurg", "net.ipv4.tcp_syn_linear_timeouts",
    "net.ipv4.tcp_syncookies", "net.ipv4.tcp_thin_linear_timeouts", "net.ipv4.tcp_tso_rtt_log",
    "net.ipv4.tcp_tso_win_divisor", "net.ipv4.tcp_tw_reuse", "net.ipv4.tcp_tw_reuse_delay",
    "net.ipv4.tcp_wmem", "net.ipv4.tcp_workaround_signed_windows", "net.ipv4.udp_child_hash_entries",
    "net.ipv4.udp_early_demux", "net.ipv4.udp_hash_entries", "net.ipv4.udp_l3mdev_accept",
    "net.ipv4.udp_mem", "net.ipv4.udp_rmem_min", "net.ipv4.udp_wmem_min", "net.ipv4.xfrm4_gc_thresh",
    "net.mptcp.add_addr_timeout", "net.mptcp.allow_join_initial_addr_port",
    "net.mptcp.available_path_managers", "net.mptcp.available_schedulers", "net.mptcp.blackhole_timeout",
    "net.mptcp.checksum_enabled", "net.mptcp.close_timeout", "net.mptcp.enabled", "net.mptcp.path_manager",
    "net.mptcp.pm_type", "net.mptcp.scheduler", "net.mptcp.stale_loss_cnt",
    "net.mptcp.syn_retrans_before_tcp_fallback", "net.netfilter.nf_conntrack_buckets",
    "net.netfilter.nf_conntrack_events", "net.netfilter.nf_conntrack_expect_max",
    "net.netfilter.nf_conntrack_frag6_high_thresh", "net.netfilter.nf_conntrack_frag6_low_thresh",
    "net.netfilter.nf_conntrack_frag6_timeout", "net.netfilter.nf_conntrack_gre_timeout",
    "net.netfilter.nf_conntrack_gre_timeout_stream", "net.netfilter.nf_conntrack_icmpv6_timeout",
    "net.netfilter.nf_conntrack_log_invalid", "net.netfilter.nf_conntrack_sctp_timeout_closed",
    "net.netfilter.nf_conntrack_sctp_timeout_cookie_echoed",
    "net.netfilter.nf_conntrack_sctp_timeout_cookie_wait",
    "net.netfilter.nf_conntrack_sctp_timeout_established",
    "net.netfilter.nf_conntrack_sctp_timeout_heartbeat_sent",
    "net.netfilter.nf_conntrack_sctp_timeout_shutdown_ack_sent",
    "net.netfilter.nf_conntrack_sctp_timeout_shutdown_recd",
    "net.netfilter.nf_conntrack_sctp_timeout_shutdown_sent",
    "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst", "net.netfilter.nf_conntrack_tcp_max_retrans",
    "net.netfilter.nf_conntrack_timestamp", "net.netfilter.nf_hooks_lwtunnel", "net.netfilter.nf_log.0",
    "net.netfilter.nf_log.1", "net.netfilter.nf_log.10", "net.netfilter.nf_log.2", "net.netfilter.nf_log.3",
    "net.netfilter.nf_log.4", "net.netfilter.nf_log.5", "net.netfilter.nf_log.6", "net.netfilter.nf_log.7",
    "net.netfilter.nf_log.8", "net.netfilter.nf_log.9", "net.nf_conntrack_max", "net.unix.max_dgram_qlen",
    "vm.max_map_count", "vm.overcommit_memory", "vm.swappiness",
  ]

  /// IPv6 is not simulated: whatever stands under net.ipv6.conf of an interface that is there, and the rest of it.
  static func isIPv6(_ path: [String], _ namespace: NetworkNamespace) -> Bool {
    guard path.count == 5, path[2] == "conf" || path[2] == "neigh" else { return path.count == 3 }
    return ["all", "default"].contains(path[3]) || namespace.device(named: path[3]) != nil
  }
}
