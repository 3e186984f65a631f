public import Values

extension Instant {
  /// UTC with milliseconds, as `1999-01-01T06:55:20.000Z`. Years beyond 0000 to 9999, which RFC 3339 does not have, as ISO
  /// 8601 extends it: a sign and at least six digits.
  public var rfc3339: String {
    let day = CivilDate(daysSinceEpoch: Self.floorDivide(ms, 86_400_000))
    let msOfDay = ms &- Self.floorDivide(ms, 86_400_000) &* 86_400_000
    let second = msOfDay / 1_000
    return day.text + "T" + padded(second / 3_600, 2) + ":" + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
      + "." + padded(msOfDay % 1_000, 3) + "Z"
  }

  private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// A day of the proleptic Gregorian calendar.
private struct CivilDate {
  let year: Int64
  let month: Int64
  let day: Int64

  /// Counts in years that begin in March, so that the leap day is the last of its year, and in eras of 400 years, which
  /// are all of 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01.
  init(daysSinceEpoch: Int64) {
    let days = daysSinceEpoch + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var text: String {
    let yearText =
      switch year {
      case 0...9999: padded(year, 4)
      case ..<0: "-" + padded(-year, 6)
      default: "+" + padded(year, 6)
      }
    return yearText + "-" + padded(month, 2) + "-" + padded(day, 2)
  }
}

private func padded(_ number: Int64, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
