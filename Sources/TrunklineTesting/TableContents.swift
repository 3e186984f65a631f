package import EventLog
package import PluginKit
package import Storage

/// A field of a row, read back from the COPY layout.
package enum Field: Hashable, Sendable, CustomStringConvertible {
  case null
  case integer(Int64)
  case text(String)
  case bool(Bool)
  case bytes([UInt8])

  package var description: String {
    switch self {
    case .null: "null"
    case .integer(let value): "\(value)"
    case .text(let value): value
    case .bool(let value): "\(value)"
    case .bytes(let value): value.map { String($0, radix: 16) }.joined()
    }
  }
}

/// The rows of a plugin's tables in memory, changed as PostgreSQL would change them.
package struct TableContents: Equatable, Sendable {
  /// Rows of each table by the text of their key, or by number where there is none.
  package private(set) var rows: [String: [String: [String: Field]]] = [:]

  /// Folds the batches, each into changes of its own, and applies them one after the other.
  package init(_ plugin: Plugin, _ batches: [RecordBatch], skipping skipped: SkippedEvents = SkippedEvents()) throws {
    for batch in batches {
      var changes = RowChanges(tables: plugin.tables)
      try plugin.projection.fold(batch, skipping: skipped, into: &changes)
      try apply(changes)
    }
  }

  /// Rows in order of their keys.
  package func all(_ table: String) -> [[String: Field]] {
    (rows[table] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
  }

  private mutating func apply(_ changes: RowChanges) throws {
    for (index, table) in changes.tables.enumerated() {
      for row in try Self.decode(changes.merged[index]?.encoded() ?? changes.appended[index], table) {
        let fields = zip(table.columns, row)
        let key =
          table.keyCount == 0
          ? "\(1_000_000 + (rows[table.name]?.count ?? 0))"
          : row[..<table.keyCount].map(\.description).joined(separator: "|")
        var merged = rows[table.name]?[key] ?? [:]
        for (column, value) in fields { merged[column.name] = Self.merge(merged[column.name], value, column.merge) }
        rows[table.name, default: [:]][key] = merged
      }
    }
  }

  private static func merge(_ old: Field?, _ new: Field, _ how: ColumnDefinition.Merge) -> Field {
    guard case .integer(let old) = old, case .integer(let value) = new else { return new }
    return switch how {
    case .set: new
    case .add: .integer(old + value)
    case .max: .integer(max(old, value))
    case .min: .integer(min(old, value))
    }
  }

  package static func decode(_ rows: RowBytes, _ table: TableDefinition) throws -> [[Field]] {
    var bytes = rows.bytes[...]
    func number(_ count: Int) throws -> Int64 {
      try expect(bytes.count >= count, "a row is cut off")
      defer { bytes.removeFirst(count) }
      let unsigned = bytes.prefix(count).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int64(bitPattern: unsigned << UInt64(64 - 8 * count)) >> Int64(64 - 8 * count)
    }
    var found: [[Field]] = []
    while !bytes.isEmpty {
      try expectEqual(number(2), Int64(table.columns.count), "columns of \(table.name)")
      var row: [Field] = []
      for column in table.columns {
        let length = Int(try number(4))
        if length < 0 {
          row.append(.null)
          continue
        }
        switch column.kind {
        case .int2, .int4, .int8:
          try expectEqual(length, column.kind == .int2 ? 2 : column.kind == .int4 ? 4 : 8, "bytes of \(column.name)")
          row.append(.integer(try number(length)))
        case .bool: row.append(.bool(try number(length) == 1))
        case .text:
          let text = String(validating: bytes.prefix(length), as: UTF8.self)
          try expect(text != nil, "\(column.name) is no text")
          row.append(.text(text ?? ""))
          bytes.removeFirst(length)
        case .bytea:
          row.append(.bytes(Array(bytes.prefix(length))))
          bytes.removeFirst(length)
        }
      }
      found.append(row)
    }
    try expectEqual(found.count, rows.rowCount, "rows of \(table.name)")
    return found
  }
}
