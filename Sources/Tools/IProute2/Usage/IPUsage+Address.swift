/// What `ip address help`, `ip neighbour help` and `ip netns help` say.
extension IPUsage {
  static let address = """
    Usage: ip address {add|change|replace} IFADDR dev IFNAME [ LIFETIME ]
                                                          [ CONFFLAG-LIST ]
           ip address del IFADDR dev IFNAME [mngtmpaddr]
           ip address {save|flush} [ dev IFNAME ] [ scope SCOPE-ID ]
                                [ to PREFIX ] [ FLAG-LIST ] [ label LABEL ] [up]
           ip address [ show [ dev IFNAME ] [ scope SCOPE-ID ] [ master DEVICE ]
                             [ nomaster ]
                             [ type TYPE ] [ to PREFIX ] [ FLAG-LIST ]
                             [ label LABEL ] [up] [ vrf NAME ] ]
           ip address {showdump|restore}
    IFADDR := PREFIX | ADDR peer PREFIX
              [ broadcast ADDR ] [ anycast ADDR ]
              [ label IFNAME ] [ scope SCOPE-ID ] [ metric METRIC ]
    SCOPE-ID := [ host | link | global | NUMBER ]
    FLAG-LIST := [ FLAG-LIST ] FLAG
    FLAG  := [ permanent | dynamic | secondary | primary |
               [-]tentative | [-]deprecated | [-]dadfailed | temporary |
               CONFFLAG-LIST ]
    CONFFLAG-LIST := [ CONFFLAG-LIST ] CONFFLAG
    CONFFLAG  := [ home | nodad | mngtmpaddr | noprefixroute | autojoin ]
    LIFETIME := [ valid_lft LFT ] [ preferred_lft LFT ]
    LFT := forever | SECONDS
    TYPE := { amt | bareudp | bond | bond_slave | bridge | bridge_slave |
              dsa | dummy | erspan | geneve | gre | gretap | gtp | ifb |
              ip6erspan | ip6gre | ip6gretap | ip6tnl |
              ipip | ipoib | ipvlan | ipvtap |
              macsec | macvlan | macvtap |
              netdevsim | nlmon | rmnet | sit | team | team_slave |
              vcan | veth | vlan | vrf | vti | vxcan | vxlan | wwan |
              xfrm | virt_wifi }

    """

  static let neighbour = """
    Usage: ip neigh { add | del | change | replace }
                    { ADDR [ lladdr LLADDR ] [ nud STATE ] proxy ADDR }
                    [ dev DEV ] [ router ] [ use ] [ managed ] [ extern_learn ]
                    [ protocol PROTO ]

    \tip neigh { show | flush } [ proxy ] [ to PREFIX ] [ dev DEV ] [ nud STATE ]
    \t\t\t\t  [ vrf NAME ] [ nomaster ]
    \tip neigh get { ADDR | proxy ADDR } dev DEV

    STATE := { delay | failed | incomplete | noarp | none |
               permanent | probe | reachable | stale }

    """

  static let netns = """
    Usage:\tip netns list
    \tip netns add NAME
    \tip netns attach NAME PID
    \tip netns set NAME NETNSID
    \tip [-all] netns delete [NAME]
    \tip netns identify [PID]
    \tip netns pids NAME
    \tip [-all] netns exec [NAME] cmd ...
    \tip netns monitor
    \tip netns list-id [target-nsid POSITIVE-INT] [nsid POSITIVE-INT]
    NETNSID := auto | POSITIVE-INT

    """

  static let multicast = """
    Usage: ip maddr [ add | del ] MULTIADDR dev STRING
           ip maddr show [ dev STRING ]

    """

  static let monitor = """
    Usage: ip monitor [ all | OBJECTS ] [ FILE ] [ label ] [ all-nsid ]
                      [ dev DEVICE ]
    OBJECTS :=  address | link | mroute | neigh | netconf |
                nexthop | nsid | prefix | route | rule | stats
    FILE := file FILENAME

    """
}
