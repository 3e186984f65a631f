import PostgresClient
package import Storage

/// Merged tables of a build that is being filled: without their keys a row is added by COPY alone. Rows whose key may
/// be there already wait in a table beside, and are merged in when the keys are made: in a log that is in order of time
/// there are few.
enum KeylessTables {
  private static let missing = Statement(
    "tables without a key",
    """
    SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind = 'r'
      AND NOT EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)
    ORDER BY pg_relation_size(c.oid) DESC, c.relname
    """, [.text])

  private static let keys = Statement(
    "primary key of table",
    """
    SELECT k.conname::text FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
      JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND k.contype = 'p'
    """, [.text, .text])

  /// The largest first.
  static func names(of build: Build, on session: PostgresSession) throws -> [String] {
    let rows = try session.query(missing) { $0.text(build.schema) }
    return try rows.map { row throws(PostgresError) in try rows.string(row, 0) }
  }

  /// Where rows wait whose key may be in the table.
  static func waiting(_ table: TableDefinition, _ build: Build) -> String {
    "\(PostgresSession.quoted(build.schema)).\(PostgresSession.quoted("waiting_\(table.name)"))"
  }

  static func dropKeys(of build: Build, _ tables: [TableDefinition], on session: PostgresSession) throws {
    for table in tables where table.growing != nil {
      let rows = try session.query(keys) {
        $0.text(build.schema)
        $0.text(table.name)
      }
      guard !rows.isEmpty else { continue }
      let key = PostgresSession.quoted(try rows.string(0, 0))
      try session.execute(
        """
        CREATE TABLE \(waiting(table, build)) (LIKE \(RowLoader.target(table, build)));
        ALTER TABLE \(RowLoader.target(table, build)) DROP CONSTRAINT \(key)
        """)
    }
  }

  static func addKey(to table: TableDefinition, of build: Build, on session: PostgresSession) throws {
    let key = table.columns[..<table.keyCount].map { PostgresSession.quoted($0.name) }.joined(separator: ", ")
    // Several tables are done side by side: they need no help by more processes.
    try session.execute(
      """
      SET LOCAL work_mem = '64MB';
      SET LOCAL maintenance_work_mem = '128MB';
      SET LOCAL max_parallel_maintenance_workers = 0;
      ALTER TABLE \(RowLoader.target(table, build)) ADD PRIMARY KEY (\(key));
      \(RowLoader.mergeSQL(table, build, from: "(\(summedSQL(table, build)))"));
      DROP TABLE \(waiting(table, build))
      """)
  }

  /// The waiting rows, one a key.
  private static func summedSQL(_ table: TableDefinition, _ build: Build) -> String {
    let key = table.columns[..<table.keyCount].map { PostgresSession.quoted($0.name) }.joined(separator: ", ")
    let values = table.columns[table.keyCount...].map { column in
      let name = PostgresSession.quoted(column.name)
      return switch column.merge {
      case .add, .set: "sum(\(name))::int8 AS \(name)"
      case .max: "max(\(name)) AS \(name)"
      case .min: "min(\(name)) AS \(name)"
      }
    }
    return "SELECT \(key), \(values.joined(separator: ", ")) FROM \(waiting(table, build)) GROUP BY \(key)"
  }
}

extension PostgresProjectionStore {
  /// Tables whose keys are made at one time: a processor each on the smallest machine that serves.
  private static let keysAtOnce = 2

  package func beginFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    try await session { session in
      try session.transaction { try KeylessTables.dropKeys(of: build, tables, on: session) }
    }
  }

  package func endFilling(_ build: Build, tables: [TableDefinition]) async throws(StorageFailure) {
    let keyless = try await session { try KeylessTables.names(of: build, on: $0) }
    var left = keyless.compactMap { name in tables.first { $0.name == name && $0.growing != nil } }[...]
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        func startNext() {
          guard let table = left.popFirst() else { return }
          group.addTask {
            try await self.session { session in
              try session.transaction { try KeylessTables.addKey(to: table, of: build, on: session) }
            }
          }
        }
        for _ in 0..<Self.keysAtOnce { startNext() }
        while try await group.next() != nil { startNext() }
      }
    } catch let failure as StorageFailure {
      throw failure
    } catch {
      throw StorageFailure(postgres: error)
    }
  }
}
