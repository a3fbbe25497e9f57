package import Packets

/// The well-known ports and their names (services(5)).
package enum Services {
  private enum Transport { case tcp, udp, both }

  /// The name of a port, where the protocol has one there; without a protocol TCP's or UDP's.
  package static func name(of port: UInt16, _ proto: IPProtocol?) -> String? {
    table.first { $0.0 == port && fits($0.2, proto) }?.1
  }

  package static func port(named name: some StringProtocol, _ proto: IPProtocol?) -> UInt16? {
    table.first { $0.1 == name && fits($0.2, proto) }?.0
  }

  private static func fits(_ transport: Transport, _ proto: IPProtocol?) -> Bool {
    switch transport {
    case .both: proto == nil || proto == .tcp || proto == .udp
    case .tcp: proto == nil || proto == .tcp
    case .udp: proto == nil || proto == .udp
    }
  }

  private static let table: [(UInt16, String, Transport)] = [
    (1, "tcpmux", .tcp), (7, "echo", .both), (9, "discard", .both), (11, "systat", .tcp),
    (13, "daytime", .both), (15, "netstat", .tcp), (17, "qotd", .tcp), (19, "chargen", .both),
    (20, "ftp-data", .tcp), (21, "fsp", .udp), (21, "ftp", .tcp), (22, "ssh", .tcp), (23, "telnet", .tcp),
    (25, "smtp", .tcp), (37, "time", .both), (43, "whois", .tcp), (49, "tacacs", .both),
    (53, "domain", .both), (67, "bootps", .udp), (68, "bootpc", .udp), (69, "tftp", .udp),
    (70, "gopher", .tcp), (79, "finger", .tcp), (80, "http", .tcp), (88, "kerberos", .both),
    (102, "iso-tsap", .tcp), (104, "acr-nema", .tcp), (106, "poppassd", .tcp), (110, "pop3", .tcp),
    (111, "sunrpc", .both), (113, "auth", .tcp), (119, "nntp", .tcp), (123, "ntp", .udp),
    (135, "epmap", .tcp), (137, "netbios-ns", .udp), (138, "netbios-dgm", .udp), (139, "netbios-ssn", .tcp),
    (143, "imap2", .tcp), (161, "snmp", .both), (162, "snmp-trap", .both), (163, "cmip-man", .both),
    (164, "cmip-agent", .both), (174, "mailq", .tcp), (177, "xdmcp", .udp), (179, "bgp", .tcp),
    (199, "smux", .tcp), (209, "qmtp", .tcp), (210, "z3950", .tcp), (213, "ipx", .udp),
    (319, "ptp-event", .udp), (320, "ptp-general", .udp), (345, "pawserv", .tcp), (346, "zserv", .tcp),
    (369, "rpc2portmap", .both), (370, "codaauth2", .both), (371, "clearcase", .udp), (389, "ldap", .both),
    (427, "svrloc", .both), (443, "https", .both), (444, "snpp", .tcp), (445, "microsoft-ds", .tcp),
    (464, "kpasswd", .both), (465, "submissions", .tcp), (487, "saft", .tcp), (500, "isakmp", .udp),
    (512, "biff", .udp), (512, "exec", .tcp), (513, "login", .tcp), (513, "who", .udp),
    (514, "shell", .tcp), (514, "syslog", .udp), (515, "printer", .tcp), (517, "talk", .udp),
    (518, "ntalk", .udp), (520, "route", .udp), (538, "gdomap", .both), (540, "uucp", .tcp),
    (543, "klogin", .tcp), (544, "kshell", .tcp), (546, "dhcpv6-client", .udp),
    (547, "dhcpv6-server", .udp), (548, "afpovertcp", .tcp), (554, "rtsp", .both), (563, "nntps", .tcp),
    (587, "submission", .tcp), (607, "nqs", .tcp), (623, "asf-rmcp", .udp), (628, "qmqp", .tcp),
    (631, "ipp", .tcp), (636, "ldaps", .both), (646, "ldp", .both), (655, "tinc", .both),
    (706, "silc", .tcp), (749, "kerberos-adm", .tcp), (750, "kerberos4", .both),
    (751, "kerberos-master", .both), (752, "passwd-server", .udp), (754, "krb-prop", .tcp),
    (775, "moira-db", .tcp), (777, "moira-update", .tcp), (779, "moira-ureg", .udp), (783, "spamd", .tcp),
    (853, "domain-s", .both), (871, "supfilesrv", .tcp), (873, "rsync", .tcp), (989, "ftps-data", .tcp),
    (990, "ftps", .tcp), (992, "telnets", .tcp), (993, "imaps", .tcp), (995, "pop3s", .tcp),
    (1080, "socks", .tcp), (1099, "rmiregistry", .tcp), (1194, "openvpn", .both), (1433, "ms-sql-s", .tcp),
    (1701, "l2f", .udp), (1812, "radius", .both), (1813, "radius-acct", .both), (2000, "cisco-sccp", .tcp),
    (2049, "nfs", .both), (2086, "gnunet", .both), (2121, "iprop", .tcp), (3260, "iscsi-target", .tcp),
    (3306, "mysql", .tcp), (3389, "ms-wbt-server", .tcp), (3493, "nut", .both), (3690, "svn", .tcp),
    (4500, "ipsec-nat-t", .udp), (5060, "sip", .both), (5061, "sip-tls", .both),
    (5222, "xmpp-client", .tcp), (5269, "xmpp-server", .tcp), (5353, "mdns", .udp),
    (5432, "postgresql", .tcp), (5671, "amqps", .tcp), (5672, "amqp", .tcp), (6000, "x11", .tcp),
    (6379, "redis", .tcp), (6514, "syslog-tls", .tcp), (6667, "ircd", .tcp), (8080, "http-alt", .tcp),
    (8081, "tproxy", .tcp), (8140, "puppet", .tcp), (9101, "bacula-dir", .tcp), (9418, "git", .tcp),
    (10000, "webmin", .tcp), (10050, "zabbix-agent", .tcp), (10051, "zabbix-trapper", .tcp),
    (11371, "hkp", .tcp),
  ]
}
