import Packets

extension UncommonMatch {
  var name: String {
    switch self {
    case .connectionLimit: "connlimit"
    case .content: "string"
    case .hashLimit: "hashlimit"
    case .time: "time"
    case .quota: "quota"
    case .segmentSize: "tcpmss"
    case .connectionBytes: "connbytes"
    case .congestion: "ecn"
    case .helper: "helper"
    case .reversePath: "rpfilter"
    case .processor: "cpu"
    case .words: "u32"
    case .controlGroup: "cgroup"
    }
  }

  /// As `iptables -S` prints them.
  var options: [String] {
    func option(_ isInverted: Bool, _ text: String) -> String { (isInverted ? "! " : "") + text }
    switch self {
    case .connectionLimit(let match): return match.options
    case .content(let match): return match.options
    case .hashLimit(let match): return match.options
    case .time(let match): return match.options
    case .quota(let octets, let isInverted): return [option(isInverted, "--quota \(octets)")]
    case .segmentSize(let range, let isInverted): return [option(isInverted, "--mss " + range.portText)]
    case .connectionBytes(let match):
      return [
        option(match.isInverted, "--connbytes " + match.rangeText),
        "--connbytes-mode " + match.mode.rawValue, "--connbytes-dir " + match.direction.rawValue,
      ]
    case .congestion(let match):
      return [
        match.isEchoed.map { option(!$0, "--ecn-tcp-ece") },
        match.isReduced.map { option(!$0, "--ecn-tcp-cwr") },
        match.codepoint.map { option(match.isCodepointInverted, "--ecn-ip-ect \($0)") },
      ].compactMap { $0 }
    case .helper(let name, let isInverted):
      return [option(isInverted, "--helper " + Match.quoted(name))]
    case .reversePath(let match): return match.words.map { "--" + $0 }
    case .processor(let number, let isInverted): return [option(isInverted, "--cpu \(number)")]
    case .words(let match): return [option(match.isInverted, "--u32 " + match.text)]
    case .controlGroup(let number, let isInverted): return [option(isInverted, "--cgroup \(number)")]
    }
  }

  /// What a packet that does not meet it had instead.
  func found(_ context: HookContext) -> String {
    switch self {
    case .connectionLimit(let match):
      match.isUpTo ? "more than \(match.limit) connections" : "no more than \(match.limit) connections"
    case .content: "no such text"
    case .hashLimit(let match): match.isAbove ? "within the limit" : "above the limit"
    case .time: "another time"
    case .quota: "the quota is used up"
    case .segmentSize:
      context.buffer.ip.tcp?.options.maximumSegmentSize.map { "mss \($0)" } ?? "no mss option"
    case .connectionBytes: "another amount"
    case .congestion: "other ECN bits"
    case .helper: "no expected connection"
    case .reversePath: "source \(context.source)"
    case .processor: "cpu 0"
    case .words: "other octets"
    case .controlGroup: "cgroup 0"
    }
  }
}

extension ConnectionLimitMatch {
  fileprivate var options: [String] {
    [
      (isUpTo ? "--connlimit-upto" : "--connlimit-above") + " \(limit)", "--connlimit-mask \(prefixLength)",
      countsDestination ? "--connlimit-daddr" : "--connlimit-saddr",
    ]
  }
}

extension ContentMatch {
  /// In quotes; hexadecimal digits between bars where they were given so.
  package var patternText: String {
    guard isHexadecimal else {
      var text = "\""
      for octet in pattern {
        if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text += "\\" }
        text += String(decoding: [octet], as: UTF8.self)
      }
      return text + "\""
    }
    return "\"|" + pattern.map { Self.digits($0) }.joined() + "|\""
  }

  private static func digits(_ octet: UInt8) -> String {
    (octet < 16 ? "0" : "") + String(octet, radix: 16)
  }

  fileprivate var options: [String] {
    [
      (isInverted ? "! " : "") + (isHexadecimal ? "--hex-string " : "--string ") + patternText,
      "--algo " + algorithm, start == 0 ? nil : "--from \(start)", end == .max ? nil : "--to \(end)",
      ignoresCase ? "--icase" : nil,
    ].compactMap { $0 }
  }
}

