import Values

enum UTCText {
  /// As `1999-01-04 07:15`.
  static func minute(_ instant: Instant) -> String {
    let minutes = floorDivide(instant.ms, 60_000)
    let day = floorDivide(minutes, 1_440)
    let minute = minutes - day * 1_440
    let (year, month, dayOfMonth) = date(day)
    return "\(year)-\(two(month))-\(two(dayOfMonth)) \(two(minute / 60)):\(two(minute % 60))"
  }

  /// Proleptic Gregorian, from days since 1970: counted from 1 March of year 0, in eras of 400 years.
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
