import CommandLineKit

/// One measured number, and the number of the bare loop beside it.
struct Figure {
  struct Baseline {
    let name: String
    let value: Double
  }

  /// As `append.32.commits`.
  let name: String
  let value: Double
  let unit: String
  var baseline: Baseline?
  /// Of value to baseline; the median of the rounds, so not exactly the quotient of the two.
  var ratio: Double?

  /// One object on one line.
  var json: String {
    let beside = baseline.map { #"{"name":"\#($0.name)","value":\#(Self.number($0.value))}"# } ?? "null"
    return #"{"name":"\#(name)","value":\#(Self.number(value)),"unit":"\#(unit)","baseline":\#(beside),"#
      + #""ratio":\#(ratio.map { NumberText.decimal($0, places: 4) } ?? "null")}"#
  }

  /// For people: `append.32.commits   18,204 /s   bare libpq loop 24,113 /s   75.5 %`.
  var line: String {
    var line = name.padded(to: 36) + Self.text(value).leftPadded(to: 12) + " " + unit.padded(to: 11)
    if let baseline { line += "  " + baseline.name + " " + Self.text(baseline.value) }
    if let ratio { line += "  " + NumberText.decimal(ratio * 100, places: 1) + " %" }
    return line
  }

  private static func number(_ value: Double) -> String { NumberText.decimal(value, places: 3) }

  private static func text(_ value: Double) -> String {
    value >= 1_000 ? NumberText.grouped(Int(value.rounded())) : NumberText.decimal(value, places: 3)
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension Array where Element: Comparable {
  /// The upper one of two middle elements. Not of an empty array.
  var median: Element { percentile(0.5) }

  /// The element below or at which the share of all elements lies.
  func percentile(_ share: Double) -> Element { sorted().percentileOfSorted(share) }

  func percentileOfSorted(_ share: Double) -> Element { self[Swift.min(count - 1, Int(Double(count) * share))] }
}
