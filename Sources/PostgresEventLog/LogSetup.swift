import EventLog
import PostgresClient
import Values

/// Makes the tables and checks that the server can be trusted with commits.
enum LogSetup {
  static let migrations = Migrations(
    component: "log", [Migration(name: "V001_log", sql: String(decoding: PackageResources.V001_log_sql, as: UTF8.self))]
  )

  static func prepare(on session: PostgresSession, newID: LogID) throws -> LogID {
    let settings = try session.serverSettings()
    guard settings.isDurable else {
      throw LogFailure(
        .unsafe,
        "the server would lose acknowledged commits (\(settings)): set fsync, full_page_writes and synchronous_commit on"
      )
    }
    try migrations.apply(on: session)
    try session.run(LogStatements.makeIdentity) { $0.bytea(high: newID.bits.high, low: newID.bits.low) }
    let rows = try session.query(LogStatements.identity)
    let words = try rows.words(0, 0)
    return LogID(ID128(high: words.high, low: words.low))
  }
}
