extension DnsmasqOptions {
  /// The options that are simulated.
  static let forms: [Form] =
    flags.map { Form(name: $0.0, letter: $0.1, value: .none) }
    + valued.map { Form(name: $0.0, letter: $0.1, value: .required) } + [
      Form(name: "log-queries", letter: "q", value: .optional),
      Form(name: "log-async", letter: nil, value: .optional),
    ]

  private static let flags: [(String, Character?)] = [
    ("no-daemon", "d"), ("keep-in-foreground", "k"), ("no-hosts", "h"), ("no-resolv", "R"), ("no-poll", "n"),
    ("expand-hosts", "E"), ("domain-needed", "D"), ("bogus-priv", "b"), ("strict-order", "o"),
    ("all-servers", nil), ("bind-interfaces", "z"), ("bind-dynamic", nil), ("no-negcache", "N"),
    ("log-dhcp", nil), ("quiet-dhcp", nil), ("dhcp-authoritative", "K"), ("no-ping", "5"), ("test", nil),
    ("version", "v"), ("no-round-robin", nil), ("clear-on-reload", nil), ("dhcp-sequential-ip", nil),
    ("leasefile-ro", "9"), ("local-service", nil), ("dns-loop-detect", nil),
  ]

  private static let valued: [(String, Character?)] = [
    ("address", "A"), ("server", "S"), ("local", nil), ("host-record", nil), ("cname", nil), ("mx-host", "m"),
    ("txt-record", "Y"), ("srv-host", "W"), ("ptr-record", nil), ("domain", "s"), ("addn-hosts", "H"),
    ("resolv-file", "r"), ("interface", "i"), ("except-interface", "I"), ("listen-address", "a"),
    ("port", "p"), ("cache-size", "c"), ("local-ttl", "T"), ("log-facility", "8"), ("conf-file", "C"),
    ("conf-dir", "7"), ("pid-file", "x"), ("user", "u"), ("group", "g"), ("dns-forward-max", "0"),
    ("dhcp-range", "F"), ("dhcp-host", "G"), ("dhcp-option", "O"), ("dhcp-leasefile", "l"),
    ("dhcp-lease-max", "X"), ("no-dhcp-interface", "2"),
  ]

  /// Options of dnsmasq 2.90 that are not simulated.
  static let missingLetters: Set<Character> = [
    "e", "B", "f", "j", "J", "L", "M", "P", "Q", "t", "U", "V", "w", "y", "Z", "1", "3", "4", "6",
  ]
  static let missing: Set<String> = [
    "bogus-nxdomain", "selfmx", "filterwin2k", "filter-A", "filter-AAAA", "filter-rr", "dhcp-hostsfile",
    "dhcp-optsfile", "dhcp-hostsdir", "dhcp-optsdir", "tag-if", "hostsdir", "dhcp-userclass",
    "dhcp-circuitid", "dhcp-remoteid", "dhcp-subscrid", "dhcp-pxe-vendor", "dhcp-ignore", "dhcp-broadcast",
    "localmx", "dhcp-boot", "use-stale-cache", "dhcp-option-force", "edns-packet-max", "query-port",
    "port-limit", "servers-file", "rev-server", "mx-target", "neg-ttl", "max-ttl", "max-cache-ttl",
    "min-cache-ttl", "fast-dns-retry", "dhcp-vendorclass", "alias", "help", "localise-queries",
    "interface-name", "read-ethers", "enable-dbus", "enable-ubus", "no-dhcpv6-interface",
    "no-dhcpv4-interface", "bootp-dynamic", "dhcp-mac", "bridge-interface", "shared-network", "dhcp-script",
    "dhcp-luascript", "dhcp-scriptuser", "script-arp", "conf-script", "dhcp-ignore-names", "dhcp-no-override",
    "enable-tftp", "tftp-root", "tftp-unique-root", "tftp-secure", "tftp-no-fail", "tftp-max", "tftp-mtu",
    "tftp-no-blocksize", "tftp-lowercase", "tftp-port-range", "tftp-single-port", "stop-dns-rebind",
    "rebind-localhost-ok", "rebind-domain-ok", "dhcp-match", "dhcp-name-match", "dhcp-alternate-port",
    "naptr-record", "min-port", "max-port", "dhcp-fqdn", "dhcp-generate-names", "dhcp-proxy", "dhcp-relay",
    "pxe-prompt", "pxe-service", "add-mac", "strip-mac", "add-subnet", "strip-subnet", "add-cpe-id",
    "proxy-dnssec", "dhcp-ignore-clid", "conntrack", "dhcp-client-update", "enable-ra", "dhcp-duid",
    "dynamic-host", "caa-record", "dns-rr", "auth-server", "auth-zone", "auth-ttl", "auth-soa",
    "auth-sec-servers", "auth-peer", "ipset", "nftset", "connmark-allowlist-enable", "connmark-allowlist",
    "synth-domain", "dnssec", "trust-anchor", "dnssec-debug", "dnssec-check-unsigned", "dnssec-no-timecheck",
    "dnssec-timestamp", "dnssec-limits", "ra-param", "quiet-dhcp6", "quiet-ra", "log-debug",
    "ignore-address", "dhcp-ttl", "dhcp-reply-delay", "dhcp-rapid-commit", "dumpfile", "dumpmask",
    "script-on-renewal", "umbrella", "quiet-tftp", "no-ident", "cache-rr", "max-tcp-connections",
  ]
}
