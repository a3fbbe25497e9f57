import Simulation

/// A moment of virtual time as a date in UTC, counted from 2024-01-01 00:00:00.
struct CalendarTime {
  private let seconds: Int
  private let nanoseconds: Int
  static let epoch = 1_704_067_200
  /// When virtual time begins, in nanoseconds since 1970-01-01 00:00 UTC.
  static let beginning = Int64(epoch) * 1_000_000_000

  init(_ moment: Nanoseconds) {
    seconds = Self.epoch + moment.seconds
    nanoseconds = Int(moment.count % 1_000_000_000)
  }

  /// Year, month and day of the Gregorian calendar, by Hinnant's `civil_from_days`.
  private var date: (year: Int, month: Int, day: Int) {
    let days = seconds / 86400 + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// From 0, a Sunday.
  var weekday: Int { (seconds / 86400 + 4) % 7 }

  /// As date(1) formats it; nil for a conversion that is not known here.
  func formatted(_ format: String) -> String? {
    let date = self.date
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let time = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    var result = ""
    var isConversion = false
    for character in format {
      guard isConversion else {
        if character == "%" { isConversion = true } else { result.append(character) }
        continue
      }
      isConversion = false
      switch character {
      case "Y": result += String(date.year)
      case "m": result += two(date.month)
      case "d": result += two(date.day)
      case "e": result += String(date.day).leftPadded(2)
      case "H": result += two(seconds / 3600 % 24)
      case "M": result += two(seconds / 60 % 60)
      case "S": result += two(seconds % 60)
      case "N": result += String(String(1_000_000_000 + nanoseconds).dropFirst())
      case "s": result += String(seconds)
      case "T": result += time
      case "F": result += "\(date.year)-\(two(date.month))-\(two(date.day))"
      case "a": result += days[seconds / 86400 % 7]
      case "b": result += months[date.month - 1]
      case "Z": result += "UTC"
      case "z": result += "+0000"
      case "%": result += "%"
      default: return nil
      }
    }
    return result
  }
}
