import CommandLineKit
import PluginKit
import Values

extension ReportTable {
  /// Prints the report in the format asked for.
  func write(_ format: OutputFormat, _ console: Console) throws {
    var writer = RowWriter(columns.map(\.column), format: format, console: console)
    for row in rows { try writer.write(row.map { $0.cell(in: format) }) }
    try writer.finish()
  }
}

extension ReportTable.Column {
  fileprivate var column: CommandLineKit.Column { .number(key, title) }
}

extension ReportTable.Value {
  fileprivate func cell(in format: OutputFormat) -> Cell {
    switch self {
    case .null: .null
    case .text(let text): .text(text)
    case .integer(let value): .integer(value)
    case .share(let share): .share(share, places: 1)
    case .meanMs(let mean): format == .table ? .duration(Milliseconds(Int64(mean.rounded()))) : .decimal(mean, places: 3)
    case .duration(let duration): .duration(duration)
    case .instantMs(let instant): format == .table ? .instant(instant) : .integer(instant.ms)
    case .truth(let truth): .truth(truth)
    }
  }
}
