#!/usr/bin/env bash
# The story of Notebooks/docker-port-mapping.en.md as a plain script: namespaces in the place of machines, and the rules
# that Docker makes, by hand. It needs root, iproute2, iptables, conntrack, curl and busybox. Run it in namespaces of its
# own, which take everything with them when it ends:
#     unshare --mount --net bash story.sh
set -euo pipefail
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/www

for node in win11 centos web; do ip netns add "$node"; done
win11() { ip netns exec win11 "$@"; }
centos() { ip netns exec centos "$@"; }
web() { ip netns exec web "$@"; }

ip link add VMnet8 netns win11 type veth peer ens33 netns centos
win11 ip addr add 192.168.40.1/24 dev VMnet8
win11 ip link set VMnet8 up
centos ip addr add 192.168.40.180/24 dev ens33
centos ip link set ens33 up
centos ip link add docker0 type bridge
centos ip addr add 172.17.0.1/16 dev docker0
centos ip link set docker0 up
centos sysctl -qw net.ipv4.ip_forward=1
centos ip addr show docker0

ip link add eth0 netns web type veth peer veth1b62ff4 netns centos
centos ip link set veth1b62ff4 master docker0 up
web ip link set lo up
web ip addr add 172.17.0.2/16 dev eth0
web ip link set eth0 up
web ip route add default via 172.17.0.1
centos iptables-restore <<'RULES'
*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:8080
COMMIT
*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 8080 -j ACCEPT
COMMIT
RULES
web ip addr show eth0
web ip route
centos bridge link

echo "hello from web" > /run/www/index.html
web busybox httpd -p 8080 -h /run/www
trap 'kill $(ip netns pids web) 2>/dev/null || true' EXIT
for _ in 1 2 3; do win11 curl -s http://192.168.40.180/; done
centos conntrack -L 2>/dev/null | tail -n 1
centos iptables -t nat -nvL DOCKER
centos iptables -t nat -nL POSTROUTING
