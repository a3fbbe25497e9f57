/// The usage texts of objects that are refused by name beyond their help.
extension IPUsage {
  static let tunnel = """
    Usage: ip tunnel { add | change | del | show | prl | 6rd } [ NAME ]
            [ mode { gre | ipip | isatap | sit | vti } ]
            [ remote ADDR ] [ local ADDR ]
            [ [i|o]seq ] [ [i|o]key KEY ] [ [i|o]csum ]
            [ prl-default ADDR ] [ prl-nodefault ADDR ] [ prl-delete ADDR ]
            [ 6rd-prefix ADDR ] [ 6rd-relay_prefix ADDR ] [ 6rd-reset ]
            [ ttl TTL ] [ tos TOS ] [ [no]pmtudisc ] [ dev PHYS_DEV ]

    Where: NAME := STRING
           ADDR := { IP_ADDRESS | any }
           TOS  := { STRING | 00..ff | inherit | inherit/STRING | inherit/00..ff }
           TTL  := { 1..255 | inherit }
           KEY  := { DOTTED_QUAD | NUMBER }

    """

  static let tuntap = """
    Usage: ip tuntap { add | del | show | list | lst | help } [ dev PHYS_DEV ]
           [ mode { tun | tap } ] [ user USER ] [ group GROUP ]
           [ one_queue ] [ pi ] [ vnet_hdr ] [ multi_queue ] [ name NAME ]

    Where: USER  := { STRING | NUMBER }
           GROUP := { STRING | NUMBER }

    """

  static let nexthop = """
    Usage: ip nexthop { list | flush } [ protocol ID ] SELECTOR
           ip nexthop { add | replace } id ID NH [ protocol ID ]
           ip nexthop { get | del } id ID
           ip nexthop bucket list BUCKET_SELECTOR
           ip nexthop bucket get id ID index INDEX
    SELECTOR := [ id ID ] [ dev DEV ] [ vrf NAME ] [ master DEV ]
                [ groups ] [ fdb ]
    BUCKET_SELECTOR := SELECTOR | [ nhid ID ]
    NH := { blackhole | [ via ADDRESS ] [ dev DEV ] [ onlink ]
            [ encap ENCAPTYPE ENCAPHDR ] |
            group GROUP [ fdb ] [ type TYPE [ TYPE_ARGS ] ] }
    GROUP := [ <id[,weight]>/<id[,weight]>/... ]
    TYPE := { mpath | resilient }
    TYPE_ARGS := [ RESILIENT_ARGS ]
    RESILIENT_ARGS := [ buckets BUCKETS ] [ idle_timer IDLE ]
                      [ unbalanced_timer UNBALANCED ]
    ENCAPTYPE := [ mpls ]
    ENCAPHDR := [ MPLSLABEL ]

    """

  static let token = """
    Usage: ip token [ list | set | del | get ] [ TOKEN ] [ dev DEV ]

    """

  static let vrf = """
    Usage:\tip vrf show [NAME] ...
    \tip vrf exec [NAME] cmd ...
    \tip vrf identify [PID]
    \tip vrf pids [NAME]

    """

  static let multicastRoute = """
    Usage: ip mroute show [ [ to ] PREFIX ] [ from PREFIX ] [ iif DEVICE ]
                          [ table TABLE_ID ]
    TABLE_ID := [ local | main | default | all | NUMBER ]

    """

  static let neighbourTable = """
    Usage: ip ntable change name NAME [ dev DEV ]
            [ thresh1 VAL ] [ thresh2 VAL ] [ thresh3 VAL ] [ gc_int MSEC ]
            [ PARMS ]
    Usage: ip ntable show [ dev DEV ] [ name NAME ]
    PARMS := [ base_reachable MSEC ] [ retrans MSEC ] [ gc_stale MSEC ]
             [ delay_probe MSEC ] [ queue LEN ]
             [ app_probes VAL ] [ ucast_probes VAL ] [ mcast_probes VAL ]
             [ anycast_delay MSEC ] [ proxy_delay MSEC ] [ proxy_queue LEN ]
             [ locktime MSEC ]

    """
}
