import Linux

/// busybox, the one program behind the small tools of alpine and busybox images.
enum Busybox {
  /// On hosts it has its own name, and udhcpc stands beside it.
  static let programs: [Program] = [multiCall] + UDHCPC.programs

  /// `busybox APPLET …`
  private static let multiCall = Program(
    "busybox",
    running: { (process: Process) throws(Unsimulated) in
      guard let name = process.arguments.first, !name.hasPrefix("-") else {
        throw Unsimulated("busybox \(process.arguments.joined(separator: " "))")
      }
      guard applets.contains(name) else {
        process.writeError("\(name): applet not found\n")
        return process.exit(127)
      }
      let child = process.launch(
        program(name), arguments: Array(process.arguments.dropFirst()), on: process.node,
        namespace: process.namespace
      ) { process.exit($0) }
      process.passSignals(to: child)
    })

  /// The first line of every applet's usage.
  static let banner = "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary."

  static func install(on node: Node) {
    for name in applets {
      let program = program(name)
      for path in [name, "/bin/" + name, "/usr/bin/" + name, "/sbin/" + name, "/usr/sbin/" + name] {
        node.programs[path] = program
      }
    }
  }

  private static func program(_ name: String) -> Program {
    if let own = own.first(where: { $0.name == name }) { return own }
    guard same.contains(name), let common = ProgramTable.program(named: name) else {
      return Program(
        name,
        running: { (process: Process) throws(Unsimulated) in
          throw Unsimulated("busybox's \(name)")
        })
    }
    return common
  }

  /// What busybox does in its own way.
  private static let own: [Program] =
    [
      Program(
        "sh",
        running: { (process: Process) throws(Unsimulated) in
          try ShellPrograms.run(process, flavour: .busybox)
        }),
      Program(
        "ash",
        running: { (process: Process) throws(Unsimulated) in
          try ShellPrograms.run(process, flavour: .busybox)
        }),
      BusyboxHost.hostname, BusyboxHost.environment,
    ] + BusyboxIP.programs + BusyboxNetTools.programs
    + [BusyboxPing.program, BusyboxWget.program, BusyboxNslookup.program, BusyboxNetcat.program]
    + BusyboxProcesses.programs + BusyboxWords.programs + [BusyboxTelnet.program, BusyboxTraceroute.program]
    + [multiCall] + UDHCPC.programs

  /// What prints the same as the full program of the name.
  private static let same: Set<String> = [
    "[", "[[", "basename", "cut", "date", "dirname", "echo", "expr", "false", "grep", "egrep", "fgrep",
    "head",
    "mkdir", "mv", "nproc", "printf", "pwd", "rm", "rmdir", "sed", "seq", "sleep", "sort",
    "tail", "tee", "test", "timeout", "touch", "tr", "true", "uniq", "wc", "whoami", "xargs", "yes", "awk",
    "id", "cp",
    "time", "usleep", "uname",
  ]

  /// `busybox --list` of Debian's busybox-static.
  private static let applets: [String] = names.split(separator: " ").map(String.init)
  private static let names = """
    [ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blockdev brctl bunzip2 busybox \
    bzcat bzip2 cal cat chgrp chmod chown chroot chvt clear cmp cp cpio crc32 crond crontab cttyhack cut date dc dd \
    deallocvt depmod devmem df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed \
    egrep env expand expr factor fallocate false fatattr fdisk fgrep find findfs fold free freeramdisk fsfreeze fstrim \
    ftpget ftpput getopt getty grep groups gunzip gzip halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump \
    i2cget i2cset i2ctransfer id ifconfig ifdown ifup init insmod ionice ip ipcalc ipneigh kill killall klogd last less \
    link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls lsmod lsscsi lzcat lzma \
    lzop md5sum mdev microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount \
    mt mv nameif nc netstat nl nologin nproc nsenter nslookup nuke od openvt partprobe passwd paste patch pidof ping \
    ping6 pivot_root poweroff printf ps pwd rdate readlink realpath reboot renice reset resume rev rm rmdir rmmod route \
    rpm rpm2cpio run-init run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf \
    sleep sort ssl_client start-stop-daemon stat strings stty su sulogin svc svok swapoff swapon switch_root sync sysctl \
    syslogd tac tail tar taskset tc tee telnet telnetd test tftp time timeout top touch tr traceroute traceroute6 true \
    truncate ts tty tunctl ubirename udhcpc udhcpd uevent umount uname uncompress unexpand uniq unix2dos unlink unlzma \
    unshare unxz unzip uptime usleep uudecode uuencode vconfig vi w watch watchdog wc wget which who whoami xargs xxd xz \
    xzcat yes zcat
    """
}

/// Applets about the container itself.
enum BusyboxHost {
  static let hostname = Program("hostname") { (process: Process) throws(Unsimulated) -> Int in
    let name = process.node.files.readText("/etc/hostname") ?? process.node.name + "\n"
    guard process.arguments.isEmpty else {
      guard process.arguments == ["-i"] else {
        throw Unsimulated("busybox's hostname \(process.arguments[0])")
      }
      let addresses = hosts(process).filter { $0.names.contains(String(name.dropLast())) }.map { $0.address }
      process.write(addresses.joined(separator: " ") + "\n")
      return 0
    }
    process.write(name)
    return 0
  }

  private static func hosts(_ process: Process) -> [(address: String, names: [String])] {
    let text = process.node.files.readText("/etc/hosts") ?? ""
    return text.split(separator: "\n").compactMap { line in
      let words = line.split { $0 == "\t" || $0 == " " }.map(String.init)
      return words.first.map { ($0, Array(words.dropFirst())) }
    }
  }

  static let environment = Program("env") { (process: Process) throws(Unsimulated) -> Int in
    guard process.arguments.isEmpty else { throw Unsimulated("busybox's env with arguments") }
    // As the container was given it: the path and the name first, the home last.
    let order = ["PATH", "HOSTNAME", "TERM"]
    for name in order { if let value = process.environment[name] { process.write("\(name)=\(value)\n") } }
    for name in process.environment.keys.sorted() where !order.contains(name) && name != "HOME" {
      process.write("\(name)=\(process.environment[name] ?? "")\n")
    }
    if let home = process.environment["HOME"] { process.write("HOME=\(home)\n") }
    return 0
  }
}
