/// The words of `iptables -h` about extensions (libxtables).
extension IPTablesUsage {
  /// The targets.
  static let targets: [(String, String)] = [
    (
      "REJECT",
      """

      REJECT target options:
      --reject-with type              drop input packet and send back
                                      a reply packet according to type:
      Valid reject types:
          icmp-net-unreachable     \tICMP network unreachable
          net-unreach              \talias
          icmp-host-unreachable    \tICMP host unreachable
          host-unreach             \talias
          icmp-proto-unreachable   \tICMP protocol unreachable
          proto-unreach            \talias
          icmp-port-unreachable    \tICMP port unreachable (default)
          port-unreach             \talias
          icmp-net-prohibited      \tICMP network prohibited
          net-prohib               \talias
          icmp-host-prohibited     \tICMP host prohibited
          host-prohib              \talias
          tcp-reset                \tTCP RST packet
          tcp-rst                  \talias
          icmp-admin-prohibited    \tICMP administratively prohibited (*)
          admin-prohib             \talias

      (*) See man page or read the INCOMPATIBILITES file for compatibility issues.

      """
    ),
    (
      "LOG",
      """

      LOG target options:
       --log-level level\t\tLevel of logging (numeric or see syslog.conf)
       --log-prefix prefix\t\tPrefix log messages with this prefix.
       --log-tcp-sequence\t\tLog TCP sequence numbers.
       --log-tcp-options\t\tLog TCP options.
       --log-ip-options\t\tLog IP options.
       --log-uid\t\t\tLog UID owning the local socket.
       --log-macdecode\t\tDecode MAC addresses and protocol.

      """
    ),
    (
      "MARK",
      """

      MARK target options:
        --set-xmark value[/mask]  Clear bits in mask and XOR value into nfmark
        --set-mark value[/mask]   Clear bits in mask and OR value into nfmark
        --and-mark bits           Binary AND the nfmark with bits
        --or-mark bits            Binary OR the nfmark with bits
        --xor-mark bits           Binary XOR the nfmark with bits

      """
    ),
    (
      "CONNMARK",
      """

      CONNMARK target options:
        --set-xmark value[/ctmask]    Zero mask bits and XOR ctmark with value
        --save-mark [--ctmask mask] [--nfmask mask]
                                      Copy ctmark to nfmark using masks
        --restore-mark [--ctmask mask] [--nfmask mask]
                                      Copy nfmark to ctmark using masks
        --set-mark value[/mask]       Set conntrack mark value
        --save-mark [--mask mask]     Save the packet nfmark in the connection
        --restore-mark [--mask mask]  Restore saved nfmark value
        --and-mark value              Binary AND the ctmark with bits
        --or-mark value               Binary OR  the ctmark with bits
        --xor-mark value              Binary XOR the ctmark with bits
        --left-shift-mark value       Left shift the ctmark with bits
        --right-shift-mark value      Right shift the ctmark with bits

      """
    ),
    (
      "SNAT",
      """

      SNAT target options:
       --to-source [<ipaddr>[-<ipaddr>]][:port[-port]]
      \t\t\t\tAddress to map source to.
      [--random] [--random-fully] [--persistent]

      """
    ),
    (
      "DNAT",
      """

      DNAT target options:
       --to-destination [<ipaddr>[-<ipaddr>]][:port[-port[/port]]]
      \t\t\t\tAddress to map destination to.
      [--random] [--persistent]

      """
    ),
    (
      "MASQUERADE",
      """

      MASQUERADE target options:
       --to-ports <port>[-<port>]
      \t\t\t\tPort (range) to map to.
       --random
      \t\t\t\tRandomize source port.
       --random-fully
      \t\t\t\tFully randomize source port.

      """
    ),
    (
      "REDIRECT",
      """

      REDIRECT target options:
       --to-ports <port>[-<port>]
      \t\t\t\tPort (range) to map to.
       [--random]

      """
    ),
    (
      "NETMAP",
      """

      NETMAP target options:
        --to address[/mask]
      \t\t\t\tNetwork address to map to.


      """
    ),
    (
      "TCPMSS",
      """

      TCPMSS target mutually-exclusive options:
        --set-mss value               explicitly set MSS option to specified value
        --clamp-mss-to-pmtu           automatically clamp MSS value to (path_MTU - 20)

      """
    ),
    (
      "CT",
      """

      CT target options:
       --notrack\t\t\tDon't track connection
       --helper name\t\t\tUse conntrack helper 'name' for connection
       --timeout name \t\tUse timeout policy 'name' for connection
       --ctevents event[,event...]\tGenerate specified conntrack events for connection
       --expevents event[,event...]\tGenerate specified expectation events for connection
       --zone {ID|mark}\t\tAssign/Lookup connection in zone ID/packet nfmark
       --zone-orig {ID|mark}\t\tSame as 'zone' option, but only applies to ORIGINAL direction
       --zone-reply {ID|mark} \tSame as 'zone' option, but only applies to REPLY direction

      """
    ),
    (
      "NOTRACK",
      """

      NOTRACK does not take any options

      """
    ),
    (
      "TTL",
      """

      TTL target options
        --ttl-set value\t\tSet TTL to <value 0-255>
        --ttl-dec value\t\tDecrement TTL by <value 1-255>
        --ttl-inc value\t\tIncrement TTL by <value 1-255>

      """
    ),
    (
      "TOS",
      """

      TOS target vlibxtables.so.12 options:
        --set-tos value[/mask]  Set Type of Service/Priority field to value
                                (Zero out bits in mask and XOR value into TOS)
        --set-tos symbol        Set TOS field (IPv4 only) by symbol
                                (this zeroes the 4-bit Precedence part!)
                                Accepted symbolic names for value are:
                                  (0x10) 16 Minimize-Delay
                                  (0x08)  8 Maximize-Throughput
                                  (0x04)  4 Maximize-Reliability
                                  (0x02)  2 Minimize-Cost
                                  (0x00)  0 Normal-Service

        --and-tos bits          Binary AND the TOS value with bits
        --or-tos  bits          Binary OR the TOS value with bits
        --xor-tos bits          Binary XOR the TOS value with bits

      """
    ),
    (
      "DSCP",
      """

      DSCP target options
        --set-dscp value\t\tSet DSCP field in packet header to value
        \t\t                This value can be in decimal (ex: 32)
                     \t\tor in hex (ex: 0x20)
        --set-dscp-class class\tSet the DSCP field in packet header to the
      \t\t\t\tvalue represented by the DiffServ class value.
      \t\t\t\tThis class may be EF,BE or any of the CSxx
      \t\t\t\tor AFxx classes.

      \t\t\t\tThese two options are mutually exclusive !

      """
    ),
    (
      "TRACE",
      """

      TRACE does not take any options

      """
    ),
    (
      "SET",
      """

      SET target options:
       --add-set name flags [--exist] [--timeout n]
       --del-set name flags
       --map-set name flags [--map-mark] [--map-prio] [--map-queue]
      \t\tadd/del src/dst IP/port from/to named sets,
      \t\twhere flags are the comma separated list of
      \t\t'src' and 'dst' specifications.

      """
    ),
    (
      "CLASSIFY",
      """

      CLASSIFY target options:
      --set-class MAJOR:MINOR    Set skb->priority value (always hexadecimal!)

      """
    ),
    (
      "CHECKSUM",
      """

      CHECKSUM target options
        --checksum-fill\t\t\tFill in packet checksum.

      """
    ),
    (
      "NFLOG",
      """

      NFLOG target options:
       --nflog-group NUM\t\tNETLINK group used for logging
       --nflog-range NUM\t\tThis option has no effect, use --nflog-size
       --nflog-size NUM\t\tNumber of bytes to copy
       --nflog-threshold NUM\t\tMessage threshold of in-kernel queue
       --nflog-prefix STRING\t\tPrefix string for log messages

      """
    ),
    (
      "NFQUEUE",
      """

      NFQUEUE target options
        --queue-num value            Send packet to QUEUE number <value>.
                                     Valid queue numbers are 0-65535
        --queue-balance first:last   Balance flows between queues <value> to <value>.
        --queue-bypass               Bypass Queueing if no queue instance exists.
        --queue-cpu-fanout\tUse current CPU (no hashing)

      """
    ),
    (
      "AUDIT",
      """

      AUDIT target options
        --type TYPE\t\tAction type to be recorded.

      """
    ),
    (
      "ECN",
      """

      ECN target options
        --ecn-tcp-remove\t\tRemove all ECN bits from TCP header

      """
    ),
    (
      "TCPOPTSTRIP",
      """

      TCPOPTSTRIP target options:
        --strip-options value     strip specified TCP options denoted by value
                                  (separated by comma) from TCP header
        Instead of the numeric value, you can also use the following names:
          wscale            strip "Window scale" option
          mss               strip "Maximum Segment Size" option
          sack-permitted    strip "SACK permitted" option
          sack              strip "Selective ACK" option
          timestamp         strip "Timestamp" option
          md5               strip "MD5 signature" option

      """
    ),
    (
      "ACCEPT",
      """

      standard match options:
      (If target is DROP, ACCEPT, RETURN or nothing)

      """
    ),
    (
      "DROP",
      """

      standard match options:
      (If target is DROP, ACCEPT, RETURN or nothing)

      """
    ),
    (
      "RETURN",
      """

      standard match options:
      (If target is DROP, ACCEPT, RETURN or nothing)

      """
    ),
  ]
}
