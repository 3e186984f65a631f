package import PostgresClient
package import Storage

/// Rows and checkpoints of projections in PostgreSQL.
package final class PostgresProjectionStore: ProjectionStore, ReadModel {
  let pool: PostgresPool
  /// What others wait for, beside the pool: it never waits for bulk work, and no longer than `urgentMax`.
  private let questions: PostgresPool
  /// For the membership alone, which is over in a few seconds when nobody renews it.
  private let renewals: PostgresPool
  let claims: BuildClaims
  let leases: LeaseListener

  /// So soon a database is away for who asks whose turn it is, or for a snapshot: he goes on without.
  static let urgentMax = Duration.seconds(1)
  /// A snapshot is fetched by whoever is free of those who do bulk work; folding a slice may take longer than this.
  private static let snapshotMax = Duration.seconds(5)
  private static let ping = Statement("ping", "SELECT")

  private init(_ settings: ConnectionSettings, pool: PostgresPool, claims: BuildClaims) {
    var urgent = settings
    urgent.answerTimeout = Self.urgentMax * 2
    urgent.cancelGrace = Self.urgentMax
    questions = PostgresPool(urgent, connectionsMax: 2, waitMax: Self.urgentMax)
    // A renewal that is lost with the server comes again in a second: it need not wait for the disk.
    urgent.parameters.append(.init("synchronous_commit", "off"))
    renewals = PostgresPool(urgent, connectionsMax: 1, waitMax: Self.urgentMax)
    self.pool = pool
    self.claims = claims
    leases = LeaseListener(settings)
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
      return PostgresProjectionStore(settings, pool: pool, claims: try await BuildClaims.open(settings))
    } catch {
      await pool.close()
      throw StorageFailure(postgres: error)
    }
  }

  package func close() async {
    await leases.stop()?.value
    await pool.close()
    await questions.close()
    await renewals.close()
    await claims.close()
  }

  /// Runs `body` on a connection; what goes wrong comes out as a `StorageFailure`.
  func session<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    try await Self.session(of: pool, within: nil, body)
  }

  /// The same for what is asked in a hurry and answered at once.
  func urgent<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    try await Self.session(of: questions, within: nil, body)
  }

  /// The same for the membership.
  func renewing<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    try await Self.session(of: renewals, within: nil, body)
  }

  /// The same for what is large and has somebody waiting: not for a database that is away.
  func reachable<R: Sendable>(
    _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    try await urgent { _ = try $0.query(Self.ping) }
    return try await Self.session(of: pool, within: Self.snapshotMax, body)
  }

  private static func session<R: Sendable>(
    of pool: PostgresPool, within limit: Duration?, _ body: @escaping @Sendable (PostgresSession) throws -> R
  ) async throws(StorageFailure) -> R {
    do {
      return try await pool.withConnection(within: limit) { try await $0.run { try body($0) } }
    } catch {
      throw StorageFailure(postgres: error)
    }
  }
}
