/// The words of `iptables -h` about extensions (libxtables).
extension IPTablesUsage {
  /// The other matches.
  static let laterMatches: [(String, String)] = [
    (
      "owner",
      """

      owner match options:
      [!] --uid-owner userid[-userid]      Match local UID
      [!] --gid-owner groupid[-groupid]    Match local GID
      [!] --socket-exists                  Match if socket exists
          --suppl-groups                   Also match supplementary groups set with --gid-owner

      """
    ),
    (
      "physdev",
      """

      physdev match options:
       [!] --physdev-in inputname[+]\t\tbridge port name ([+] for wildcard)
       [!] --physdev-out outputname[+]\tbridge port name ([+] for wildcard)
       [!] --physdev-is-in\t\t\tarrived on a bridge device
       [!] --physdev-is-out\t\t\twill leave on a bridge device
       [!] --physdev-is-bridged\t\tit's a bridged packet

      """
    ),
    (
      "pkttype",
      """

      pkttype match options:
      [!] --pkt-type packettype    match packet type
      Valid packet types:
      \tunicast       \t\tto us
      \tbroadcast     \t\tto all
      \tmulticast     \t\tto group
      \totherhost     \t\tto someone else


      """
    ),
    (
      "statistic",
      """

      statistic match options:
       --mode mode                    Match mode (random, nth)
       random mode:
      [!] --probability p\t\t Probability
       nth mode:
      [!] --every n\t\t\t Match every nth packet
       --packet p\t\t\t Initial counter value (0 <= p <= n-1, default 0)

      """
    ),
    (
      "recent",
      """

      recent match options:
      [!] --set                       Add source address to list, always matches.
      [!] --rcheck                    Match if source address in list.
      [!] --update                    Match if source address in list, also update last-seen time.
      [!] --remove                    Match if source address in list, also removes that address from list.
          --seconds seconds           For check and update commands above.
                                      Specifies that the match will only occur if source address last seen within
                                      the last 'seconds' seconds.
          --reap                      Purge entries older then 'seconds'.
                                      Can only be used in conjunction with the seconds option.
          --hitcount hits             For check and update commands above.
                                      Specifies that the match will only occur if source address seen hits times.
                                      May be used in conjunction with the seconds option.
          --rttl                      For check and update commands above.
                                      Specifies that the match will only occur if the source address and the TTL
                                      match between this packet and the one which was set.
                                      Useful if you have problems with people spoofing their source address in order
                                      to DoS you via this module.
          --name name                 Name of the recent list to be used.  DEFAULT used if none given.
          --rsource                   Match/Save the source address of each packet in the recent list table (default).
          --rdest                     Match/Save the destination address of each packet in the recent list table.
          --mask netmask              Netmask that will be applied to this recent list.
      xt_recent by: Stephen Frost <sfrost@snowman.net>.

      """
    ),
    (
      "set",
      """

      set match options:
       [!] --match-set name flags [--return-nomatch]
         [! --update-counters] [! --update-subcounters]
         [[!] --packets-eq value | --packets-lt value | --packets-gt value
         [[!] --bytes-eq value | --bytes-lt value | --bytes-gt value
      \t\t 'name' is the set name from to match,
      \t\t 'flags' are the comma separated list of
      \t\t 'src' and 'dst' specifications.

      """
    ),
    (
      "connlimit",
      """

      connlimit match options:
        --connlimit-upto n     match if the number of existing connections is 0..n
        --connlimit-above n    match if the number of existing connections is >n
        --connlimit-mask n     group hosts using prefix length (default: max len)
        --connlimit-saddr      select source address for grouping
        --connlimit-daddr      select destination addresses for grouping

      """
    ),
    (
      "string",
      """

      string match options:
      --from                       Offset to start searching from
      --to                         Offset to stop searching
      --algo                       Algorithm
      --icase                      Ignore case (default: 0)
      [!] --string string          Match a string in a packet
      [!] --hex-string string      Match a hex string in a packet

      """
    ),
    (
      "hashlimit",
      """

      hashlimit match options:
        --hashlimit-upto <avg>           max average match rate
                                         [Packets per second unless followed by 
                                         /sec /minute /hour /day postfixes]
        --hashlimit-above <avg>          min average match rate
        --hashlimit-mode <mode>          mode is a comma-separated list of
                                         dstip,srcip,dstport,srcport (or none)
        --hashlimit-srcmask <length>     source address grouping prefix length
        --hashlimit-dstmask <length>     destination address grouping prefix length
        --hashlimit-name <name>          name for /proc/net/ipt_hashlimit
        --hashlimit-burst <num>\t    number to match in a burst, default 5
        --hashlimit-htable-size <num>    number of hashtable buckets
        --hashlimit-htable-max <num>     number of hashtable entries
        --hashlimit-htable-gcinterval    interval between garbage collection runs
        --hashlimit-htable-expire        after which time are idle entries expired?
        --hashlimit-rate-match           rate match the flow without rate-limiting it
        --hashlimit-rate-interval        interval in seconds for hashlimit-rate-match


      """
    ),
    (
      "time",
      """

      time match options:
          --datestart time     Start and stop time, to be given in ISO 8601
          --datestop time      (YYYY[-MM[-DD[Thh[:mm[:ss]]]]])
          --timestart time     Start and stop daytime (hh:mm[:ss])
          --timestop time      (between 00:00:00 and 23:59:59)
      [!] --monthdays value    List of days on which to match, separated by comma
                               (Possible days: 1 to 31; defaults to all)
      [!] --weekdays value     List of weekdays on which to match, sep. by comma
                               (Possible days: Mon,Tue,Wed,Thu,Fri,Sat,Sun or 1 to 7
                               Defaults to all weekdays.)
          --kerneltz           Work with the kernel timezone instead of UTC

      """
    ),
    (
      "quota",
      """

      quota match options:
      [!] --quota quota\t\tquota (bytes)

      """
    ),
    (
      "tcpmss",
      """

      tcpmss match options:
      [!] --mss value[:value]\tMatch TCP MSS range.
      \t\t\t\t(only valid for TCP SYN or SYN/ACK packets)

      """
    ),
    (
      "connbytes",
      """

      connbytes match options:
       [!] --connbytes from:[to]
           --connbytes-dir [original, reply, both]
           --connbytes-mode [packets, bytes, avgpkt]

      """
    ),
    (
      "ecn",
      """

      ECN match options
      [!] --ecn-tcp-cwr \t\tMatch CWR bit of TCP header
      [!] --ecn-tcp-ece\t\tMatch ECE bit of TCP header
      [!] --ecn-ip-ect [0..3]\tMatch ECN codepoint in IPv4/IPv6 header

      """
    ),
    (
      "helper",
      """

      helper match options:
      [!] --helper string        Match helper identified by string

      """
    ),
    (
      "rpfilter",
      """

      rpfilter match options:
          --loose          permit reverse path via any interface
          --validmark      use skb nfmark when performing route lookup
          --accept-local   do not reject packets with a local source address
          --invert         match packets that failed the reverse path test

      """
    ),
    (
      "cpu",
      """

      cpu match options:
      [!] --cpu number   Match CPU number

      """
    ),
    (
      "u32",
      """

      u32 match options:
      [!] --u32 tests
      \t\ttests := location "=" value | tests "&&" location "=" value
      \t\tvalue := range | value "," range
      \t\trange := number | number ":" number
      \t\tlocation := number | location operator number
      \t\toperator := "&" | "<<" | ">>" | "@"

      """
    ),
    (
      "cgroup",
      """

      cgroup match options:
      [!] --path path                 Recursively match path relative to cgroup2 root
      [!] --cgroup classid            Match cgroup classid, can't be used with --path

      """
    ),
  ]
}
