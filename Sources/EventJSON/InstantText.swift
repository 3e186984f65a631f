public import Values

extension Instant {
  /// UTC with milliseconds, as `1999-01-01T06:55:20.000Z`. RFC 3339 ends with the years 0000 and 9999; beyond them as
  /// ISO 8601 extends it: a sign and six digits, or nine.
  public var rfc3339: String {
    var text = JSONWriter(capacity: 32)
    text.put(self)
    return text.text
  }
}

extension JSONWriter {
  /// `Instant.rfc3339`.
  mutating func put(_ instant: Instant) {
    let (days, msOfDay) = Self.divide(instant.ms, by: 86_400_000)
    put(CivilDate(daysSinceEpoch: days))
    put("T")
    put(msOfDay / 3_600_000, digits: 2)
    put(":")
    put(msOfDay / 60_000 % 60, digits: 2)
    put(":")
    put(msOfDay / 1_000 % 60, digits: 2)
    put(".")
    put(msOfDay % 1_000, digits: 3)
    put("Z")
  }

  private mutating func put(_ date: CivilDate) {
    switch date.year {
    case 0...9999: put(date.year, digits: 4)
    case ..<0:
      put("-")
      put(-date.year, digits: date.year > -1_000_000 ? 6 : 9)
    default:
      put("+")
      put(date.year, digits: date.year < 1_000_000 ? 6 : 9)
    }
    put("-")
    put(date.month, digits: 2)
    put("-")
    put(date.day, digits: 2)
  }

  /// Rounds down, so that the remainder is not negative.
  private static func divide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
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
}
