/// What stands before the object of an `ip` command (ip(8), OPTIONS).
package struct IPOptions {
  package enum Family: Hashable { case any, ipv4, ipv6, link }

  package var family = Family.any
  package var isBrief = false
  package var isOneLine = false
  package var isJSON = false
  package var isPretty = false
  /// How often `-s` was given.
  package var statistics = 0
  package var hasDetails = false
  package var isHumanReadable = false
  package var usesIEC = false
  package var isForced = false
  package var forAll = false
  /// Numbers instead of the names of protocols, scopes and tables.
  package var isNumeric = false
  /// The time before what `ip monitor` shows, long or short.
  package var timestamps: (isOn: Bool, isShort: Bool) = (false, false)
  package var namespaceName: String?
  package var batch: String?

  package init() {}
}

extension IPOptions {
  /// Reads options up to the first word that is none. Long ones may be shortened to any beginning; the first that
  /// fits counts, in the order of iproute2's ip.c.
  mutating func read(_ words: inout WordReader) throws(CommandStop) {
    while let word = words.peek, word.hasPrefix("-") {
      if word == "--" {
        words.skip()
        return
      }
      let option = word.hasPrefix("--") ? String(word.dropFirst()) : word
      words.skip()
      try take(option, as: word, &words)
    }
  }

  private mutating func take(_ option: String, as word: String, _ words: inout WordReader)
    throws(CommandStop)
  {
    switch option {
    case "-4": family = .ipv4
    case "-6": family = .ipv6
    case "-0": family = .link
    case "-B": family = .link
    case "-M": throw .unsimulated("ip \(option)")
    default:
      let names = [
        "-loops", "-family", "-human-readable", "-iec", "-stats", "-statistics", "-details", "-resolve",
        "-oneline", "-timestamp", "-tshort", "-Version", "-force", "-batch", "-brief", "-json", "-pretty",
        "-rcvbuf",
      ]
      let later = ["-help", "-netns", "-Numeric", "-all"]
      if let name = names.first(where: { $0.hasPrefix(option) }) {
        try take(name, &words)
      } else if isColour(option) {
        // Colours are a terminal's; the text is the same.
        let modes = ["always", "auto", "never"]
        if let mode = option.split(separator: "=", maxSplits: 1).dropFirst().first,
          !modes.contains(String(mode))
        {
          throw CommandStop(status: 255, message: "Option \"\(word)\" is unknown, try \"ip -help\".\n")
        }
      } else if let name = later.first(where: { $0.hasPrefix(option) }) {
        try take(name, &words)
      } else {
        throw CommandStop(status: 255, message: "Option \"\(word)\" is unknown, try \"ip -help\".\n")
      }
    }
  }

  private func isColour(_ option: String) -> Bool {
    let name = option.split(separator: "=", maxSplits: 1).first ?? ""
    return name.utf8.count > 1 && "-color".hasPrefix(name)
  }

  private mutating func take(_ name: String, _ words: inout WordReader) throws(CommandStop) {
    switch name {
    case "-family": try takeFamily(words.next())
    case "-human-readable": isHumanReadable = true
    case "-iec": usesIEC = true
    case "-stats", "-statistics": statistics += 1
    case "-details": hasDetails = true
    case "-oneline": isOneLine = true
    case "-timestamp": timestamps.isOn = true
    case "-tshort": timestamps = (true, true)
    case "-Numeric": isNumeric = true
    // Addresses have names only where /etc/hosts gives them one; routes and neighbours hardly do.
    case "-resolve": break
    case "-Version": throw CommandStop(status: -1)
    case "-force": isForced = true
    case "-batch": batch = try words.next()
    case "-brief": isBrief = true
    case "-json": isJSON = true
    case "-pretty": isPretty = true
    case "-loops", "-rcvbuf": _ = try words.next()
    case "-netns": namespaceName = words.peek ?? "(null)"; words.skip()
    case "-all": forAll = true
    default: throw CommandStop(status: 255, message: IPUsage.general)
    }
  }

  private mutating func takeFamily(_ word: String) throws(CommandStop) {
    switch word {
    case "inet": family = .ipv4
    case "inet6": family = .ipv6
    case "link": family = .link
    case "bridge", "mpls": throw .unsimulated("ip -family \(word)")
    default:
      throw CommandStop(
        status: 255, message: "Error: argument \"\(word)\" is wrong: invalid protocol family\n")
    }
  }
}
