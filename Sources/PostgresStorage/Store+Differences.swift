import PostgresClient
package import Storage

extension PostgresProjectionStore {
  package func differences(
    between first: Build, and second: Build, tables: [TableDefinition], samples: Int
  ) async throws(StorageFailure) -> [TableDifference] {
    try await session { session in
      // One snapshot: both sides as of one moment.
      try session.transaction(.readOnlySnapshot) {
        let apart = try session.query(StoreStatements.apart) {
          $0.build(first)
          $0.int8(second.number)
        }
        if !apart.isEmpty {
          throw StorageFailure(
            .checkpointMoved,
            "builds \(first.schema) and \(second.schema) stand at different positions of slice \(try apart.int32(0, 0))"
          )
        }
        return try tables.map { try Self.difference(first, second, $0, samples: samples, on: session) }
      }
    }
  }

  /// Rows as multisets: `EXCEPT ALL` both ways, so a row that is there twice counts.
  private static func difference(
    _ first: Build, _ second: Build, _ table: TableDefinition, samples: Int, on session: PostgresSession
  ) throws -> TableDifference {
    let missing = try excess(of: first, over: second, table, samples: samples, on: session)
    let extra = try excess(of: second, over: first, table, samples: samples, on: session)
    return TableDifference(
      table: table.name, onlyInFirst: missing.count, onlyInSecond: extra.count,
      samples: missing.samples.map { "\(first.schema): \($0)" } + extra.samples.map { "\(second.schema): \($0)" })
  }

  private static func excess(
    of build: Build, over other: Build, _ table: TableDefinition, samples: Int, on session: PostgresSession
  ) throws -> (count: Int64, samples: [String]) {
    let columns = table.columns.map { PostgresSession.quoted($0.name) }.joined(separator: ", ")
    func rows(_ build: Build) -> String {
      "SELECT \(columns) FROM \(PostgresSession.quoted(build.schema)).\(PostgresSession.quoted(table.name))"
    }
    let excess = "(\(rows(build)) EXCEPT ALL \(rows(other)))"
    let counted = Statement("count of differing rows", composed: "SELECT count(*) FROM \(excess) AS d")
    let count = try session.query(counted).int64(0, 0)
    guard count > 0, samples > 0 else { return (count, []) }
    let sampled = Statement(
      "differing rows", composed: "SELECT d::text FROM \(excess) AS d ORDER BY 1 LIMIT \(samples)")
    let found = try session.query(sampled)
    return (count, try found.map { row throws(PostgresError) in try found.string(row, 0) })
  }
}
