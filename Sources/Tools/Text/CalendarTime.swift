import Simulation

/// A moment of virtual time as a date in UTC, counted from 2024-01-01 00:00:00.
struct CalendarTime {
  private let seconds: Int64
  private let nanoseconds: Int64
  static let epoch: Int64 = 1_704_067_200
  /// When virtual time begins, in nanoseconds since 1970-01-01 00:00 UTC.
  static let beginning = epoch * 1_000_000_000

  init(_ moment: Nanoseconds) {
    seconds = Self.epoch + moment.count / 1_000_000_000
    nanoseconds = moment.count % 1_000_000_000
  }

  init(epochSeconds: Int64) { (seconds, nanoseconds) = (epochSeconds, 0) }

  /// `@SECONDS`, or `YYYY-MM-DD` with a time of day or without, in UTC. Nil for anything else.
  init?(reading text: String) {
    if text.hasPrefix("@") {
      guard let seconds = Int64(text.dropFirst()) else { return nil }
      self.init(epochSeconds: seconds)
      return
    }
    let halves = text.split(whereSeparator: { $0 == " " || $0 == "T" })
    guard let day = halves.first, halves.count <= 2 else { return nil }
    let date = day.split(separator: "-").map { Int64($0) }
    let clock = halves.count == 2 ? halves[1].split(separator: ":").map { Int64($0) } : []
    guard date.count == 3, let year = date[0], let month = date[1], let dayOfMonth = date[2],
      !clock.contains(nil), clock.count <= 3, (1...12).contains(month)
    else { return nil }
    // The inverse of Hinnant's `civil_from_days`.
    let shifted = month <= 2 ? year - 1 : year
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1
    let days =
      shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let time = zip(clock, [3600, 60, 1] as [Int64]).reduce(0) { $0 + $1.0! * $1.1 }
    self.init(epochSeconds: days * 86_400 + time)
  }

  /// Seconds since 1970-01-01 00:00 UTC at a moment of virtual time.
  static func epochSeconds(_ moment: Nanoseconds) -> Int64 { epoch + moment.count / 1_000_000_000 }

  /// Year, month and day of the Gregorian calendar, by Hinnant's `civil_from_days`.
  private var date: (year: Int, month: Int, day: Int) {
    let days = Int(seconds / 86400) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// From 0, a Sunday.
  var weekday: Int { Int((seconds / 86400 + 4) % 7) }

  /// As date(1) formats it; nil for a conversion that is not known here.
  func formatted(_ format: String) -> String? {
    let date = self.date
    let days = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November", "December",
    ]
    let (hour, minute, second) = (Int(seconds / 3600 % 24), Int(seconds / 60 % 60), Int(seconds % 60))
    let weekday = Int(seconds / 86400 % 7)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let time = "\(two(hour)):\(two(minute)):\(two(second))"
    let nanosecondText = String(String(1_000_000_000 + nanoseconds).dropFirst())
    let month = months[date.month - 1]
    var result = ""
    var isConversion = false
    // `%3N`: so many digits; `%-d`: without padding.
    var width: Int?
    var isUnpadded = false
    func number(_ value: Int) -> String { isUnpadded ? String(value) : two(value) }
    for character in format {
      guard isConversion else {
        if character == "%" {
          (isConversion, width, isUnpadded) = (true, nil, false)
        } else {
          result.append(character)
        }
        continue
      }
      if let digit = character.wholeNumberValue, character.isASCII {
        width = (width ?? 0) * 10 + digit
        continue
      }
      if character == "-" {
        isUnpadded = true
        continue
      }
      isConversion = false
      switch character {
      case "Y": result += String(date.year)
      case "y": result += two(date.year % 100)
      case "C": result += two(date.year / 100)
      case "m": result += number(date.month)
      case "d": result += number(date.day)
      case "e": result += isUnpadded ? String(date.day) : String(date.day).leftPadded(2)
      case "H": result += number(hour)
      case "k": result += String(hour).leftPadded(2)
      case "I": result += number((hour + 11) % 12 + 1)
      case "l": result += String((hour + 11) % 12 + 1).leftPadded(2)
      case "p": result += hour < 12 ? "AM" : "PM"
      case "M": result += number(minute)
      case "S": result += number(second)
      case "N": result += String(nanosecondText.prefix(width ?? 9))
      case "s": result += String(seconds)
      case "T", "X": result += time
      case "R": result += "\(two(hour)):\(two(minute))"
      case "r":
        result += "\(two((hour + 11) % 12 + 1)):\(two(minute)):\(two(second)) \(hour < 12 ? "AM" : "PM")"
      case "F": result += "\(date.year)-\(two(date.month))-\(two(date.day))"
      case "D", "x": result += "\(two(date.month))/\(two(date.day))/\(two(date.year % 100))"
      case "c":
        result +=
          "\(days[weekday].prefix(3)) \(month.prefix(3)) \(String(date.day).leftPadded(2)) \(time) \(date.year)"
      case "a": result += String(days[weekday].prefix(3))
      case "A": result += days[weekday]
      case "b", "h": result += String(month.prefix(3))
      case "B": result += month
      case "u": result += String((weekday + 3) % 7 + 1)
      case "w": result += String((weekday + 4) % 7)
      case "Z": result += "UTC"
      case "z": result += "+0000"
      case "n": result += "\n"
      case "t": result += "\t"
      case "%": result += "%"
      default: return nil
      }
    }
    return result
  }
}
