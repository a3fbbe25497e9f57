/// A change of what is typed at a prompt: an address, a mask, a port, a verdict, the order of rules, a switch that is on.
struct CommandChange: Hashable {
  /// The whole command with the change in it.
  var command: String
  /// In words: `80 becomes 81`.
  var text: String

  static func all(of command: String) -> [CommandChange] {
    let found = addresses(in: command) + ports(in: command) + words(in: command)
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { edit in
      let old = command[edit.range]
      let changed = command.replacingCharacters(in: edit.range, with: edit.replacement)
      return CommandChange(command: changed, text: edit.text ?? "\(old) becomes \(edit.replacement)")
    }
  }

  private struct Edit {
    var range: Range<String.Index>
    var replacement: String
    var text: String?
  }

  // MARK: Addresses and masks

  private static func addresses(in command: String) -> [Edit] {
    command.matches(of: /\b(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\b(?:\/(\d{1,2})\b)?/).flatMap { match in
      let octets = [match.1, match.2, match.3, match.4].compactMap { UInt32($0) }
      guard octets.count == 4, octets.allSatisfy({ $0 <= 255 }), octets[0] != 255, octets != [0, 0, 0, 0]
      else {
        return [Edit]()
      }
      let bits = octets.reduce(0) { $0 << 8 | $1 }
      guard let length = match.5.flatMap({ Int($0) }), (1...32).contains(length) else {
        return [
          Edit(
            range: match.range, replacement: AddressChange.text(of: AddressChange.next(to: bits, length: 32)))
        ]
      }
      return alternatives(to: bits, length).map { Edit(range: match.range, replacement: $0) }
    }
  }

  /// A network stays a network: the bits behind its mask stay 0.
  private static func alternatives(to bits: UInt32, _ length: Int) -> [String] {
    let isNetwork = bits & mask(length) == bits
    let next = AddressChange.next(to: bits, length: isNetwork ? length : 32)
    let other = AddressChange.otherLength(than: length)
    let wide = isNetwork ? bits & mask(other) : bits
    return ["\(AddressChange.text(of: next))/\(length)", "\(AddressChange.text(of: wide))/\(other)"]
  }

  private static func mask(_ length: Int) -> UInt32 { ~UInt32(0) << UInt32(32 - length) }

  // MARK: Ports

  /// Numbers behind an option that takes a port, behind an address and a colon, those that Docker publishes, and the
  /// last word of nc.
  private static func ports(in command: String) -> [Edit] {
    let options = command.matches(of: /--(?:dport|sport|to-ports|port)[ =](\d{1,5})\b/).map(\.1)
    let hardware = command.ranges(of: /\b[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}\b/)
    let ends = command.matches(of: /\w:(\d{1,5})\b/).map(\.1).filter { end in
      !hardware.contains { $0.contains(end.startIndex) }
    }
    let published = command.matches(of: /(?:-p|--publish)[ =](\d{1,5}):/).map(\.1)
    let last = command.matches(of: /\bnc\b[^|;&]*\s(\d{2,5})(?=\s*(?:$|[|;&<>]))/).map(\.1)
    return (options + ends + published + last).compactMap { digits in
      guard let port = Int(digits), (1...65_535).contains(port) else { return nil }
      return Edit(
        range: digits.startIndex..<digits.endIndex, replacement: String(port < 65_535 ? port + 1 : port - 1))
    }
  }

  // MARK: Verdicts, order, switches

  private static func words(in command: String) -> [Edit] {
    var edits: [Edit] = []
    let verdicts =
      command.matches(of: /-j (ACCEPT|DROP|REJECT)\b/).map(\.1)
      + command.matches(of: /-P \w+ (ACCEPT|DROP)\b/).map(\.1)
    edits += verdicts.map { edit(of: $0, $0 == "ACCEPT" ? "DROP" : "ACCEPT") }
    if command.contains(/^\s*ip6?tables\b/) {
      edits += command.matches(of: /\s(-A) \S+/).map {
        edit(of: $0.1, "-I", "the rule stands first: -A becomes -I")
      }
      edits += command.matches(of: /\s(-I) \S+(?! \d)/).map {
        edit(of: $0.1, "-A", "the rule stands last: -I becomes -A")
      }
    }
    // sysctl NAME=1, echo 1 > /proc/sys/…
    let values =
      command.matches(of: /^\s*sysctl .*=([01])$/).map(\.1) + command.matches(of: /\becho ([01]) *>/).map(\.1)
    edits += values.map { edit(of: $0, $0 == "1" ? "0" : "1") }
    edits += command.matches(of: /^\s*ip link set .*\b(up|down)$/).map {
      edit(of: $0.1, $0.1 == "up" ? "down" : "up")
    }
    return edits
  }

  private static func edit(of word: Substring, _ replacement: String, _ text: String? = nil) -> Edit {
    Edit(range: word.startIndex..<word.endIndex, replacement: replacement, text: text)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
