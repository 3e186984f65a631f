package import Values

/// One value of a row; each output format writes it in its own way.
package enum Cell: Hashable, Sendable {
  /// Not known or not applicable; never the same as zero.
  case null
  case text(String)
  case integer(Int64)
  /// A table rounds to `places`; files get every digit.
  case decimal(Double, places: Int)
  /// A share 0…1: a table shows percent, files the share.
  case share(Double, places: Int)
  case truth(Bool)
  /// A table shows it for people, files get milliseconds: name the column `waitMs`.
  case duration(Milliseconds, DurationStyle)
  case instant(Instant)

  package static func duration(_ duration: Milliseconds) -> Cell { .duration(duration, .people) }
  package static func integer(_ value: some BinaryInteger) -> Cell { .integer(Int64(clamping: value)) }

  /// `value`'s cell, or null.
  package static func optional<Value>(_ value: Value?, _ cell: (Value) -> Cell) -> Cell { value.map(cell) ?? .null }
}

/// A column: the key that files use, the heading that tables show.
package struct Column: Hashable, Sendable {
  package enum Alignment: Hashable, Sendable { case left, right }

  package let key: String
  package let title: String
  package let alignment: Alignment
  /// May be cut off when the terminal is too narrow; the widest such column gives way first.
  package let shrinks: Bool

  package init(_ key: String, _ title: String? = nil, alignment: Alignment = .right, shrinks: Bool = false) {
    self.key = key
    self.title = title ?? key
    self.alignment = alignment
    self.shrinks = shrinks
  }

  /// A column of words.
  package static func text(_ key: String, _ title: String? = nil) -> Column {
    Column(key, title, alignment: .left, shrinks: true)
  }

  /// A column of numbers, durations or instants.
  package static func number(_ key: String, _ title: String? = nil) -> Column { Column(key, title) }
}

extension Cell {
  /// For a table.
  func shown(unicode: Bool) -> String {
    switch self {
    case .null: unicode ? "–" : "-"
    case .text(let text): TextWidth.harmless(text)
    case .integer(let value): String(value)
    case .decimal(let value, let places):
      value.isFinite ? NumberText.decimal(value, places: places) : Cell.null.shown(unicode: unicode)
    case .share(let value, let places):
      value.isFinite ? NumberText.decimal(value * 100, places: places) + " %" : Cell.null.shown(unicode: unicode)
    case .truth(let value): value ? "yes" : "no"
    case .duration(let duration, let style): DurationText.write(duration, style)
    case .instant(let instant): InstantText.write(instant)
    }
  }

  /// For a file of comma-separated values; null is empty.
  var csv: String {
    switch self {
    case .null: ""
    case .text(let text): CSV.field(text)
    case .integer(let value): String(value)
    case .decimal(let value, _), .share(let value, _): value.isFinite ? String(value) : ""
    case .truth(let value): value ? "true" : "false"
    case .duration(let duration, _): String(duration.count)
    case .instant(let instant): InstantText.write(instant)
    }
  }

  var json: String {
    switch self {
    case .null: "null"
    case .text(let text): JSONText.string(text)
    case .integer(let value): String(value)
    // JSON has no way to write what is not finite.
    case .decimal(let value, _), .share(let value, _): value.isFinite ? String(value) : "null"
    case .truth(let value): value ? "true" : "false"
    case .duration(let duration, _): String(duration.count)
    case .instant(let instant): JSONText.string(InstantText.write(instant))
    }
  }
}
