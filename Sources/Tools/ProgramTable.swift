/// All programs that every node has, by name. A tool's folder contributes its list here, on one line.
package enum ProgramTable {
  package enum Lookup {
    case program(Program)
    /// A program of the real world that the simulator does not have.
    case unsimulated(Unsimulated)
    case isDirectory
    case notExecutable
    case noSuchFile
    case notFound
  }

  /// Sorted by name; the first of equal names counts.
  private static let programs: [Program] = sorted([
    ShellPrograms.programs,
    TextPrograms.programs,
    Ping.programs,
    Curl.programs,
    Netcat.programs,
    Conntrack.programs,
    IPTables.programs,
    IPSetTool.programs,
    Dmesg.programs,
    IProute2.programs,
    NetTools.programs,
    Tcpdump.programs,
    SS.programs,
    Traceroute.programs,
    Tracepath.programs,
    MTR.programs,
    DockerCommand.programs,
    ComposeCommand.programs,
    Getent.programs,
    Arping.programs,
    Dig.programs,
    Nslookup.programs,
    HostCommand.programs,
    Dnsmasq.programs,
    DHClient.programs,
    Busybox.programs,
    PS.programs,
  ])

  /// Programs that only Windows has, and those that Windows has under a Linux program's name: these decide by their
  /// arguments which of the two is meant. Looked up first on Windows machines.
  private static let windowsPrograms: [Program] = sorted([
    WindowsTables.programs, WindowsPrograms.programs,
  ])

  private static func sorted(_ lists: [[Program]]) -> [Program] {
    var result: [Program] = []
    for program in lists.flatMap({ $0 }).enumerated().sorted(by: {
      ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
    }) where result.last?.name != program.element.name {
      result.append(program.element)
    }
    return result
  }

  /// The common program of a name.
  package static func program(named name: String) -> Program? { search(programs, name) }

  private static func search(_ programs: [Program], _ name: String) -> Program? {
    var (low, high) = (0, programs.count)
    while low < high {
      let middle = (low + high) / 2
      if programs[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < programs.count && programs[low].name == name ? programs[low] : nil
  }

  /// What a command's name runs on a node: its own program, a common one, or a script.
  package static func find(_ name: String, on node: Node, workingDirectory: String) -> Lookup {
    if let own = node.programs[name] { return .program(own) }
    guard name.contains("/") else { return node.hasOnlyOwnPrograms ? .notFound : find(plain: name, on: node) }
    let path = FileSystem.resolve(name, in: workingDirectory)
    if let own = node.programs[path] { return .program(own) }
    if node.files.isDirectory(path) { return .isDirectory }
    if node.files.exists(path) {
      return node.files.isExecutable(path)
        ? .program(ShellPrograms.script(at: path, name: name)) : .notExecutable
    }
    if !node.hasOnlyOwnPrograms, binaryDirectories.contains(FileSystem.directory(of: path)) {
      let lookup = find(plain: FileSystem.name(of: path), on: node)
      if case .notFound = lookup { return .noSuchFile }
      return lookup
    }
    return .noSuchFile
  }

  private static let binaryDirectories = [
    "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin",
  ]

  private static func find(plain name: String, on node: Node) -> Lookup {
    if node.machine.operatingSystem == .windows, let program = search(windowsPrograms, windowsName(name)) {
      return .program(program)
    }
    if let program = program(named: name) { return .program(program) }
    if RealPrograms.names.contains(name) { return .unsimulated(Unsimulated("the program \(name)")) }
    return .notFound
  }

  /// Windows takes `ipconfig.exe` and `IPCONFIG` too.
  private static func windowsName(_ name: String) -> String {
    let lower = name.lowercased()
    return lower.hasSuffix(".exe") ? String(lower.dropLast(4)) : lower
  }

  /// Where `type` and `which` say that a program is.
  static func path(of name: String) -> String {
    let administration = [
      "arp", "bridge", "brctl", "conntrack", "ethtool", "ifconfig", "ip", "iptables", "route", "sysctl",
    ]
    return (administration.contains(name) || name.hasPrefix("iptables") ? "/usr/sbin/" : "/usr/bin/") + name
  }
}
