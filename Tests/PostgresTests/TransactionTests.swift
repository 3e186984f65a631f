import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct TransactionTests {
  private let count = Statement("count", "SELECT count(*) FROM things")

  @Test func commitsOnReturnAndRollsBackOnThrow() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE things (n int8)")
      let value = try session.transaction(.serializable) {
        try session.execute("INSERT INTO things VALUES (1)")
        return "kept"
      }
      #expect(value == "kept")
      let error = thrown {
        try session.transaction {
          try session.execute("INSERT INTO things VALUES (2)")
          throw GivenUp()
        }
      }
      #expect(error is GivenUp)
      #expect(try session.query(count).int64(0, 0) == 1)
      #expect(session.isSettled)
    }
  }

  @Test func anErrorThatTheBodyCaughtStillPreventsTheCommit() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE things (n int8)")
      let error = postgresError {
        try session.transaction {
          try session.execute("INSERT INTO things VALUES (1)")
          _ = try? session.execute("SELECT 1/0")
        }
      }
      #expect(error?.sqlState == "25P02")
      #expect(session.isSettled)
      #expect(try session.query(count).int64(0, 0) == 0)
    }
  }

  @Test func aConstraintCheckedAtCommitIsAnErrorOfTheCommit() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE things (n int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
      let error = postgresError {
        try session.transaction { try session.execute("INSERT INTO things VALUES (1), (1)") }
      }
      #expect(error?.isUniqueViolation == true)
      #expect(error?.isOutcomeUnknown == false)
      #expect(session.isSettled)
    }
  }

  @Test func oneTransactionAtATime() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let error = postgresError { try session.transaction { try session.transaction {} } }
      #expect(error?.kind == .misuse)
      #expect(session.isSettled)
    }
  }

  /// A trigger that sleeps at commit gives the time to cut the connection in the middle of it.
  @Test func aLossDuringCommitLeavesTheOutcomeUnknown() async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let connection = try await PostgresConnection.open(settings)
    let observer = try await Observer(settings)
    try await connection.execute(
      """
      CREATE TABLE things (n int8);
      CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION linger();
      """)
    let processID = try await connection.run { $0.backendProcessID }
    let attempt = Task {
      await awaitedError {
        try await connection.run { session in
          try session.transaction { try session.execute("INSERT INTO things VALUES (1)") }
        }
      }
    }
    try await observer.awaitStatement("COMMIT", of: processID)
    try await observer.terminate(processID)
    let error = await attempt.value
    #expect(error?.kind == .connectionLost)
    #expect(error?.isOutcomeUnknown == true)
    #expect(error?.description.contains("it may have been committed") == true)
  }

  @Test func aLossBeforeCommitIsKnownNotToHaveHappened() async throws {
    let settings = try await TemporaryPostgres.shared
    let connection = try await PostgresConnection.open(settings)
    let observer = try await Observer(settings)
    let processID = try await connection.run { $0.backendProcessID }
    let attempt = Task {
      await awaitedError {
        try await connection.run { session in
          try session.transaction { try session.execute("SELECT pg_sleep(60)") }
        }
      }
    }
    try await observer.awaitStatement("pg_sleep", of: processID)
    try await observer.terminate(processID)
    let error = await attempt.value
    #expect(error?.kind == .connectionLost)
    #expect(error?.isOutcomeUnknown == false)
    #expect(await awaitedError { try await connection.execute("SELECT 1") }?.kind == .connectionLost)
    try await connection.reconnect()
    try await connection.execute("SELECT 1")
  }
}
