import Foundation

/// Turns what two correct runs cannot have in common (drawn ports, identifiers, times) into placeholders, so that
/// a simulated transcript can be compared with one that the real kernel wrote. Placeholders with a number are
/// counted in order of first appearance, one numbering per transcript.
struct Normaliser {
  private var named: Set<String>
  private let literal: String
  private var numbers: [String: String] = [:]
  private var counts: [String: Int] = [:]

  /// What commands and Docker say aloud is not a drawn number.
  init(commands: [String], outputs: [String]) {
    literal = commands.joined(separator: "\n")
    let everything = outputs.joined(separator: "\n")
    named = Set(Expression(#"\d+"#).matches(in: literal).map { $0[0] })
    named.formUnion(Expression(#":(\d+)->\d+/"#).matches(in: everything).map { $0[1] })
    named.formUnion(Expression(#"/\w+ -> \S+:(\d+)$"#).matches(in: everything).map { $0[1] })
  }

  mutating func output(of command: String, _ text: String) -> String {
    var text = dockerTables(text)
    for (expression, template) in Self.plainRules { text = expression.replace(in: text, with: template) }
    text = Self.curlTimeout(command, names(text))
    if command.contains("netns pids") {
      text = Expression(#"^\d+$"#).replace(in: text) { placeholder("pid", $0[0]) }
    }
    return command.contains("iptables") ? Self.protocolNames(text) : text
  }

  /// The numbered placeholders; also for trace records.
  mutating func names(_ text: String) -> String {
    var text = Expression(#"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b"#).replace(in: text) { identifier($0[0]) }
    for (kind, expression) in Self.numberedRules {
      text = expression.replace(in: text) { placeholder(kind, $0[0]) }
    }
    text = Expression(#"\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b"#).replace(in: text) { hardware($0[0]) }
    text = Self.replyPort.replace(in: text) { match in
      let port = match[2]
      let isDrawn = (Int(port) ?? 0) >= 1024 && !named.contains(port)
      return match[1] + (isDrawn ? placeholder("eph", port) : port)
    }
    return Self.portPositions.replace(in: text) { match in
      let address = match.count > 1 ? match[1] : ""
      return address + port(String(match[0].dropFirst(address.count)))
    }
  }

  private mutating func placeholder(_ kind: String, _ text: String) -> String {
    let key = kind + " " + text
    if let known = numbers[key] { return known }
    counts[kind, default: 0] += 1
    numbers[key] = "{\(kind)\(counts[kind]!)}"
    return numbers[key]!
  }

  private mutating func identifier(_ text: String) -> String {
    if text.allSatisfy(\.isNumber) || literal.contains(text) { return text }
    return placeholder("id", String(text.prefix(12)))
  }

  private mutating func hardware(_ text: String) -> String {
    let isFixed = Self.fixedHardware.contains { text.hasPrefix($0) } || literal.contains(text)
    return isFixed ? text : placeholder("mac", text)
  }

  private mutating func port(_ text: String) -> String {
    guard let number = Int(text) else { return text }
    let isDrawn =
      numbers["eph " + text] != nil || ((32768...60999).contains(number) && !named.contains(text))
    return isDrawn ? placeholder("eph", text) : text
  }

  // MARK: - Docker's tables

  /// `docker ps` and the like: ages become {ago}, and the columns are padded anew.
  private mutating func dockerTables(_ text: String) -> String {
    var lines = text.components(separatedBy: "\n")[...]
    var out: [String] = []
    while let line = lines.popFirst() {
      guard Expression(#"^(CONTAINER ID|NETWORK ID) {2,}"#).isMatched(by: line) else {
        out.append(line)
        continue
      }
      var rows: [String] = []
      while let row = lines.first, Expression(#"^([0-9a-f]{12}|\{id\d+\}) "#).isMatched(by: row) {
        rows.append(row)
        lines.removeFirst()
      }
      out += table(header: line, rows)
    }
    return out.joined(separator: "\n")
  }

  private mutating func table(header: String, _ rows: [String]) -> [String] {
    let starts = Expression(#"\S+(?: \S+)*"#).offsets(in: header)
    var cells = ([header] + rows).map { line in
      let characters = Array(line)
      return starts.indices.map { index in
        let end = index + 1 < starts.count ? min(starts[index + 1], characters.count) : characters.count
        guard starts[index] < end else { return "" }
        return String(characters[starts[index]..<end]).trimmingCharacters(in: .whitespaces)
      }
    }
    let age = Expression("^(Up |Exited \\(\\d+\\) )?\(Self.ago)$")
    for row in cells.indices.dropFirst() {
      cells[row] = cells[row].map { cell in
        names(age.isMatched(by: cell) ? Expression(Self.ago).replace(in: cell, with: "{ago}") : cell)
      }
    }
    let widths = starts.indices.map { column in max(10, 3 + cells.map { $0[column].count }.max()!) }
    return cells.map { row in
      zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
        .joined().trimmingTrailingSpaces
    }
  }

  // MARK: - Rules

  private static let fixedHardware = [
    "52:54:00:00:", "02:42:", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "33:33:", "01:00:5e:", "01:80:c2:",
  ]
  private static let ago = #"(?:Less than a second|About an? \w+|\d+ \w+)(?: ago)?"#
  private static let date =
    #"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d(?: \w+)? \d{4}"#

  private static let plainRules: [(Expression, String)] = [
    (#"\r"#, ""),
    (#"\x1b\[[\d;]*m"#, ""),
    (#"[ \t]+$"#, ""),
    (#"^bash: (?:eval: )?line \d+: +\d+ (?:Terminated|Killed|Hangup|Quit|Interrupt).*\n"#, ""),
    (#"^\[\d+\][+-]? +(?:Done|Exit|Terminated|Killed|Running).*\n"#, ""),
    (#"^\[\d+\] \d+\n"#, ""),
    (#"^bash: (?:eval: )?line \d+: "#, "bash: "),
    (date, "{date}"),
    (#"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:\d\d)"#, "{date}"),
    (#"\btime[=<][\d.]+ ms"#, "time={ms} ms"),
    (#"^((?:rtt|round-trip) min/avg/max(?:/mdev)? = )[\d./]+ ms"#, "$1{rtt} ms"),
    (#"(\bexpires )\d+sec"#, "$1{t}sec"),
    (#"(packet loss, time )\d+ms"#, "$1{ms}ms"),
    (#"\b\d+\.\d+ ms"#, "{ms} ms"),
    (#"\bafter \d+ (ms|milliseconds)\b"#, "after {ms} $1"),
    (#"(status: \w+, id: )\d+"#, "$1{id}"),
    (#"(\bCOOKIE:? )[0-9a-f]+"#, "$1{cookie}"),
    (#"(Query time: )\d+ msec"#, "$1{ms} msec"),
    (#"\bin \d+ ms\b"#, "in {ms} ms"),
    (#"\bdnsmasq(-dhcp)?\[\d+\]"#, "dnsmasq$1[{pid}]"),
    (#"(dnsmasq-dhcp(?:\[\{pid\}\])?: )\d{4,}"#, "$1{xid}"),
    (#"(\.(?:53|domain) > \S+: (?:\[[^]]*\] )?)\d+"#, "$1{id}"),
    (#"( > \S+\.(?:53|domain): (?:\[[^]]*\] )?)\d+"#, "$1{id}"),
    (#"(, length \d+ )\d+(?=[-+*])"#, "$1{id}"),
    (#"\bxid 0x[0-9a-f]+"#, "xid {xid}"),
    (#"\binterval \d+$"#, "interval {n}"),
    (#"\brenewal in \d+ "#, "renewal in {n} "),
    (#"\[(?:bad udp cksum [^]]*|udp sum ok)\]"#, "[{cksum}]"),
    (#"^(  (?:renew|rebind|expire) )\d .*;"#, "$1{date};"),
    (#"^\d{9,}(?= [0-9a-f]{2}:)"#, "{t}"),
    (#"\bsecs \d+, "#, ""),
    (#"^((?:\[[A-Z]+\] +|ipv4 +2 +)?(?:tcp|udp|icmp|unknown) +\d+ )\d+ "#, "$1{t} "),
    (#"^\d\d:\d\d:\d\d\.\d{6} "#, "{time} "),
    (#"(Flags \[S\.?\], (?:cksum [^,]*, )?seq )\d+"#, "$1{seq}"),
    (#"(Flags \[S\.\], .*?ack )\d+"#, "$1{ack}"),
    (#"(Flags \[\S+\], .*?\bseq )\d{6,}(?::\d+)?"#, "$1{seq}"),
    (#"(Flags \[\S+\], .*?\back )\d{6,}"#, "$1{ack}"),
    (#"(Flags \[\S+\], .*?\bwin )\d+"#, "$1{win}"),
    (#"TS val \d+ ecr \d+"#, "TS val {ts} ecr {ts}"),
    (#"cksum 0x[0-9a-f]+ \([^)]*\)"#, "cksum {cksum}"),
    (#"(\(tos 0x[0-9a-f]+, (?:ECT\(\d\), |CE, )?ttl \d+, id )\d+"#, "$1{ipid}"),
    (#"^\d+ packets? received by filter"#, "{n} packets received by filter"),
    (#"^( +\d+\t[0-9a-f:]{17}\tno\t\t) +\d+\.\d\d$"#, "$1{t}"),
    (#"\bino:\d+"#, "ino:{ino}"),
    (#"\bsk:\w+"#, "sk:{sk}"),
  ].map { (Expression($0), $1) }

  private static let numberedRules: [(String, Expression)] = [
    ("veth", Expression(#"\bveth[0-9a-f]{7}\b"#)),
    ("icmpid", Expression(#"(?<= id=)\d+|(?<=echo request, id )\d+|(?<=echo reply, id )\d+"#)),
    ("pid", Expression(#"(?<=\bpid=)\d+|(?<= )\d+(?=/(?!tcp$|udp$)[a-z][\w.-]*$)"#)),
  ]

  private static let address = #"\d+\.\d+\.\d+\.\d+"#
  private static let portPositions = Expression(
    #"(?<=\bsport=)\d+|(?<=\bdport=)\d+|(?<=SPT=)\d+|(?<=DPT=)\d+|(?<=port )\d{5}\b"#
      + #"|(?<=[\d*\]]:)\d+(?![\d:.])"#
      + "|(?:(?<= IP )|(?<=^IP )|(?<= > )|(?<=^    )(?=\(address)\\.\\d+ > ))(\(address)\\.)\\d+(?=[ :])"
      + #"|(?<=\d )\d{5}(?= received!?$)|(?<=\d )\d{5}$"#)
  private static let replyPort = Expression(#"(sport=\d+ dport=\d+ .*sport=\d+ dport=)(\d+)"#)

  /// curl words a --connect-timeout in one of two ways; this is the commoner one.
  private static func curlTimeout(_ command: String, _ text: String) -> String {
    guard let url = Expression(#"\b(https?)://([\w.-]+)(?::(\d+))?"#).matches(in: command).first else {
      return text
    }
    let port = url[3].isEmpty ? (url[1] == "https" ? "443" : "80") : url[3]
    return text.replacingOccurrences(
      of: "curl: (28) Connection timeout after {ms} ms",
      with: "curl: (28) Failed to connect to \(url[2]) port \(port) after {ms} ms: Timeout was reached")
  }

  /// iptables 1.8.9 is the one release that prints protocol numbers under -n.
  private static func protocolNames(_ text: String) -> String {
    let names = [
      "0": "all", "1": "icmp", "6": "tcp", "17": "udp", "50": "esp", "51": "ah", "132": "sctp",
      "136": "udplite",
    ]
    let field = Expression(
      #"^((?: *\d+ +)?(?: *\d+[KMGT]? +\d+[KMGT]? )?(?:\S+)? *[ !])(\d+) +((?:-[-f]|!f) .*)$"#)
    return field.replace(in: text) { match in
      guard let name = names[match[2]] else { return match[0] }
      return match[1] + name.padding(toLength: max(4, name.count), withPad: " ", startingAt: 0) + " "
        + match[3]
    }
  }
}

extension String {
  var trimmingTrailingSpaces: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
