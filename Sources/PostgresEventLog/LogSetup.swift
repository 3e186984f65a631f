import EventLog
import PostgresClient
import Values

/// Makes the tables and checks that the server can be trusted with commits.
enum LogSetup {
  static let migrations = Migrations(
    component: "log",
    [
      Migration(name: "V001_log", sql: String(decoding: PackageResources.V001_log_sql, as: UTF8.self)),
      Migration(name: "V002_log_time", sql: String(decoding: PackageResources.V002_log_time_sql, as: UTF8.self)),
    ])

  static func prepare(on session: PostgresSession, newID: LogID) throws -> LogID {
    try checkDurability(on: session)
    try migrations.apply(on: session)
    try session.run(LogStatements.makeIdentity) { $0.bytea(high: newID.bits.high, low: newID.bits.low) }
    return try identity(on: session)
  }

  /// A server that comes back may have other settings, and another log.
  static func checkAgain(_ id: LogID, on session: PostgresSession) throws {
    try checkDurability(on: session)
    let found = try identity(on: session)
    guard found == id else {
      throw LogFailure(
        .otherLog(expected: id, found: found),
        "the database came back with another log than the one that was written here: bring the former back, or start "
          + "again on this one")
    }
  }

  private static func checkDurability(on session: PostgresSession) throws {
    let settings = try session.serverSettings()
    guard settings.isDurable else {
      throw LogFailure(
        .unsafe,
        "the server would lose acknowledged commits (\(settings)): set fsync, full_page_writes and synchronous_commit on"
      )
    }
  }

  private static func identity(on session: PostgresSession) throws -> LogID {
    let rows = try session.query(LogStatements.identity)
    guard !rows.isEmpty else { throw LogFailure(.unavailable, "the database has lost the identity of its log") }
    let words = try rows.words(0, 0)
    return LogID(ID128(high: words.high, low: words.low))
  }
}
