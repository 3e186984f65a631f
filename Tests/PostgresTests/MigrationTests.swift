import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct MigrationTests {
  private static let first = Migration(
    name: "V001_first", sql: "CREATE TABLE first (n int8); CREATE INDEX ON first (n)")
  private static let second = Migration(name: "V002_second", sql: "CREATE TABLE second (n int8)")

  @Test func eachIsAppliedOnceInOrder() async throws {
    try await withSession(try await TemporaryPostgres.freshDatabase()) { session in
      #expect(try Migrations(component: "core", [Self.first]).apply(on: session) == ["V001_first"])
      #expect(try Migrations(component: "core", [Self.first, Self.second]).apply(on: session) == ["V002_second"])
      #expect(try Migrations(component: "core", [Self.first, Self.second]).apply(on: session).isEmpty)
      let names = Statement("names", "SELECT name FROM trunkline.migration ORDER BY name")
      let rows = try session.query(names)
      #expect(
        try rows.map { row throws(PostgresError) in try rows.string(row, 0) } == [
          "core/V001_first", "core/V002_second",
        ])
    }
  }

  @Test func aNewerDatabaseIsLeftAlone() async throws {
    try await withSession(try await TemporaryPostgres.freshDatabase()) { session in
      try Migrations(component: "core", [Self.first, Self.second]).apply(on: session)
      let error = postgresError { try Migrations(component: "core", [Self.first]).apply(on: session) }
      #expect(error?.kind == .newerDatabase)
      #expect(error?.message == "the database was written by a newer version of Trunkline: it has core/V002_second")
      // Another component's are none of our business.
      #expect(
        try Migrations(component: "cor", [Self.second.renamed("V001_x", "SELECT 1")]).apply(on: session) == ["V001_x"])
    }
  }

  @Test func aMigrationThatWasChangedIsRefused() async throws {
    try await withSession(try await TemporaryPostgres.freshDatabase()) { session in
      try Migrations(component: "core", [Self.first]).apply(on: session)
      let changed = Self.first.renamed(Self.first.name, "CREATE TABLE first (n int4)")
      let error = postgresError { try Migrations(component: "core", [changed]).apply(on: session) }
      #expect(error?.message == "migration core/V001_first was changed after it had been applied to this database")
    }
  }

  @Test func oneThatFailsLeavesNothingBehind() async throws {
    try await withSession(try await TemporaryPostgres.freshDatabase()) { session in
      let broken = Migration(name: "V002_broken", sql: "CREATE TABLE half (n int8); SELECT nothing")
      let error = postgresError { try Migrations(component: "core", [Self.first, broken]).apply(on: session) }
      #expect(error?.statement == "migration core/V002_broken")
      #expect(session.isSettled)
      try session.execute("CREATE TABLE half (n int8)")
      #expect(try Migrations(component: "core", [Self.first, Self.second]).apply(on: session) == ["V002_second"])
    }
  }

  @Test func twoProcessesAtOnceApplyEachOnce() async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let applied = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let connection = try await PostgresConnection.open(settings)
          return try await connection.run { session in
            try Migrations(component: "core", [Self.first, Self.second]).apply(on: session)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(applied.sorted() == ["V001_first", "V002_second"])
  }
}

extension Migration {
  fileprivate func renamed(_ name: String, _ sql: String) -> Migration { Migration(name: name, sql: sql) }
}
