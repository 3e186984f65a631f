/// Why a text is no instant.
public enum InstantTextError: Error, Hashable, Sendable, CustomStringConvertible {
  case shape
  case field(String, value: Int64, accepted: ClosedRange<Int64>)
  case noSuchDay(month: Int, year: Int64, days: Int)

  public var description: String {
    switch self {
    case .shape: "expected \(InstantText.accepted)"
    case .field(let name, let value, let accepted):
      "\(name) is \(value), not \(accepted.lowerBound) to \(accepted.upperBound)"
    case .noSuchDay(let month, let year, let days): "month \(month) of \(year) has \(days) days"
    }
  }
}

/// Instants as text: RFC 3339 in UTC out; that, shorter forms and `@milliseconds` in.
public enum InstantText {
  /// What `read` takes, in words, for error messages.
  public static let accepted =
    "a date (1999-01-31), a date and time (1999-01-31T08:00, UTC unless Z or +01:00 follows) or @ and milliseconds since 1970"

  /// `1999-01-31T08:00:00Z`; milliseconds only where there are some, or always with `fullPrecision`.
  public static func write(_ instant: Instant, fullPrecision: Bool = false) -> String {
    let civil = CivilTime(instant)
    var text = date(civil)
    text += "T" + padded(civil.hour, 2) + ":" + padded(civil.minute, 2) + ":" + padded(civil.second, 2)
    if fullPrecision || civil.millisecond != 0 { text += "." + padded(civil.millisecond, 3) }
    return text + "Z"
  }

  /// `1999-01-31`; a year beyond four digits has a sign, as ISO 8601 says.
  public static func date(_ civil: CivilTime) -> String {
    let sign = civil.year < 0 ? "-" : civil.year > 9_999 ? "+" : ""
    return sign + padded(Int(civil.year.magnitude), 4) + "-" + padded(civil.month, 2) + "-" + padded(civil.day, 2)
  }

  /// Reads every form that `accepted` names. A bare date is its first instant in UTC. Finer than a millisecond is
  /// rounded down.
  public static func read(_ text: String) throws(InstantTextError) -> Instant {
    var reader = InstantReader(text)
    return try reader.read()
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC.
  public var description: String { InstantText.write(self) }
}

/// Walks over the bytes of a text once; each step either takes what must come next or throws.
private struct InstantReader {
  private let bytes: [UInt8]
  private var next = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func read() throws(InstantTextError) -> Instant {
    if take("@") { return try milliseconds() }
    let year = try number(digits: 4)
    try expect("-")
    let month = try field("month", 1...12)
    try expect("-")
    let day = try field("day", 1...31)
    var hour: Int64 = 0
    var minute: Int64 = 0
    var second: Int64 = 0
    var millisecond: Int64 = 0
    var offsetMinutes: Int64 = 0
    if !atEnd {
      guard take("T") || take("t") || take(" ") else { throw .shape }
      hour = try field("hour", 0...23)
      try expect(":")
      minute = try field("minute", 0...59)
      if take(":") {
        second = try field("second", 0...59)
        if take(".") { millisecond = try fraction() }
      }
      offsetMinutes = try offset()
    }
    guard atEnd else { throw .shape }
    let days = CivilTime.daysIn(month: Int(month), year: year)
    guard
      let civil = CivilTime(
        year: year, month: Int(month), day: Int(day), hour: Int(hour), minute: Int(minute), second: Int(second),
        millisecond: Int(millisecond))
    else { throw .noSuchDay(month: Int(month), year: year, days: days) }
    return civil.instant - .minutes(offsetMinutes)
  }

  private var atEnd: Bool { next == bytes.count }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next < bytes.count, bytes[next] == UInt8(ascii: character) else { return false }
    next += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(InstantTextError) {
    guard take(character) else { throw .shape }
  }

  private mutating func digit() -> Int64? {
    guard next < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[next] else { return nil }
    defer { next += 1 }
    return Int64(bytes[next] - UInt8(ascii: "0"))
  }

  private mutating func number(digits: Int) throws(InstantTextError) -> Int64 {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { throw .shape }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func field(_ name: String, _ accepted: ClosedRange<Int64>) throws(InstantTextError) -> Int64 {
    let value = try number(digits: 2)
    guard accepted ~= value else { throw .field(name, value: value, accepted: accepted) }
    return value
  }

  /// One to nine digits after the point; what is finer than a millisecond is cut off.
  private mutating func fraction() throws(InstantTextError) -> Int64 {
    var value: Int64 = 0
    var count = 0
    while let digit = digit() {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard 1...9 ~= count else { throw .shape }
    for _ in count..<max(count, 3) { value *= 10 }
    return value
  }

  private mutating func offset() throws(InstantTextError) -> Int64 {
    if atEnd || take("Z") || take("z") { return 0 }
    let negative = take("-")
    guard negative || take("+") else { throw .shape }
    let hours = try field("hour of the offset", 0...23)
    try expect(":")
    let minutes = try field("minute of the offset", 0...59)
    return (negative ? -1 : 1) * (hours * 60 + minutes)
  }

  private mutating func milliseconds() throws(InstantTextError) -> Instant {
    let negative = take("-")
    // Fifteen digits reach the year 33658: longer ones are a mistake, not a date.
    let digits = bytes.count - next
    guard 1...15 ~= digits else { throw .shape }
    let value = try number(digits: digits)
    return Instant(ms: negative ? -value : value)
  }
}
