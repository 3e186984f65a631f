import PostgresClient
import Storage

/// Brings row changes into a build's tables: appended rows by COPY, merged ones by COPY into a staging table of the
/// connection and one INSERT … ON CONFLICT.
enum RowLoader {
  /// Makes the staging tables that these changes need on this connection, outside the transaction of the rows.
  ///
  /// - Returns: names of tables that have no key now (`KeylessTables`): rows are only added to them.
  static func prepare(_ changes: RowChanges, build: Build, on session: PostgresSession) throws -> Set<String> {
    let keyless = Set(try KeylessTables.names(of: build, on: session))
    for (table, rows) in zip(changes.tables, changes.merged)
    where rows?.isEmpty == false && !keyless.contains(table.name) {
      try session.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS \(staging(table, build)) (LIKE \(target(table, build)))
        ON COMMIT DELETE ROWS
        """)
    }
    return keyless
  }

  static func load(
    _ changes: RowChanges, into build: Build, keyless: Set<String>, on session: PostgresSession
  ) throws {
    for (index, table) in changes.tables.enumerated() {
      let appended = changes.appended[index]
      if !appended.isEmpty { try copy(appended, table, into: target(table, build), on: session) }
      guard let merged = changes.merged[index], !merged.isEmpty else { continue }
      if keyless.contains(table.name) {
        let (new, again) = merged.encodedForFilling()
        if !new.isEmpty { try copy(new, table, into: target(table, build), on: session) }
        if !again.isEmpty { try copy(again, table, into: KeylessTables.waiting(table, build), on: session) }
      } else {
        try copy(merged.encoded(), table, into: staging(table, build), on: session)
        try session.execute(mergeSQL(table, build, from: staging(table, build)))
      }
    }
  }

  private static func copy(
    _ rows: RowBytes, _ table: TableDefinition, into name: String, on session: PostgresSession
  ) throws {
    try session.copyIn("COPY \(name) (\(columns(table))) FROM STDIN (FORMAT binary)") { writer in
      try rows.withUnsafeBytes { try writer.encodedRows($0, count: rows.rowCount) }
    }
  }

  /// Merges the rows of `source`, one a key, into the table.
  static func mergeSQL(_ table: TableDefinition, _ build: Build, from source: String) -> String {
    let key = table.columns[..<table.keyCount].map { PostgresSession.quoted($0.name) }.joined(separator: ", ")
    let sets = table.columns[table.keyCount...].map { column in
      let name = PostgresSession.quoted(column.name)
      return switch column.merge {
      case .set: "\(name) = excluded.\(name)"
      case .add: "\(name) = t.\(name) + excluded.\(name)"
      case .max: "\(name) = greatest(t.\(name), excluded.\(name))"
      case .min: "\(name) = least(t.\(name), excluded.\(name))"
      }
    }
    // In order of the key, so that two writers never wait for each other in a circle.
    return """
      INSERT INTO \(target(table, build)) AS t (\(columns(table)))
      SELECT \(columns(table)) FROM \(source) AS s ORDER BY \(key)
      ON CONFLICT (\(key)) DO UPDATE SET \(sets.joined(separator: ", "))
      """
  }

  static func target(_ table: TableDefinition, _ build: Build) -> String {
    "\(PostgresSession.quoted(build.schema)).\(PostgresSession.quoted(table.name))"
  }

  private static func staging(_ table: TableDefinition, _ build: Build) -> String {
    PostgresSession.quoted("staging_\(build.schema)_\(table.name)")
  }

  static func columns(_ table: TableDefinition) -> String {
    table.columns.map { PostgresSession.quoted($0.name) }.joined(separator: ", ")
  }
}
