/// What a batch of events changes in a plugin's tables: rows to append and rows to merge.
public struct RowChanges: Sendable {
  public let tables: [TableDefinition]
  /// For each table of `tables`: rows to append (empty for merged tables).
  public var appended: [RowBytes]
  /// For each table of `tables`: rows to merge (`nil` for appended tables).
  public var merged: [MergedRows?]

  public init(tables: [TableDefinition]) {
    self.tables = tables
    appended = tables.map { _ in RowBytes() }
    merged = tables.map { $0.keyCount > 0 ? MergedRows(table: $0) : nil }
  }

  public var isEmpty: Bool { rowCount == 0 }

  public var rowCount: Int {
    var count = 0
    for rows in appended { count += rows.rowCount }
    for rows in merged { count += rows?.rowCount ?? 0 }
    return count
  }

  /// Keeps the memory for the next batch.
  public mutating func removeAll() {
    for index in tables.indices {
      appended[index].removeAll()
      merged[index]?.removeAll()
    }
  }
}
