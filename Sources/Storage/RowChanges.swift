/// What a batch of events changes in a plugin's tables: rows to append and rows to merge.
public struct RowChanges: Sendable {
  public let tables: [TableDefinition]
  /// For each table of `tables`: rows to append (empty for merged tables).
  public var appended: [RowBytes]
  /// For each table of `tables`: rows to merge (`nil` for appended tables).
  public var merged: [MergedRows?]

  /// - Parameter fresh: nothing of these tables was written for this slice before.
  public init(tables: [TableDefinition], fresh: Bool = false) {
    self.init(tables: tables, merged: tables.map { $0.keyCount > 0 ? MergedRows(table: $0, fresh: fresh) : nil })
  }

  private init(tables: [TableDefinition], merged: [MergedRows?]) {
    self.tables = tables
    self.merged = merged
    appended = tables.map { _ in RowBytes() }
  }

  /// Empty ones for the events that come next, which know how far these went.
  public func following() -> RowChanges { RowChanges(tables: tables, merged: merged.map { $0?.following() }) }

  public var isEmpty: Bool { rowCount == 0 }

  public var rowCount: Int {
    var count = 0
    for rows in appended { count += rows.rowCount }
    for rows in merged { count += rows?.rowCount ?? 0 }
    return count
  }

  /// About how much memory the rows take.
  public var byteCount: Int {
    var count = 0
    for rows in appended { count += rows.byteCount }
    for rows in merged { count += rows?.byteCount ?? 0 }
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
