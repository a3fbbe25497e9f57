/// What `ip link help` says, of the whole and of a kind of interface (`ip link help TYPE`).
extension IPUsage {
  static let link = """
    Usage: ip link add [link DEV | parentdev NAME] [ name ] NAME
    \t\t    [ txqueuelen PACKETS ]
    \t\t    [ address LLADDR ]
    \t\t    [ broadcast LLADDR ]
    \t\t    [ mtu MTU ] [index IDX ]
    \t\t    [ numtxqueues QUEUE_COUNT ]
    \t\t    [ numrxqueues QUEUE_COUNT ]
    \t\t    [ netns { PID | NAME } ]
    \t\t    type TYPE [ ARGS ]

    \tip link delete { DEVICE | dev DEVICE | group DEVGROUP } type TYPE [ ARGS ]

    \tip link set { DEVICE | dev DEVICE | group DEVGROUP }
    \t\t\t[ { up | down } ]
    \t\t\t[ type TYPE ARGS ]
    \t\t[ arp { on | off } ]
    \t\t[ dynamic { on | off } ]
    \t\t[ multicast { on | off } ]
    \t\t[ allmulticast { on | off } ]
    \t\t[ promisc { on | off } ]
    \t\t[ trailers { on | off } ]
    \t\t[ carrier { on | off } ]
    \t\t[ txqueuelen PACKETS ]
    \t\t[ name NEWNAME ]
    \t\t[ address LLADDR ]
    \t\t[ broadcast LLADDR ]
    \t\t[ mtu MTU ]
    \t\t[ netns { PID | NAME } ]
    \t\t[ link-netns NAME | link-netnsid ID ]
    \t\t[ alias NAME ]
    \t\t[ vf NUM [ mac LLADDR ]
    \t\t\t [ vlan VLANID [ qos VLAN-QOS ] [ proto VLAN-PROTO ] ]
    \t\t\t [ rate TXRATE ]
    \t\t\t [ max_tx_rate TXRATE ]
    \t\t\t [ min_tx_rate TXRATE ]
    \t\t\t [ spoofchk { on | off} ]
    \t\t\t [ query_rss { on | off} ]
    \t\t\t [ state { auto | enable | disable} ]
    \t\t\t [ trust { on | off} ]
    \t\t\t [ node_guid EUI64 ]
    \t\t\t [ port_guid EUI64 ] ]
    \t\t[ { xdp | xdpgeneric | xdpdrv | xdpoffload } { off |
    \t\t\t  object FILE [ { section | program } NAME ] [ verbose ] |
    \t\t\t  pinned FILE } ]
    \t\t[ master DEVICE ][ vrf NAME ]
    \t\t[ nomaster ]
    \t\t[ addrgenmode { eui64 | none | stable_secret | random } ]
    \t\t[ protodown { on | off } ]
    \t\t[ protodown_reason PREASON { on | off } ]
    \t\t[ gso_max_size BYTES ] | [ gso_max_segs PACKETS ]
    \t\t[ gro_max_size BYTES ]

    \tip link show [ DEVICE | group GROUP ] [up] [master DEV] [vrf NAME] [type TYPE]
    \t\t[nomaster]

    \tip link xstats type TYPE [ ARGS ]

    \tip link afstats [ dev DEVICE ]
    \tip link property add dev DEVICE [ altname NAME .. ]
    \tip link property del dev DEVICE [ altname NAME .. ]

    \tip link help [ TYPE ]

    TYPE := { amt | bareudp | bond | bond_slave | bridge | bridge_slave |
              dsa | dummy | erspan | geneve | gre | gretap | gtp | ifb |
              ip6erspan | ip6gre | ip6gretap | ip6tnl |
              ipip | ipoib | ipvlan | ipvtap |
              macsec | macvlan | macvtap |
              netdevsim | nlmon | rmnet | sit | team | team_slave |
              vcan | veth | vlan | vrf | vti | vxcan | vxlan | wwan |
              xfrm | virt_wifi }

    """

  /// The others say `Usage: ...` and their options.
  static let veth = """
    Usage: ip link <options> type veth [peer <options>]
    To get <options> type 'ip link add help'

    """

  static let dummy = """
    Usage: ... dummy

    """

  static let vlan = """
    Usage: ... vlan id VLANID
    \t\t[ protocol VLANPROTO ]
    \t\t[ reorder_hdr { on | off } ]
    \t\t[ gvrp { on | off } ]
    \t\t[ mvrp { on | off } ]
    \t\t[ loose_binding { on | off } ]
    \t\t[ bridge_binding { on | off } ]
    \t\t[ ingress-qos-map QOS-MAP ]
    \t\t[ egress-qos-map QOS-MAP ]

    VLANID := 0-4095
    VLANPROTO: [ 802.1Q | 802.1ad ]
    QOS-MAP := [ QOS-MAP ] QOS-MAPPING
    QOS-MAPPING := FROM:TO

    """

  static let macvlan = """
    Usage: ... macvlan mode MODE [flag MODE_FLAG] MODE_OPTS [bcqueuelen BC_QUEUE_LEN]

    MODE: private | vepa | bridge | passthru | source
    MODE_FLAG: null | nopromisc | nodst
    MODE_OPTS: for mode "source":
    \tmacaddr { { add | del } <macaddr> | set [ <macaddr> [ <macaddr>  ... ] ] | flush }
    BC_QUEUE_LEN: Length of the rx queue for broadcast/multicast: [0-4294967295]

    """

  static let ipvlan = """
    Usage: ... ipvlan [ mode MODE ] [ FLAGS ]

    MODE: l3 | l3s | l2
    FLAGS: bridge | private | vepa
    (first values are the defaults if nothing is specified).

    """
}
