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
    let civil = CivilTime(instant)
    putDate(civil)
    put("T")
    put(Int64(civil.hour), digits: 2)
    put(":")
    put(Int64(civil.minute), digits: 2)
    put(":")
    put(Int64(civil.second), digits: 2)
    put(".")
    put(Int64(civil.millisecond), digits: 3)
    put("Z")
  }

  private mutating func putDate(_ civil: CivilTime) {
    switch civil.year {
    case 0...9999: put(civil.year, digits: 4)
    case ..<0:
      put("-")
      put(-civil.year, digits: civil.year > -1_000_000 ? 6 : 9)
    default:
      put("+")
      put(civil.year, digits: civil.year < 1_000_000 ? 6 : 9)
    }
    put("-")
    put(Int64(civil.month), digits: 2)
    put("-")
    put(Int64(civil.day), digits: 2)
  }
}
