/// Well-known programs: where the simulator has none of this name, it says so instead of `command not found`.
enum RealPrograms {
  static let names: Set<String> = [
    "a2ensite", "ab", "adduser", "apk", "apt", "apt-get", "arping", "arptables", "awk", "base64", "bc", "bird", "birdc",
    "bmon", "brctl", "bridge", "busybox", "bzip2", "chattr", "chgrp", "chmod", "chown", "chroot", "cmp", "comm",
    "conntrack", "conntrackd", "containerd", "cpio", "crictl", "crontab", "csplit", "ctr", "curl", "dd", "df", "dhclient",
    "dhcpcd", "diff", "dig", "dmesg", "dnf", "dnsmasq", "docker", "docker-compose", "dpkg", "dstat", "du", "ebtables",
    "ed", "emacs", "ethtool", "expand", "factor", "file", "find", "firewall-cmd", "fmt", "fold", "fping", "free", "ftp",
    "fuser", "gawk", "gcc", "getent", "getopt", "git", "go", "groups", "gunzip", "gzip", "haproxy", "helm", "hexdump",
    "host", "hping3", "htop", "httpd", "hwclock", "iconv", "ifconfig", "ifdown", "ifstat", "iftop", "ifup", "insmod",
    "install", "ip", "ip6tables", "ipcalc", "iperf", "iperf3", "ipset", "iptables", "iptables-restore",
    "iptables-save", "iptraf-ng", "ipvsadm", "iw", "iwconfig", "java", "join", "journalctl", "jq", "k3s", "keepalived",
    "killall", "kubectl", "lastlog", "less", "ln", "logger", "login", "logrotate", "losetup", "lsblk", "lscpu", "lsmod",
    "lsns", "lsof", "lspci", "lua", "make", "man", "md5sum", "minikube", "modinfo", "modprobe", "more", "mount", "mtr",
    "nano", "nc", "ncat", "ncdump", "nethogs", "netplan", "netstat", "networkctl", "nfct", "nft", "nginx", "ngrep", "nice",
    "nl-link-list", "nmap", "nmcli", "nmtui", "node", "npm", "nsenter", "nslookup", "numfmt", "od", "openssl",
    "ovs-ofctl", "ovs-vsctl", "passwd", "patch", "perl", "pgrep", "php", "pidof", "ping", "ping6", "pip", "pip3", "pkill",
    "podman", "poweroff", "pr", "ps", "pstree", "python", "python2", "python3", "readlink", "realpath", "reboot",
    "redis-cli", "redis-server", "renice", "resolvectl", "rmdir", "rmmod", "route", "rpm", "rsync", "ruby", "runc", "sar",
    "scp", "screen", "script", "service", "setpriv", "setsid", "sftp", "sha1sum", "sha256sum", "shuf", "shutdown",
    "skopeo", "slirp4netns", "snap", "socat", "split", "ss", "ssh", "ssh-keygen", "sshd", "stat", "stdbuf", "strace", "stty",
    "su", "sum", "sync", "sysctl", "systemctl", "tar", "tc", "tcpdump", "telnet", "tftp", "time", "tmux", "top",
    "tracepath", "traceroute", "traceroute6", "tree", "truncate", "tshark", "tsort", "tty", "ufw", "umount", "unexpand",
    "unshare", "unzip", "uptime", "useradd", "users", "vconfig", "vi", "vim", "virsh", "vmstat", "vtysh", "w", "wall", "watch",
    "wg", "wg-quick", "wget", "whereis", "which", "who", "whois", "wireshark", "write", "xxd", "xz", "yum", "zcat", "zip",
  ]
}
