import PostgresClient
package import Storage

/// Merged tables of a build that is being filled: without their keys a row is added by COPY alone, and the few that
/// share a key are merged once, at the end. In a log that is in order of time hardly any are.
enum KeylessTables {
  private static let missing = Statement(
    "tables without a key",
    """
    SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind = 'r'
      AND NOT EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
    """, [.text])

  private static let keys = Statement(
    "primary key of table",
    """
    SELECT k.conname::text FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND k.contype = 'p'
    """, [.text, .text])

  static func names(of build: Build, on session: PostgresSession) throws -> Set<String> {
    let rows = try session.query(missing) { $0.text(build.schema) }
    return Set(try rows.map { row throws(PostgresError) in try rows.string(row, 0) })
  }

  /// Whether rows of one key can be merged in any order: the last of several `set` values is not known afterwards.
  private static func canBeFilled(_ table: TableDefinition) -> Bool {
    table.keyCount > 0 && table.columns[table.keyCount...].allSatisfy { $0.merge != .set }
  }

  static func dropKeys(of build: Build, _ tables: [TableDefinition], on session: PostgresSession) throws {
    for table in tables where canBeFilled(table) {
      let rows = try session.query(keys) {
        $0.text(build.schema)
        $0.text(table.name)
      }
      guard !rows.isEmpty else { continue }
      let key = PostgresSession.quoted(try rows.string(0, 0))
      try session.execute("ALTER TABLE \(RowLoader.target(table, build)) DROP CONSTRAINT \(key)")
    }
  }

  static func addKeys(to build: Build, _ tables: [TableDefinition], on session: PostgresSession) throws {
    let keyless = try names(of: build, on: session)
    for table in tables where canBeFilled(table) && keyless.contains(table.name) {
      try session.execute(mergingSQL(table, build))
    }
  }

  private static func mergingSQL(_ table: TableDefinition, _ build: Build) -> String {
    let target = RowLoader.target(table, build)
    let keys = table.columns[..<table.keyCount].map { PostgresSession.quoted($0.name) }
    let key = keys.joined(separator: ", ")
    let values = table.columns[table.keyCount...].map { column in
      let name = PostgresSession.quoted(column.name)
      return switch column.merge {
      case .add, .set: "sum(\(name))::int8 AS \(name)"
      case .max: "max(\(name)) AS \(name)"
      case .min: "min(\(name)) AS \(name)"
      }
    }
    let same = keys.map { "t.\($0) = s.\($0)" }.joined(separator: " AND ")
    let columns = RowLoader.columns(table)
    // Which keys are shared is found by the keys alone: summing every row to find the few costs more than all the rest.
    return """
      SET LOCAL work_mem = '128MB';
      SET LOCAL maintenance_work_mem = '128MB';
      CREATE TEMPORARY TABLE shared_keys ON COMMIT DROP AS
      SELECT \(key) FROM \(target) GROUP BY \(key) HAVING count(*) > 1;
      CREATE TEMPORARY TABLE shared_rows ON COMMIT DROP AS
      SELECT \(key), \(values.joined(separator: ", ")) FROM \(target) AS t
      WHERE EXISTS (SELECT 1 FROM shared_keys AS s WHERE \(same)) GROUP BY \(key);
      DELETE FROM \(target) AS t USING shared_keys AS s WHERE \(same);
      INSERT INTO \(target) (\(columns)) SELECT \(columns) FROM shared_rows;
      DROP TABLE shared_keys, shared_rows;
      ALTER TABLE \(target) ADD PRIMARY KEY (\(key))
      """
  }
}

extension PostgresProjectionStore {
  package func beginFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    try await session { session in
      try session.transaction { try KeylessTables.dropKeys(of: build, tables, on: session) }
    }
  }

  package func endFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    try await session { session in
      try session.transaction { try KeylessTables.addKeys(to: build, tables, on: session) }
    }
  }
}
