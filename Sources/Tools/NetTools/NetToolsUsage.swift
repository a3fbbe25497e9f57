/// How the programs of net-tools explain themselves.
enum NetToolsUsage {
  static let route = """
    Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables
           route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.

           route {-h|--help} [<AF>]              Detailed usage syntax for specified AF.
           route {-V|--version}                  Display version/author and exit.

            -v, --verbose            be verbose
            -n, --numeric            don't resolve names
            -e, --extend             display other/more information
            -F, --fib                display Forwarding Information Base (default)
            -C, --cache              display routing cache instead of FIB

      <AF>=Use -4, -6, '-A <af>' or '--<af>'; default: inet
      List of possible address families (which support routing):
        inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25)\u{20}
        netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX)\u{20}
        ddp (Appletalk DDP) x25 (CCITT X.25)\u{20}

    """

  static let arp = """
    Usage:
      arp [-vn]  [<HW>] [-i <if>] [-a] [<hostname>]             <-Display ARP cache
      arp [-v]          [-i <if>] -d  <host> [pub]               <-Delete ARP entry
      arp [-vnD] [<HW>] [-i <if>] -f  [<filename>]            <-Add entry from file
      arp [-v]   [<HW>] [-i <if>] -s  <host> <hwaddr> [temp]            <-Add entry
      arp [-v]   [<HW>] [-i <if>] -Ds <host> <if> [netmask <nm>] pub          <-''-

            -a                       display (all) hosts in alternative (BSD) style
            -e                       display (all) hosts in default (Linux) style
            -s, --set                set a new ARP entry
            -d, --delete             delete a specified entry
            -v, --verbose            be verbose
            -n, --numeric            don't resolve names
            -i, --device             specify network interface (e.g. eth0)
            -D, --use-device         read <hwaddr> from given device
            -A, -p, --protocol       specify protocol family
            -f, --file               read new entries from file or from /etc/ethers

      <HW>=Use '-H <hw>' to specify hardware address type. Default: ether
      List of possible hardware types (which support ARP):
        ash (Ash) ether (Ethernet) ax25 (AMPR AX.25)\u{20}
        netrom (AMPR NET/ROM) rose (AMPR ROSE) arcnet (ARCnet)\u{20}
        dlci (Frame Relay DLCI) fddi (Fiber Distributed Data Interface) hippi (HIPPI)\u{20}
        irda (IrLAP) x25 (generic X.25) eui64 (Generic EUI-64)\u{20}

    """

  static let ifconfig = """
    Usage:
      ifconfig [-a] [-v] [-s] <interface> [[<AF>] <address>]
      [add <address>[/<prefixlen>]]
      [del <address>[/<prefixlen>]]
      [[-]broadcast [<address>]]  [[-]pointopoint [<address>]]
      [netmask <address>]  [dstaddr <address>]  [tunnel <address>]
      [outfill <NN>] [keepalive <NN>]
      [hw <HW> <address>]  [mtu <NN>]
      [[-]trailers]  [[-]arp]  [[-]allmulti]
      [multicast]  [[-]promisc]
      [mem_start <NN>]  [io_addr <NN>]  [irq <NN>]  [media <type>]
      [txqueuelen <NN>]
      [name <newname>]
      [[-]dynamic]
      [up|down] ...

      <HW>=Hardware Type.
      List of possible hardware types:
        loop (Local Loopback) slip (Serial Line IP) cslip (VJ Serial Line IP)\u{20}
        slip6 (6-bit Serial Line IP) cslip6 (VJ 6-bit Serial Line IP) adaptive (Adaptive Serial Line IP)\u{20}
        ash (Ash) ether (Ethernet) ax25 (AMPR AX.25)\u{20}
        netrom (AMPR NET/ROM) rose (AMPR ROSE) tunnel (IPIP Tunnel)\u{20}
        ppp (Point-to-Point Protocol) hdlc ((Cisco)-HDLC) lapb (LAPB)\u{20}
        arcnet (ARCnet) dlci (Frame Relay DLCI) frad (Frame Relay Access Device)\u{20}
        sit (IPv6-in-IPv4) fddi (Fiber Distributed Data Interface) hippi (HIPPI)\u{20}
        irda (IrLAP) ec (Econet) x25 (generic X.25)\u{20}
        eui64 (Generic EUI-64)\u{20}
      <AF>=Address family. Default: inet
      List of possible address families:
        unix (UNIX Domain) inet (DARPA Internet) inet6 (IPv6)\u{20}
        ax25 (AMPR AX.25) netrom (AMPR NET/ROM) rose (AMPR ROSE)\u{20}
        ipx (Novell IPX) ddp (Appletalk DDP) ec (Econet)\u{20}
        ash (Ash) x25 (CCITT X.25)\u{20}

    """

  static let netstat = """
    usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
           netstat [-vWnNcaeol] [<Socket> ...]
           netstat { [-vWeenNac] -i | [-cnNe] -M | -s [-6tuw] }

            -r, --route              display routing table
            -i, --interfaces         display interface table
            -g, --groups             display multicast group memberships
            -s, --statistics         display networking statistics (like SNMP)
            -M, --masquerade         display masqueraded connections

            -v, --verbose            be verbose
            -W, --wide               don't truncate IP addresses
            -n, --numeric            don't resolve names
            --numeric-hosts          don't resolve host names
            --numeric-ports          don't resolve port names
            --numeric-users          don't resolve user names
            -N, --symbolic           resolve hardware names
            -e, --extend             display other/more information
            -p, --programs           display PID/Program name for sockets
            -o, --timers             display timers
            -c, --continuous         continuous listing

            -l, --listening          display listening server sockets
            -a, --all                display all sockets (default: connected)
            -F, --fib                display Forwarding Information Base (default)
            -C, --cache              display routing cache instead of FIB
            -Z, --context            display SELinux security context for sockets

      <Socket>={-t|--tcp} {-u|--udp} {-U|--udplite} {-S|--sctp} {-w|--raw}
               {-x|--unix} --ax25 --ipx --netrom
      <AF>=Use '-6|-4' or '-A <af>' or '--<af>'; default: inet
      List of possible address families (which support routing):
        inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25)\u{20}
        netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX)\u{20}
        ddp (Appletalk DDP) x25 (CCITT X.25)\u{20}

    """
}
