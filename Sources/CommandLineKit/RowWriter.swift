package enum OutputFormat: String, Choice { case table, json, csv, ndjson }

/// Writes rows in the format asked for, one by one: memory does not grow with their number.
package struct RowWriter {
  private let format: OutputFormat
  private let columns: [Column]
  private let keys: [String]
  private let out: TextOutput
  private var table: TableLayout
  private var count = 0

  package init(_ columns: [Column], format: OutputFormat, console: Console) {
    self.format = format
    self.columns = columns
    self.out = console.out
    keys = columns.map { JSONText.string($0.key) }
    table = TableLayout(
      columns: columns, widthMax: console.outIsTerminal ? console.width : nil, style: console.outStyle,
      unicode: console.unicode)
  }

  /// All at once, for the many reports that have few rows.
  package static func show(
    _ rows: [[Cell]], columns: [Column], format: OutputFormat, console: Console
  ) throws(OutputClosed) {
    var writer = RowWriter(columns, format: format, console: console)
    for row in rows { try writer.write(row) }
    try writer.finish()
  }

  package mutating func write(_ row: [Cell]) throws(OutputClosed) {
    precondition(row.count == columns.count, "a row has \(row.count) cells for \(columns.count) columns")
    count += 1
    switch format {
    case .table: try out.write(table.take(row))
    case .json: try out.write((count == 1 ? "[\n" : ",\n") + "  " + JSONText.object(keys, row))
    case .ndjson: try out.write(JSONText.object(keys, row) + "\n")
    case .csv:
      if count == 1 { try writeCSVHeader() }
      try out.write(row.map(\.csv).joined(separator: ",") + CSV.lineEnd)
    }
  }

  /// Shows what came so far: for a command that follows and waits for more.
  package mutating func flush() throws(OutputClosed) {
    if format == .table { try out.write(table.release()) }
    try out.flush()
  }

  package mutating func finish() throws(OutputClosed) {
    switch format {
    case .table: try out.write(table.release())
    case .json: try out.write(count == 0 ? "[]\n" : "\n]\n")
    case .ndjson: break
    case .csv: if count == 0 { try writeCSVHeader() }
    }
    try out.flush()
  }

  private func writeCSVHeader() throws(OutputClosed) {
    try out.write(columns.map { CSV.field($0.key) }.joined(separator: ",") + CSV.lineEnd)
  }
}
