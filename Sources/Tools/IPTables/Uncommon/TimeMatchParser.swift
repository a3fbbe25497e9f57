import Linux

final class TimeMatchParser: MatchParser {
  private var match = TimeMatch()

  init() {
    super.init(
      "time",
      [
        ExtensionOption("timestart"), ExtensionOption("timestop"), ExtensionOption("datestart"),
        ExtensionOption("datestop"), ExtensionOption("weekdays", inverts: true),
        ExtensionOption("monthdays", inverts: true), ExtensionOption("kerneltz", values: 0),
        ExtensionOption("utc", values: 0), ExtensionOption("contiguous", values: 0),
      ])
  }

  override func read(
    _ option: String, _ values: [String], _ isInverted: Bool, _ rule: RuleSpecification
  ) throws(IPTablesFailure) {
    switch option {
    case "timestart": match.dayStart = try Self.clock(values[0])
    case "timestop": match.dayStop = try Self.clock(values[0])
    case "datestart": match.dateStart = try Self.date(values[0])
    case "datestop": match.dateStop = try Self.date(values[0])
    case "weekdays":
      let days = try Self.weekdays(values[0])
      match.weekdays = isInverted ? days ^ TimeMatch.allWeekdays : days
    case "monthdays":
      let days = try Self.monthDays(values[0])
      match.monthDays = isInverted ? days ^ TimeMatch.allMonthDays : days
    case "kerneltz": match.usesKernelZone = true
    case "contiguous": match.isContiguous = true
    default: break
    }
  }

  /// `hh:mm` or `hh:mm:ss`.
  private static func clock(_ text: String) throws(IPTablesFailure) -> UInt32 {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
      let second = parts.count == 3 ? parts[2] : 0, hour < 24, minute < 60, second < 60
    else {
      throw .syntax(
        "invalid time \"\(text)\" specified, should be hh:mm[:ss] format and within the boundaries")
    }
    return hour * 3600 + minute * 60 + second
  }

  /// `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`, in UTC.
  private static func date(_ text: String) throws(IPTablesFailure) -> UInt32 {
    let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let days = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    let clock = halves.count == 2 ? halves[1].split(separator: ":").map { UInt32($0) } : []
    guard (1...3).contains(days.count), clock.count <= 3, !days.contains(nil), !clock.contains(nil),
      let year = days[0], (1970...2038).contains(year)
    else {
      throw .syntax("invalid date \"\(text)\" specified, should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]] format")
    }
    let month = days.count > 1 ? days[1]! : 1
    let day = days.count > 2 ? days[2]! : 1
    let time = zip(clock, [3600, 60, 1] as [UInt32]).reduce(0) { $0 + $1.0! * $1.1 }
    return UInt32(daysSince1970(year, month, day)) * 86_400 + time
  }

  /// Of the Gregorian calendar, by Hinnant's `days_from_civil`.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Numbers from 1, a Monday, or at least two letters of a name.
  private static func weekdays(_ list: String) throws(IPTablesFailure) -> UInt8 {
    var days: UInt8 = 0
    for word in list.split(separator: ",") {
      let lower = word.lowercased()
      let named = TimeMatch.weekdayNames.firstIndex {
        $0.lowercased() == lower || $0.lowercased().dropLast() == lower
      }
      if let number = UInt8(word), (1...7).contains(number) {
        days |= 1 << number
      } else if let named {
        days |= 1 << UInt8(named + 1)
      } else {
        throw .syntax("\(word) is not a valid day specifier")
      }
    }
    return days
  }

  private static func monthDays(_ list: String) throws(IPTablesFailure) -> UInt32 {
    var days: UInt32 = 0
    for word in list.split(separator: ",") {
      guard let day = UInt32(word), (1...31).contains(day) else {
        throw .syntax("\(word) is not a valid day for --monthdays")
      }
      days |= 1 << day
    }
    return days
  }

  override func finish(_ rule: RuleSpecification) throws(IPTablesFailure) -> Match {
    .uncommon(.time(match))
  }
}
