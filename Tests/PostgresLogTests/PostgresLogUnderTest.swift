import Digest
import EventLog
import PostgresClient
import PostgresTesting
import Synchronization
import TrunklineTesting
import Values

@testable import PostgresEventLog

/// The PostgreSQL log under test: an empty table, and a driver of its own for whoever opens it.
final class PostgresLogUnderTest: LogUnderTest {
  static let chain = Chain(hash: SHA256.digest)
  let settings: ConnectionSettings
  private let opened = Mutex<[PostgresEventLog]>([])
  /// For what a driver never does.
  private let surgeon: PostgresConnection

  private init(settings: ConnectionSettings, surgeon: PostgresConnection) {
    self.settings = settings
    self.surgeon = surgeon
  }

  /// One for all cases, which come one after the other: a database costs more than most cases.
  private static let database = Task { try await TemporaryPostgres.freshDatabase() }

  static func fresh() async throws -> PostgresLogUnderTest { try await on(database.value) }

  /// What a new connection is told of the server.
  static func settings(of database: ConnectionSettings) async throws -> ServerSettings {
    let connection = try await PostgresConnection.open(database)
    let settings = try await connection.run { try $0.serverSettings() }
    await connection.close()
    return settings
  }

  static func on(_ settings: ConnectionSettings) async throws -> PostgresLogUnderTest {
    let log = PostgresLogUnderTest(settings: settings, surgeon: try await PostgresConnection.open(settings))
    try await log.recreate()
    return log
  }

  func open() async throws -> any EventLog { try await openDriver() }

  func openDriver(lookEvery: Duration = AppendListener.lookEvery) async throws -> PostgresEventLog {
    let log = try await PostgresEventLog.open(
      settings, chain: Self.chain, newID: LogID(.random()), readersMax: 2, lookEvery: lookEvery)
    opened.withLock { $0.append(log) }
    return log
  }

  func truncate(_ slice: Slice, through position: Position) async throws {
    try await surgeon.execute("DELETE FROM trunkline.log WHERE slice = \(slice) AND position > \(position)")
  }

  func recreate() async throws {
    try await surgeon.execute(
      """
      DO $$ BEGIN
        IF to_regclass('trunkline.log') IS NOT NULL THEN TRUNCATE trunkline.log, trunkline.log_identity; END IF;
      END $$
      """)
  }

  func lose(_ position: Position, of slice: Slice) async throws -> Bool {
    try await surgeon.execute("DELETE FROM trunkline.log WHERE slice = \(slice) AND position = \(position)")
    return true
  }

  func disconnect() async throws -> Bool {
    try await surgeon.execute(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
      """)
    return true
  }

  func close() async {
    for log in opened.withLock({ $0 }) { await log.close() }
    await surgeon.close()
  }
}
