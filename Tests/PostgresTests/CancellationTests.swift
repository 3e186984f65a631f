import Glibc
import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct CancellationTests {
  private static let sleep = Statement("sleep", "SELECT pg_sleep(60)")

  @Test func aCancelledTaskCancelsItsStatement() async throws {
    let settings = try await TemporaryPostgres.shared
    let connection = try await PostgresConnection.open(settings)
    let observer = try await Observer(settings)
    let processID = try await connection.run { $0.backendProcessID }
    let attempt = Task { await awaitedError { try await connection.run(Self.sleep) } }
    try await observer.awaitStatement("pg_sleep", of: processID)
    attempt.cancel()
    #expect(await attempt.value?.kind == .cancelled)
    #expect(try await connection.run { $0.backendProcessID } == processID)
  }

  @Test func aCancelledTransactionIsRolledBack() async throws {
    let settings = try await TemporaryPostgres.shared
    let connection = try await PostgresConnection.open(settings)
    let observer = try await Observer(settings)
    let processID = try await connection.run { $0.backendProcessID }
    try await connection.execute("CREATE TEMP TABLE kept (n int8)")
    let attempt = Task {
      await awaitedError {
        try await connection.run { session in
          try session.transaction {
            try session.execute("INSERT INTO kept VALUES (1)")
            try session.run(Self.sleep)
          }
        }
      }
    }
    try await observer.awaitStatement("pg_sleep", of: processID)
    attempt.cancel()
    #expect(await attempt.value?.kind == .cancelled)
    let count = try await connection.query(Statement("count", "SELECT count(*) FROM kept")) { try $0.int64($1, 0) }
    #expect(count == [0])
  }

  @Test func aTaskCancelledBeforehandSendsNothing() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    let error = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await awaitedError { try await connection.execute("SELECT 1") }
    }.value
    #expect(error?.kind == .cancelled)
    try await connection.execute("SELECT 1")
  }

  /// The request may reach the server when its statement is over; it must not hit the next.
  @Test func aLateCancellationDoesNotHitTheNextCaller() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    let short = Statement("short", "SELECT count(*) FROM generate_series(1, 300)")
    for _ in 0..<200 {
      let attempt = Task { try await connection.run(short) }
      await Task.yield()
      attempt.cancel()
      #expect(try await connection.query(short) { try $0.int64($1, 0) } == [300])
      _ = await attempt.result
    }
  }

  @Test func aStatementThatTakesTooLongIsCancelled() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    let error = await awaitedError {
      try await connection.run { session in
        session.answerTimeout = .milliseconds(50)
        try session.run(Self.sleep)
      }
    }
    #expect(error?.kind == .timedOut)
    #expect(error?.sqlState == "57014")
    try await connection.execute("SELECT 1")
  }

  /// A stopped server process takes no cancellation: the connection is given up after its grace.
  @Test func aServerThatHangsIsGivenUp() async throws {
    var settings = try await TemporaryPostgres.shared
    settings.cancelGrace = .milliseconds(100)
    let connection = try await PostgresConnection.open(settings)
    let processID = try await connection.run { $0.backendProcessID }
    kill(processID, SIGSTOP)
    defer { kill(processID, SIGCONT) }
    let error = await awaitedError {
      try await connection.run { session in
        session.answerTimeout = .milliseconds(50)
        try session.execute("SELECT 1")
      }
    }
    #expect(error?.kind == .timedOut)
    #expect(error?.isOutcomeUnknown == true)
    #expect(await awaitedError { try await connection.execute("SELECT 1") }?.kind == .connectionLost)
    try await connection.reconnect()
    try await connection.execute("SELECT 1")
  }

  @Test func anIncomingCopyCanBeCancelled() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    try await connection.execute("CREATE TEMP TABLE copied (n int8)")
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let attempt = Task {
      await awaitedError {
        try await connection.run { session in
          try session.copyIn("COPY copied FROM STDIN (FORMAT binary)") { writer in
            start.yield()
            while true {
              try writer.beginRow(columns: 1)
              writer.int8(1)
            }
          }
        }
      }
    }
    for await _ in started { break }
    attempt.cancel()
    #expect(await attempt.value?.kind == .cancelled)
    let count = try await connection.query(Statement("count", "SELECT count(*) FROM copied")) { try $0.int64($1, 0) }
    #expect(count == [0])
  }

  @Test func anOutgoingCopyCanBeCancelled() async throws {
    let connection = try await PostgresConnection.open(try await TemporaryPostgres.shared)
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let attempt = Task {
      await awaitedError {
        try await connection.run { session in
          try session.copyOut("COPY (SELECT generate_series(1, 1000000000)) TO STDOUT (FORMAT binary)") {
            if try $0.int32(0) == 1 { start.yield() }
            return .more
          }
        }
      }
    }
    for await _ in started { break }
    attempt.cancel()
    #expect(await attempt.value?.kind == .cancelled)
    try await connection.execute("SELECT 1")
  }

  @Test func aThreadIsInterruptedThroughItsSession() async throws {
    let settings = try await TemporaryPostgres.shared
    let observer = try await Observer(settings)
    try await OwnThread().run {
      let session = try PostgresSession(settings)
      let processID = session.backendProcessID
      let interrupt = session.interrupt
      Task {
        try await observer.awaitStatement("pg_sleep", of: processID)
        interrupt.cancel()
      }
      #expect(postgresError { try session.run(Self.sleep) }?.kind == .cancelled)
      #expect(postgresError { try session.execute("SELECT 1") }?.kind == .cancelled)
      interrupt.clear()
      try session.execute("SELECT 1")
    }
  }
}
