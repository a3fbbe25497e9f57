import Linux

/// The uncommon matches in `iptables -L`.
extension UncommonMatch {
  var columnText: String {
    func sign(_ isInverted: Bool, _ text: String = "! ") -> String { isInverted ? text : "" }
    switch self {
    case .connectionLimit(let match):
      return " #conn " + (match.countsDestination ? "dst" : "src") + "/\(match.prefixLength) "
        + (match.isUpTo ? "<=" : ">") + " \(match.limit)"
    case .content(let match): return match.columnText
    case .hashLimit(let match): return match.columnText
    case .time(let match): return match.columnText
    case .quota(let octets, _): return " quota: \(octets) bytes"
    case .segmentSize(let range, let isInverted):
      return " tcpmss match " + sign(isInverted, "!") + range.portText
    case .connectionBytes(let match):
      return sign(match.isInverted, " !") + " connbytes " + match.rangeText + " connbytes mode "
        + match.mode.rawValue + " connbytes direction " + match.direction.rawValue
    case .congestion(let match):
      return " ECN match" + (match.isEchoed.map { " " + sign(!$0, "!") + "ECE" } ?? "")
        + (match.isReduced.map { " " + sign(!$0, "!") + "CWR" } ?? "")
        + (match.codepoint.map { " " + sign(match.isCodepointInverted, "!") + "ECT=\($0)" } ?? "")
    case .helper(let name, let isInverted): return " helper match " + sign(isInverted) + "\"\(name)\""
    case .reversePath(let match): return " rpfilter" + match.words.map { " " + $0 }.joined()
    case .processor(let number, let isInverted): return " cpu " + sign(isInverted) + "\(number)"
    case .words(let match): return sign(match.isInverted, " !") + " u32 " + match.text
    case .controlGroup(let number, let isInverted): return " cgroup " + sign(isInverted) + "\(number)"
    }
  }
}

extension ContentMatch {
  fileprivate var columnText: String {
    var text = " STRING match " + (isInverted ? "!" : "") + " " + patternText + " ALGO name " + algorithm
    if start != 0 { text += " FROM \(start)" }
    if end != .max { text += " TO \(end)" }
    return text + (ignoresCase ? " ICASE" : "")
  }
}

extension HashLimitMatch {
  fileprivate var columnText: String {
    var text = " limit: " + (isAbove ? "above " : "up to ") + rateText
    if let burstText { text += " burst " + burstText }
    if !mode.isEmpty { text += " mode " + modeWords.joined(separator: "-") }
    return text + tableWords.map { " " + $0 }.joined()
  }
}

extension TimeMatch {
  fileprivate var columnText: String {
    var text = " TIME"
    if dayStart != 0 || dayStop != Self.wholeDay {
      text += " from " + Self.clock(dayStart) + " to " + Self.clock(dayStop)
    }
    if weekdays != Self.allWeekdays { text += " on " + weekdayText }
    if monthDays != Self.allMonthDays {
      text += " on " + monthDayNumbers.map(Self.ordinal).joined(separator: ",")
    }
    if dateStart != 0 { text += " starting from " + Self.date(dateStart, separator: " ") }
    if dateStop != Self.lastDate { text += " until date " + Self.date(dateStop, separator: " ") }
    if !usesKernelZone { text += " UTC" }
    return text + (isContiguous ? " contiguous" : "")
  }

  private static func ordinal(_ day: Int) -> String {
    let ending =
      switch day {
      case 1, 21, 31: "st"
      case 2, 22: "nd"
      case 3, 23: "rd"
      default: "th"
      }
    return "\(day)" + ending
  }
}

/// The uncommon targets in `iptables -L`.
extension UncommonTarget {
  var columnText: String {
    switch self {
    case .classify(let major, let minor):
      " CLASSIFY set " + String(major, radix: 16) + ":" + String(minor, radix: 16)
    case .fillChecksum: " CHECKSUM fill"
    case .netfilterLog(let options): options.words.map { " " + $0 }.joined()
    case .queue(let options): " NFQUEUE" + options.words.map { " " + $0 }.joined()
    case .audit(let type): " AUDIT " + type
    case .track(let options): " CT" + options.words.map { " " + $0 }.joined()
    case .removeECN: " ECN TCP remove"
    case .stripOptions(let numbers):
      " TCPOPTSTRIP options " + numbers.map { "\($0)" }.joined(separator: ",")
    }
  }
}
