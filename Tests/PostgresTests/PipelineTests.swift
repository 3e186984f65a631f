import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct PipelineTests {
  private let insert = Statement("insert", "INSERT INTO numbers SELECT * FROM unnest($1)", [.int8Array])
  private let count = Statement("count", "SELECT count(*) FROM numbers")

  private func withNumbers(_ body: sending (PostgresSession) throws -> Void) async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE numbers (n int8 PRIMARY KEY)")
      try body(session)
    }
  }

  @Test func manyStatementsInOneRoundTrip() async throws {
    try await withNumbers { session in
      var results = try session.pipeline { pipeline in
        try pipeline.send(insert) { $0.int8s([1, 2, 3]) }
        try pipeline.send(count)
        try pipeline.send(insert) { $0.int8s([4]) }
        try pipeline.send(count)
      }
      #expect(results.count == 4)
      #expect(results.affectedRows(0) == 3)
      #expect(try results.take(1).int64(0, 0) == 3)
      #expect(try results.take(3).int64(0, 0) == 4)
      #expect(postgresError { _ = try results.take(3) }?.kind == .misuse)
      #expect(session.isSettled)
    }
  }

  @Test func anErrorInTheMiddleUndoesAllAndNamesTheStatement() async throws {
    try await withNumbers { session in
      let error = postgresError {
        _ = try session.pipeline { pipeline in
          try pipeline.send(insert) { $0.int8s([1]) }
          try pipeline.send(insert) { $0.int8s([2]) }
          try pipeline.send(insert) { $0.int8s([1]) }
          try pipeline.send(insert) { $0.int8s([3]) }
        }
      }
      #expect(error?.isUniqueViolation == true)
      #expect(error?.pipelineIndex == 2)
      #expect(error?.statement?.hasPrefix("insert: INSERT INTO numbers") == true)
      #expect(error?.isOutcomeUnknown == false)
      #expect(session.isSettled)
      #expect(try session.query(count).int64(0, 0) == 0)
      _ = try session.pipeline { try $0.send(insert) { $0.int8s([1]) } }
      #expect(try session.query(count).int64(0, 0) == 1)
    }
  }

  @Test func anExplicitTransactionIsRolledBackAfterAnError() async throws {
    try await withNumbers { session in
      let error = postgresError {
        _ = try session.pipeline { pipeline in
          try pipeline.send(.begin)
          try pipeline.send(insert) { $0.int8s([1, 1]) }
          try pipeline.send(.commit)
        }
      }
      #expect(error?.pipelineIndex == 1)
      #expect(session.isSettled)
      var results = try session.pipeline { pipeline in
        try pipeline.send(.begin)
        try pipeline.send(insert) { $0.int8s([1]) }
        try pipeline.send(.commit)
        try pipeline.send(count)
      }
      #expect(try results.take(3).int64(0, 0) == 1)
    }
  }

  @Test func aStatementThatCannotBePreparedIsNotRememberedAsPrepared() async throws {
    try await withNumbers { session in
      let later = Statement("later", "SELECT count(*) FROM made_later")
      let error = postgresError {
        _ = try session.pipeline { pipeline in
          try pipeline.send(count)
          try pipeline.send(later)
          try pipeline.send(insert) { $0.int8s([1]) }
        }
      }
      #expect(error?.sqlState == "42P01")
      #expect(error?.pipelineIndex == 1)
      try session.execute("CREATE TEMP TABLE made_later ()")
      #expect(try session.query(later).int64(0, 0) == 0)
      #expect(try session.run(insert) { $0.int8s([1]) } == 1)
    }
  }

  @Test func whatTheCallerGivesUpTakesNoEffect() async throws {
    try await withNumbers { session in
      let error = thrown {
        _ = try session.pipeline { pipeline in
          try pipeline.send(insert) { $0.int8s([1]) }
          throw GivenUp()
        }
      }
      #expect(error is GivenUp)
      #expect(session.isSettled)
      let kept = try session.query(count).int64(0, 0)
      #expect(kept == 0)
    }
  }

  @Test func theCallerWorksWhileTheServerDoes() async throws {
    try await withNumbers { session in
      try session.sendPipeline { try $0.send(insert) { $0.int8s([1]) } }
      #expect(postgresError { try session.execute("SELECT 1") }?.kind == .misuse)
      #expect(try session.collectPipeline().affectedRows(0) == 1)
      #expect(try session.query(count).int64(0, 0) == 1)
    }
  }

  @Test func withinATransactionItIsAPartOfIt() async throws {
    try await withNumbers { session in
      let error = thrown {
        try session.transaction {
          _ = try session.pipeline { try $0.send(insert) { $0.int8s([1]) } }
          throw GivenUp()
        }
      }
      #expect(error is GivenUp)
      let kept = try session.query(count).int64(0, 0)
      #expect(kept == 0)
    }
  }

  @Test func moreThanTheSocketsHoldDoesNotDeadlock() async throws {
    let echo = Statement("echo", "SELECT $1", [.bytea])
    let large = [UInt8](repeating: 1, count: 100_000)
    try await withNumbers { session in
      let results = try session.pipeline { pipeline in
        for _ in 0..<200 { try pipeline.send(echo) { $0.bytea(large) } }
      }
      #expect(results.count == 200)
    }
  }
}
