package import Values

/// How a span of time is written for people.
package enum DurationStyle: Hashable, Sendable {
  /// `850 ms`, `33 s`, `2 m 33 s`, `1 h 05 m`, `3 d 04 h`.
  case people
  /// `153 s`, `2.5 s`: seconds with so many places, for columns that are compared.
  case seconds(places: Int)
}

package enum DurationText {
  /// What `read` takes, in words.
  package static let accepted = "a duration such as 500ms, 20s, 5m, 1h30m or 2d"

  package static func write(_ duration: Milliseconds, _ style: DurationStyle = .people) -> String {
    switch style {
    case .seconds(let places): NumberText.decimal(Double(duration.count) / 1_000, places: places) + " s"
    case .people: forPeople(duration.count)
    }
  }

  /// Of a clock's `Duration`, as measured spans are.
  package static func write(_ duration: Duration, _ style: DurationStyle = .people) -> String {
    let (seconds, attoseconds) = duration.components
    return write(Milliseconds(seconds * 1_000 + attoseconds / 1_000_000_000_000_000), style)
  }

  private static func forPeople(_ ms: Int64) -> String {
    let sign = ms < 0 ? "-" : ""
    let magnitude = ms.magnitude
    if magnitude < 1_000 { return "\(sign)\(magnitude) ms" }
    // Rounded before it is taken apart, so that 59.7 s never shows as 60 s.
    let seconds = magnitude / 1_000 + (magnitude % 1_000 >= 500 ? 1 : 0)
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
    if minutes == 0 { return "\(sign)\(seconds) s" }
    if hours == 0 { return "\(sign)\(minutes) m \(two(seconds % 60)) s" }
    if days == 0 { return "\(sign)\(hours) h \(two(minutes % 60)) m" }
    return "\(sign)\(days) d \(two(hours % 24)) h"
  }

  private static func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : String(value) }

  /// Units of falling size, each once: `1h30m`, also with spaces between. `nil` for anything else, also for no unit.
  package static func read(_ text: String) -> Milliseconds? {
    let units: [(name: String, ms: Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
    var rest = text.filter { $0 != " " }[...]
    var total: Int64 = 0
    var nextUnit = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let count = Int64(digits), let unit = units[nextUnit...].firstIndex(where: { $0.name == name })
      else { return nil }
      let (product, tooLong) = count.multipliedReportingOverflow(by: units[unit].ms)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !tooLong, !overflow else { return nil }
      total = sum
      nextUnit = unit + 1
    }
    return Milliseconds(total)
  }
}

/// Numbers as text, without a locale: a point before the places, nothing between thousands unless asked for.
package enum NumberText {
  /// Rounded half away from zero; `–` has no place here: what is not finite is written as Swift does.
  package static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded(.toNearestOrAwayFromZero)
    // Beyond 2^53 a double has no places left.
    guard scaled < 9_007_199_254_740_992 else { return String(value) }
    let digits = String(UInt64(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + digits }
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return sign + filled.dropLast(places) + "." + filled.suffix(places)
  }

  /// `1 234 567`, with a space that no line breaks at.
  package static func grouped(_ value: some BinaryInteger) -> String { grouped(Int64(clamping: value)) }

  package static func grouped(_ value: Int64) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{A0}" }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }
}
