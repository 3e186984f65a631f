import Values

/// Spans as the file has them: `500ms`, `20s`, `1m30s`, `4h`, `2d`; exact in both directions.
enum SpanText {
  static let accepted = "a span such as 500ms, 20s, 1m30s or 4h"

  private static let units: [(name: String, ms: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  static func write(_ span: Milliseconds) -> String {
    guard span > .zero else {
      return span == .zero ? "0s" : "-" + write(Milliseconds(span.count == .min ? .max : -span.count))
    }
    var rest = span.count
    var text = ""
    for (name, ms) in units where rest >= ms {
      text += "\(rest / ms)\(name)"
      rest %= ms
    }
    return text
  }

  /// Units of falling size, each once. `nil`: no span, or longer than an Int64 holds.
  static func read(_ text: String) -> Milliseconds? {
    var rest = text.utf8[...]
    var total: Int64 = 0
    var nextUnit = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      rest = rest.dropFirst(name.count)
      guard let count = Int64(String(decoding: digits, as: UTF8.self)),
        let unit = units[nextUnit...].firstIndex(where: { $0.name.utf8.elementsEqual(name) })
      else { return nil }
      let (product, isTooLong) = count.multipliedReportingOverflow(by: units[unit].ms)
      let (sum, isOver) = total.addingReportingOverflow(product)
      guard !isTooLong, !isOver else { return nil }
      total = sum
      nextUnit = unit + 1
    }
    return Milliseconds(total)
  }
}
