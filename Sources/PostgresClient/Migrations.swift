/// One step of a schema, such as `V001_commit`; its text never changes once it has shipped.
package struct Migration: Sendable, Hashable {
  package let name: String
  package let sql: String

  package init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }
}

/// Brings one component's schema up to date.
///
/// Each migration runs in a transaction of its own and is recorded in `trunkline.migration` as `component/name`. An
/// advisory lock lets several processes start at once. A recorded migration that this program does not know means
/// that a newer version was here: nothing is touched then.
package struct Migrations: Sendable {
  package let component: String
  package let all: [Migration]

  package init(component: String, _ all: [Migration]) {
    self.component = component
    self.all = all
  }

  /// Any number will do that no other program uses: the first eight bytes of “trunklin”.
  private static let lockKey: Int64 = 0x7472_756E_6B6C_696E

  private static let lock = Statement("migration lock", "SELECT pg_advisory_lock($1)", [.int8])
  private static let unlock = Statement("migration unlock", "SELECT pg_advisory_unlock($1)", [.int8])
  private static let recorded = Statement(
    "migrations recorded",
    "SELECT name, sha256, sha256 = sha256(convert_to($2, 'UTF8')) FROM trunkline.migration WHERE name = $1",
    [.text, .text])
  private static let names = Statement(
    "migration names", "SELECT name FROM trunkline.migration WHERE starts_with(name, $1) ORDER BY name", [.text])
  private static let record = Statement(
    "record migration",
    "INSERT INTO trunkline.migration (name, sha256) VALUES ($1, sha256(convert_to($2, 'UTF8')))", [.text, .text])

  /// Returns the names of the migrations that were applied now, in order.
  @discardableResult
  package func apply(on session: PostgresSession) throws -> [String] {
    try session.run(Self.lock) { $0.int8(Self.lockKey) }
    do {
      let applied = try applyLocked(session)
      try session.run(Self.unlock) { $0.int8(Self.lockKey) }
      return applied
    } catch {
      _ = try? session.shielded { () throws(PostgresError) in
        try session.run(Self.unlock) { $0.int8(Self.lockKey) }
      }
      throw error
    }
  }

  private func applyLocked(_ session: PostgresSession) throws -> [String] {
    try createTable(session)
    try refuseNewer(session)
    var applied: [String] = []
    for migration in all where try !isRecorded(migration, session) {
      try session.transaction {
        do {
          try session.execute(migration.sql)
        } catch {
          throw Self.named(error, recordName(migration))
        }
        try session.run(Self.record) {
          $0.text(recordName(migration))
          $0.text(migration.sql)
        }
      }
      applied.append(migration.name)
    }
    return applied
  }

  private func createTable(_ session: PostgresSession) throws {
    try session.transaction {
      try session.execute(
        """
        CREATE SCHEMA IF NOT EXISTS trunkline;
        CREATE TABLE IF NOT EXISTS trunkline.migration (
          name text PRIMARY KEY,
          sha256 bytea NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now()
        )
        """)
    }
  }

  private func refuseNewer(_ session: PostgresSession) throws {
    let known = Set(all.map(recordName))
    let rows = try session.query(Self.names) { $0.text(component + "/") }
    let unknown = try rows.map { row throws(PostgresError) in try rows.string(row, 0) }.filter { !known.contains($0) }
    guard unknown.isEmpty else {
      throw PostgresError(
        .newerDatabase,
        "the database was written by a newer version of Trunkline: it has \(unknown.joined(separator: ", "))")
    }
  }

  private func isRecorded(_ migration: Migration, _ session: PostgresSession) throws -> Bool {
    let rows = try session.query(Self.recorded) {
      $0.text(recordName(migration))
      $0.text(migration.sql)
    }
    if rows.isEmpty { return false }
    guard try rows.bool(0, 2) else {
      throw PostgresError(
        .misuse, "migration \(recordName(migration)) was changed after it had been applied to this database")
    }
    return true
  }

  private func recordName(_ migration: Migration) -> String { "\(component)/\(migration.name)" }

  private static func named(_ error: any Error, _ name: String) -> any Error {
    guard var error = error as? PostgresError else { return error }
    error.statement = "migration \(name)"
    return error
  }
}