extension HashLimitMatch {
  /// `10/sec`, or `512kb/s`.
  package var rateText: String {
    switch rate {
    case .packets(let limit): "\(limit.rate)/\(limit.unit.text)"
    case .bytes(let rate, _): Self.octets(rate) + "b/s"
    }
  }

  /// Nil for octets without a burst.
  package var burstText: String? {
    switch rate {
    case .packets(let limit): "\(limit.burst)"
    case .bytes(_, let burst): burst.map { Self.octets($0) + "b" }
    }
  }

  private static func octets(_ count: UInt64) -> String {
    if count >= 1 << 20, count % (1 << 20) == 0 { return "\(count >> 20)m" }
    if count >= 1 << 10, count % (1 << 10) == 0 { return "\(count >> 10)k" }
    return "\(count)"
  }

  package var modeWords: [String] { Mode.names.filter { mode.contains($0.0) }.map { $0.1 } }

  /// The options of the table behind the name, without their prefix `hashlimit-`.
  package var tableWords: [String] {
    [
      size == 0 ? nil : "htable-size \(size)", most == 0 ? nil : "htable-max \(most)",
      collectionInterval.map { "htable-gcinterval \($0)" }, expiry.map { "htable-expire \($0)" },
      sourceLength == 32 ? nil : "srcmask \(sourceLength)",
      destinationLength == 32 ? nil : "dstmask \(destinationLength)",
    ].compactMap { $0 }
  }

  fileprivate var options: [String] {
    var options = [(isAbove ? "--hashlimit-above " : "--hashlimit-upto ") + rateText]
    if let burstText { options.append("--hashlimit-burst " + burstText) }
    if !mode.isEmpty { options.append("--hashlimit-mode " + modeWords.joined(separator: ",")) }
    options.append("--hashlimit-name " + name)
    return options + tableWords.map { "--hashlimit-" + $0 }
  }
}

extension TimeMatch {
  package static func clock(_ second: UInt32) -> String {
    two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60)
  }

  private static func two(_ number: UInt32) -> String { (number < 10 ? "0" : "") + String(number) }

  /// Year, month and day, and the time of day behind a separator.
  package static func date(_ seconds: UInt32, separator: String) -> String {
    let days = Int64(seconds / 86_400) + 719_468
    let dayOfEra = days - days / 146_097 * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + days / 146_097 * 400 + (month <= 2 ? 1 : 0)
    let day = dayOfMonth(Int64(seconds / 86_400))
    return "\(year)-\(two(UInt32(month)))-\(two(UInt32(day)))" + separator + clock(seconds % 86_400)
  }

  package var weekdayText: String {
    Self.weekdayNames.enumerated().filter { weekdays & 1 << UInt8($0.offset + 1) != 0 }.map { $0.element }
      .joined(separator: ",")
  }

  package var monthDayNumbers: [Int] { (1...31).filter { monthDays & 1 << UInt32($0) != 0 } }

  fileprivate var options: [String] {
    var options: [String] = []
    if dayStart != 0 || dayStop != Self.wholeDay {
      options.append("--timestart \(Self.clock(dayStart)) --timestop \(Self.clock(dayStop))")
    }
    if monthDays != Self.allMonthDays {
      options.append("--monthdays " + monthDayNumbers.map { "\($0)" }.joined(separator: ","))
    }
    if weekdays != Self.allWeekdays { options.append("--weekdays " + weekdayText) }
    if dateStart != 0 { options.append("--datestart " + Self.date(dateStart, separator: "T")) }
    options.append("--datestop " + Self.date(dateStop, separator: "T"))
    if usesKernelZone { options.append("--kerneltz") }
    if isContiguous { options.append("--contiguous") }
    return options
  }
}

extension ConnectionBytesMatch {
  package var rangeText: String { "\(from)" + (to.map { ":\($0)" } ?? "") }
}

extension ReversePathMatch {
  package var words: [String] {
    [
      isLoose ? "loose" : nil, usesMark ? "validmark" : nil, acceptsLocal ? "accept-local" : nil,
      isInverted ? "invert" : nil,
    ].compactMap { $0 }
  }
}
