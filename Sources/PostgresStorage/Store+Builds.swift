import FailPoints
import PostgresClient
package import Storage

extension PostgresProjectionStore {
  package func builds(of plugin: String) async throws(StorageFailure) -> [BuildStatus] {
    try await session { session in
      let rows = try session.query(StoreStatements.builds) { $0.text(plugin) }
      return try rows.map { row throws(PostgresError) in
        let build = Build(plugin: plugin, number: try rows.int64(row, 0))
        let state = BuildState(rawValue: try rows.string(row, 2)) ?? .retired
        return BuildStatus(build: build, version: try rows.int64(row, 1), state: state)
      }
    }
  }

  package func createBuild(
    of plugin: String, version: Int64, state: BuildState, migrations: [Storage.Migration]
  ) async throws(StorageFailure) -> Build {
    try await claims.making { session in
      _ = try session.query(StoreStatements.lockPlugin) { $0.text(plugin) }
      let rows = try session.query(StoreStatements.addBuild) {
        $0.text(plugin)
        $0.int8(version)
        $0.text(state.rawValue)
      }
      let build = Build(plugin: plugin, number: try rows.int64(0, 0))
      let schema = PostgresSession.quoted(build.schema)
      try session.execute("CREATE SCHEMA \(schema); SET LOCAL search_path TO \(schema)")
      for migration in migrations { try session.execute(migration.sql) }
      // Last, since it outlives the transaction if that fails; nobody sees the build before it is claimed.
      _ = try session.query(BuildClaims.claim) { $0.text(BuildClaims.key(build)) }
      return build
    }
  }

  package func dropBuild(_ build: Build) async throws(StorageFailure) {
    try await session { session in
      try session.transaction {
        _ = try session.query(StoreStatements.lockPlugin) { $0.text(build.plugin) }
        try Self.drop(build, on: session)
      }
    }
    await claims.release(build)
  }

  package func dropAbandonedBuilds(of plugin: String) async throws(StorageFailure) {
    for known in try await builds(of: plugin) where known.state == .building || known.state == .scratch {
      try await session { session in
        try session.transaction {
          _ = try session.query(StoreStatements.lockPlugin) { $0.text(plugin) }
          let isAbandoned = try session.query(BuildClaims.tryClaim) { $0.text(BuildClaims.key(known.build)) }
          // It may be finished by now, and serve.
          guard try isAbandoned.bool(0, 0), try Self.state(of: known.build, on: session) == known.state else { return }
          try Self.drop(known.build, on: session)
        }
      }
    }
  }

  private static func state(of build: Build, on session: PostgresSession) throws -> BuildState? {
    let rows = try session.query(StoreStatements.buildState) { $0.build(build) }
    return rows.isEmpty ? nil : BuildState(rawValue: try rows.string(0, 0))
  }

  private static func drop(_ build: Build, on session: PostgresSession) throws {
    try session.execute("DROP SCHEMA IF EXISTS \(PostgresSession.quoted(build.schema)) CASCADE")
    try session.run(StoreStatements.removeBuild) { $0.build(build) }
  }

  package func serve(_ build: Build, lastly: @Sendable () async throws -> Void) async throws {
    do {
      try await pool.withConnection { connection in
        try await connection.run { try Self.freeze(build.plugin, on: $0) }
        do {
          try await lastly()
          try await connection.run { try Self.swap(build, on: $0) }
        } catch {
          // The connection may be gone, and the transaction with it.
          _ = try? await connection.execute("ROLLBACK")
          throw error
        }
      }
    } catch let error as PostgresError {
      throw StorageFailure(postgres: error)
    }
    FailPoint.swapAfterCommit.reach()
    await claims.release(build)
  }

  /// Begins the transaction of a swap: the serving build stays where it is.
  private static func freeze(_ plugin: String, on session: PostgresSession) throws {
    try session.execute("BEGIN; SET LOCAL lock_timeout = '50ms'")
    do {
      _ = try session.query(StoreStatements.lockPlugin) { $0.text(plugin) }
      let serving = try session.query(StoreStatements.lockServing) { $0.text(plugin) }
      guard !serving.isEmpty else { return }
      let former = Build(plugin: plugin, number: try serving.int64(0, 0))
      _ = try session.query(StoreStatements.lockCheckpoints) { $0.build(former) }
    } catch {
      if session.isInTransaction { try session.execute("ROLLBACK") }
      throw error
    }
  }

  private static func swap(_ build: Build, on session: PostgresSession) throws {
    let behind = try session.query(StoreStatements.behind) { $0.build(build) }
    if !behind.isEmpty {
      throw StorageFailure(
        .checkpointMoved,
        "build \(build.schema) is behind the serving one in slice \(try behind.int32(0, 0)): let it catch up first")
    }
    try session.execute(try viewsSQL(for: build, on: session))
    try session.run(StoreStatements.retire) { $0.text(build.plugin) }
    try session.run(StoreStatements.promote) { $0.build(build) }
    try session.run(StoreStatements.liftHolds) { $0.build(build) }
    FailPoint.swapBeforeCommit.reach()
    try session.execute("COMMIT")
  }

  /// Drops the plugin's views and makes them anew on the build's tables; whoever may read the schema may read the
  /// views.
  private static func viewsSQL(for build: Build, on session: PostgresSession) throws -> String {
    let views = PostgresSession.quoted(build.plugin)
    let old = try names(inSchema: build.plugin, on: session)
    let new = try names(inSchema: build.schema, on: session)
    var sql = "CREATE SCHEMA IF NOT EXISTS \(views);"
    for name in old { sql += "DROP VIEW \(views).\(PostgresSession.quoted(name));" }
    for name in new {
      let table = PostgresSession.quoted(name)
      sql += "CREATE VIEW \(views).\(table) AS SELECT * FROM \(PostgresSession.quoted(build.schema)).\(table);"
    }
    return sql + "GRANT USAGE ON SCHEMA \(views) TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA \(views) TO PUBLIC"
  }

  private static func names(inSchema schema: String, on session: PostgresSession) throws -> [String] {
    let rows = try session.query(StoreStatements.tables) { $0.text(schema) }
    return try rows.map { row throws(PostgresError) in try rows.string(row, 0) }
  }
}

extension Parameters {
  mutating func build(_ build: Build) {
    text(build.plugin)
    int8(build.number)
  }
}
