/// The words of `iptables -h` about extensions (libxtables).
extension IPTablesUsage {
  /// The common matches.
  static let firstMatches: [(String, String)] = [
    (
      "tcp",
      """

      tcp match options:
      [!] --tcp-flags mask comp\tmatch when TCP flags & mask == comp
      \t\t\t\t(Flags: SYN ACK FIN RST URG PSH ALL NONE)
      [!] --syn\t\t\tmatch when only SYN flag set
      \t\t\t\t(equivalent to --tcp-flags SYN,RST,ACK,FIN SYN)
      [!] --source-port port[:port]
       --sport ...
      \t\t\t\tmatch source port(s)
      [!] --destination-port port[:port]
       --dport ...
      \t\t\t\tmatch destination port(s)
      [!] --tcp-option number        match if TCP option set

      """
    ),
    (
      "udp",
      """

      udp match options:
      [!] --source-port port[:port]
       --sport ...
      \t\t\t\tmatch source port(s)
      [!] --destination-port port[:port]
       --dport ...
      \t\t\t\tmatch destination port(s)

      """
    ),
    (
      "icmp",
      """

      icmp match options:
      [!] --icmp-type typename\tmatch icmp type
      [!] --icmp-type type[/code]\t(or numeric type or type/code)
      Valid ICMP Types:
      any
      echo-reply (pong)
      destination-unreachable
         network-unreachable
         host-unreachable
         protocol-unreachable
         port-unreachable
         fragmentation-needed
         source-route-failed
         network-unknown
         host-unknown
         network-prohibited
         host-prohibited
         TOS-network-unreachable
         TOS-host-unreachable
         communication-prohibited
         host-precedence-violation
         precedence-cutoff
      source-quench
      redirect
         network-redirect
         host-redirect
         TOS-network-redirect
         TOS-host-redirect
      echo-request (ping)
      router-advertisement
      router-solicitation
      time-exceeded (ttl-exceeded)
         ttl-zero-during-transit
         ttl-zero-during-reassembly
      parameter-problem
         ip-header-bad
         required-option-missing
      timestamp-request
      timestamp-reply
      address-mask-request
      address-mask-reply

      """
    ),
    (
      "multiport",
      """

      multiport match options:
      [!] --source-ports port[,port:port,port...]
       --sports ...
      \t\t\t\tmatch source port(s)
      [!] --destination-ports port[,port:port,port...]
       --dports ...
      \t\t\t\tmatch destination port(s)
      [!] --ports port[,port:port,port]
      \t\t\t\tmatch both source and destination port(s)

      """
    ),
    (
      "conntrack",
      """

      conntrack match options:
      [!] --ctstate {INVALID|ESTABLISHED|NEW|RELATED|UNTRACKED|SNAT|DNAT}[,...]
                                     State(s) to match
      [!] --ctproto proto            Protocol to match; by number or name, e.g. "tcp"
      [!] --ctorigsrc address[/mask]
      [!] --ctorigdst address[/mask]
      [!] --ctreplsrc address[/mask]
      [!] --ctrepldst address[/mask]
                                     Original/Reply source/destination address
      [!] --ctorigsrcport port
      [!] --ctorigdstport port
      [!] --ctreplsrcport port
      [!] --ctrepldstport port
                                     TCP/UDP/SCTP orig./reply source/destination port
      [!] --ctstatus {NONE|EXPECTED|SEEN_REPLY|ASSURED|CONFIRMED}[,...]
                                     Status(es) to match
      [!] --ctexpire time[:time]     Match remaining lifetime in seconds against
                                     value or range of values (inclusive)
          --ctdir {ORIGINAL|REPLY}   Flow direction of packet

      """
    ),
    (
      "state",
      """

      state match options:
       [!] --state [INVALID|ESTABLISHED|NEW|RELATED|UNTRACKED][,...]
      \t\t\t\tState(s) to match

      """
    ),
    (
      "addrtype",
      """

      Address type match options:
       [!] --src-type type[,...]      Match source address type
       [!] --dst-type type[,...]      Match destination address type
           --limit-iface-in           Match only on the packet's incoming device
           --limit-iface-out          Match only on the packet's outgoing device

      Valid types:           
                                      UNSPEC
                                      UNICAST
                                      LOCAL
                                      BROADCAST
                                      ANYCAST
                                      MULTICAST
                                      BLACKHOLE
                                      UNREACHABLE
                                      PROHIBIT
                                      THROW
                                      NAT
                                      XRESOLVE

      """
    ),
    (
      "mac",
      """

      mac match options:
      [!] --mac-source XX:XX:XX:XX:XX:XX
      \t\t\t\tMatch source MAC address

      """
    ),
    (
      "mark",
      """

      mark match options:
      [!] --mark value[/mask]    Match nfmark value with optional mask

      """
    ),
    (
      "connmark",
      """

      connmark match options:
      [!] --mark value[/mask]    Match ctmark value with optional mask

      """
    ),
    (
      "comment",
      """

      comment match options:
      --comment COMMENT             Attach a comment to a rule

      """
    ),
    (
      "limit",
      """

      limit match options:
      --limit avg\t\t\tmax average match rate: default 3/hour
                                      [Packets per second unless followed by 
                                      /sec /minute /hour /day postfixes]
      --limit-burst number\t\tnumber to match in a burst, default 5

      """
    ),
    (
      "iprange",
      """

      iprange match options:
      [!] --src-range ip[-ip]    Match source IP in the specified range
      [!] --dst-range ip[-ip]    Match destination IP in the specified range

      """
    ),
    (
      "length",
      """

      length match options:
      [!] --length length[:length]    Match packet length against value or range
                                      of values (inclusive)

      """
    ),
    (
      "ttl",
      """

      ttl match options:
      [!] --ttl-eq value\tMatch time to live value
        --ttl-lt value\tMatch TTL < value
        --ttl-gt value\tMatch TTL > value

      """
    ),
    (
      "tos",
      """

      tos match options:
      [!] --tos value[/mask]    Match Type of Service/Priority field value
      [!] --tos symbol          Match TOS field (IPv4 only) by symbol
                                Accepted symbolic names for value are:
                                (0x10) 16 Minimize-Delay
                                (0x08)  8 Maximize-Throughput
                                (0x04)  4 Maximize-Reliability
                                (0x02)  2 Minimize-Cost
                                (0x00)  0 Normal-Service


      """
    ),
    (
      "dscp",
      """

      dscp match options
      [!] --dscp value\t\tMatch DSCP codepoint with numerical value
        \t\t                This value can be in decimal (ex: 32)
                     \t\tor in hex (ex: 0x20)
      [!] --dscp-class name\t\tMatch the DiffServ class. This value may
      \t\t\t\tbe any of the BE,EF, AFxx or CSx classes

      \t\t\t\tThese two options are mutually exclusive !

      """
    ),
  ]
}
