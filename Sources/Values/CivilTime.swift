/// A date and a time of day in UTC, in the proleptic Gregorian calendar. Years go beyond 0–9999 as an `Instant` does.
@frozen public struct CivilTime: Hashable, Sendable {
  public let year: Int64
  public let month: Int
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int
  public let millisecond: Int

  /// `nil` unless every field is in range and the month has that day. Leap seconds have no place in an `Instant`.
  public init?(
    year: Int64, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
  ) {
    guard Self.years.contains(year), 1...12 ~= month, day >= 1, day <= Self.daysIn(month: month, year: year),
      0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second, 0..<1_000 ~= millisecond
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.millisecond = millisecond
  }

  public init(_ instant: Instant) {
    let (days, inDay) = floorDivide(instant.ms, by: Self.msPerDay)
    (year, month, day) = Self.date(ofDay: days)
    let ms = Int(inDay)
    hour = ms / 3_600_000
    minute = ms / 60_000 % 60
    second = ms / 1_000 % 60
    millisecond = ms % 1_000
  }

  public var instant: Instant {
    let seconds = (Int64(hour) * 60 + Int64(minute)) * 60 + Int64(second)
    return Instant(ms: dayNumber * Self.msPerDay + seconds * 1_000 + Int64(millisecond))
  }

  /// Days since 1970-01-01.
  public var dayNumber: Int64 { Self.dayNumber(year: year, month: month, day: day) }

  /// 1 = Monday … 7 = Sunday, as ISO 8601 counts.
  public var weekday: Int { Int(floorDivide(dayNumber + 3, by: 7).remainder) + 1 }

  /// Whole days in milliseconds fit an `Int64` with room for the time of day.
  public static let years: ClosedRange<Int64> = -290_000_000...290_000_000

  public static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The length of a month 1–12.
  public static func daysIn(month: Int, year: Int64) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static let msPerDay: Int64 = 86_400_000
  /// 400 years repeat exactly.
  private static let daysPerEra: Int64 = 146_097
  /// From 0000-03-01, where a shifted year begins, to 1970-01-01.
  private static let epochShift: Int64 = 719_468

  // Years are counted from March, so that the leap day is the last day of a year and month lengths follow one line:
  // day of year of month m (0 = March) = (153 m + 2) / 5.

  private static func dayNumber(year: Int64, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(shifted, by: 400)
    let monthFromMarch = Int64((month + 9) % 12)
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * daysPerEra + dayOfEra - epochShift
  }

  private static func date(ofDay days: Int64) -> (year: Int64, month: Int, day: Int) {
    let (era, dayOfEra) = floorDivide(days + epochShift, by: daysPerEra)
    // 1,460 = days of 4 years but the leap day; 36,524 = days of a century; each division takes the leap days out.
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), Int(month), Int(day))
  }
}

/// Division that rounds down, so that time before 1970 counts forwards too. `divisor` > 0.
private func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
