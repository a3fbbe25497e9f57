/// A prompt at the start of a line: `NODE# `, `NODE$ `, `NODE> `, `[root@NODE ~]# `, `root@NODE:~# `.
struct Prompt: Hashable, Sendable {
  var node: Range<Int>
  /// With its closing mark, without the space after it.
  var range: Range<Int>
  /// Nothing stands between it and the command.
  var isGlued: Bool
  var form: Form

  enum Form: Hashable, Sendable { case plain, bracketed, userAtHost }

  init?(_ characters: [Character], from start: Int) {
    if start < characters.count, characters[start] == "[" {
      self.init(bracketed: characters, from: start)
    } else {
      self.init(open: characters, from: start)
    }
  }

  private init?(bracketed characters: [Character], from start: Int) {
    guard let at = Self.end(ofName: characters, from: start + 1), characters[at] == "@",
      let blank = Self.end(ofName: characters, from: at + 1), characters[blank].isBlank,
      let close = characters[blank...].firstIndex(of: "]"), close + 1 < characters.count,
      characters[close + 1] == "#" || characters[close + 1] == "$"
    else { return nil }
    self.init(characters, node: at + 1..<blank, start: start, end: close + 2, .bracketed)
  }

  private init?(open characters: [Character], from start: Int) {
    guard let nameEnd = Self.end(ofName: characters, from: start) else { return nil }
    if characters[nameEnd] == "@" {
      guard let colon = Self.end(ofName: characters, from: nameEnd + 1), characters[colon] == ":",
        let mark = characters[colon...].firstIndex(where: { $0 == "#" || $0 == "$" || $0.isBlank }),
        !characters[mark].isBlank
      else { return nil }
      self.init(characters, node: nameEnd + 1..<colon, start: start, end: mark + 1, .userAtHost)
    } else if characters[nameEnd] == "#" || characters[nameEnd] == "$" || characters[nameEnd] == ">" {
      self.init(characters, node: start..<nameEnd, start: start, end: nameEnd + 1, .plain)
    } else {
      return nil
    }
  }

  private init(_ characters: [Character], node: Range<Int>, start: Int, end: Int, _ form: Form) {
    self.node = node
    range = start..<end
    isGlued = end < characters.count && !characters[end].isBlank
    self.form = form
  }

  /// Where a name ends that is neither empty nor the line's end.
  private static func end(ofName characters: [Character], from start: Int) -> Int? {
    var index = start
    while index < characters.count, CellParser.isNameCharacter(characters[index]) { index += 1 }
    return index > start && index < characters.count ? index : nil
  }
}

/// The prompts `$ ` and `# ` without a name, in cells with the option `on`.
enum BarePrompt {
  /// Whether `# ` begins commands there: it does where no line has another prompt or none, and what follows it is a
  /// program. Everywhere else it begins a comment.
  static func usesHash(in lines: [LogicalLine]) -> Bool {
    var found = false
    for line in lines where !line.trimmed.isEmpty {
      if line.characters[0] != "#" { return false }
      if isHashCommand(line) { found = true }
    }
    return found
  }

  static func isHashCommand(_ line: LogicalLine) -> Bool {
    guard line.characters.first == "#", line.characters.count > 1, line.characters[1].isBlank else {
      return false
    }
    let words = line.words(from: 1)
    return words.first.map { programs.contains($0.text) } ?? false
  }

  /// What stands first in the lines that people paste with a bare `# `.
  private static let programs = [
    "arp", "arping", "brctl", "bridge", "cat", "conntrack", "curl", "dig", "docker", "echo", "ethtool",
    "exit", "for",
    "host", "hostname", "ifconfig", "ifdown", "ifup", "ip", "ip6tables", "iperf3", "iptables",
    "iptables-restore",
    "iptables-save", "kill", "ls", "mtr", "nc", "ncat", "netstat", "nft", "nmap", "nsenter", "nslookup",
    "ping", "ping6",
    "route", "service", "sleep", "ss", "ssh", "sudo", "sysctl", "systemctl", "tc", "tcpdump", "telnet",
    "tracepath",
    "traceroute", "wget",
  ]
}
