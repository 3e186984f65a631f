package import PostgresClient
package import Storage

/// Rows and checkpoints of projections in PostgreSQL.
package final class PostgresProjectionStore: ProjectionStore, ReadModel {
  let pool: PostgresPool
  let claims: BuildClaims
  let leases: LeaseListener

  private init(pool: PostgresPool, claims: BuildClaims, leases: LeaseListener) {
    self.pool = pool
    self.claims = claims
    self.leases = leases
  }

  /// Opens the store of a database, and makes its tables when they are not there.
  package static func open(
    _ settings: ConnectionSettings, connectionsMax: Int = 8
  ) async throws(StorageFailure) -> PostgresProjectionStore {
    var settings = settings
    // A process that was stopped in the middle of a transaction must not keep its successor waiting for ever.
    settings.parameters.append(.init("idle_in_transaction_session_timeout", "30s"))
    let pool = PostgresPool(settings, connectionsMax: connectionsMax, waitMax: .seconds(60))
    do {
      try await pool.withConnection { connection in
        try await connection.run { _ = try StoreStatements.migrations.apply(on: $0) }
      }
      return PostgresProjectionStore(
        pool: pool, claims: try await BuildClaims.open(settings), leases: LeaseListener(settings))
    } catch {
      await pool.close()
      throw StorageFailure(postgres: error)
    }
  }

  package func close() async {
    await leases.stop()?.value
    await pool.close()
    await claims.close()
  }

  /// Runs `body` on a connection; what goes wrong comes out as a `StorageFailure`.
  func session<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    do {
      return try await pool.withConnection { try await $0.run { try body($0) } }
    } catch {
      throw StorageFailure(postgres: error)
    }
  }
}
