import CommandLineKit
import PluginKit
import Values

extension ReportTable {
  /// Prints the report in the format asked for: files get every column, a table for people those of `shown` unless
  /// `wide` is asked for, and the centre where there are several.
  func write(_ format: OutputFormat, shown: [String], wide: Bool, _ console: Console) throws {
    if format == .table, !wide {
      let keys = hasSeveralCentres ? ["centre"] + shown : shown
      return try only(keys).write(format, shown: keys, wide: true, console)
    }
    var writer = RowWriter(columns.map(\.column), format: format, console: console)
    for row in rows { try writer.write(row.map { $0.cell(in: format) }) }
    try writer.finish()
  }
}

extension ReportTable {
  private var hasSeveralCentres: Bool {
    guard let place = columns.firstIndex(where: { $0.key == "centre" }) else { return false }
    return Set(rows.map { $0[place] }).count > 1
  }

  /// The columns of these keys, in this order.
  fileprivate func only(_ keys: [String]) -> ReportTable {
    let places = keys.compactMap { key in columns.firstIndex { $0.key == key } }
    return ReportTable(columns: places.map { columns[$0] }, rows: rows.map { row in places.map { row[$0] } })
  }
}

extension ReportTable.Column {
  fileprivate var column: CommandLineKit.Column {
    ["queue", "agent", "centre"].contains(key) ? .text(key, title) : .number(key, title)
  }
}

extension ReportTable.Value {
  fileprivate func cell(in format: OutputFormat) -> Cell {
    switch self {
    case .null: .null
    case .text(let text): .text(text)
    case .integer(let value): .integer(value)
    case .share(let share): .share(share, places: 1)
    case .meanMs(let mean):
      format == .table ? .duration(Milliseconds(Int64(mean.rounded()))) : .decimal(mean, places: 3)
    case .duration(let duration): .duration(duration)
    case .instantMs(let instant): format == .table ? .instant(instant) : .integer(instant.ms)
    case .truth(let truth): .truth(truth)
    }
  }
}
