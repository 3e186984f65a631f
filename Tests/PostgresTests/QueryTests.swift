import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct QueryTests {
  private static let scalars = Statement(
    "scalars", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10",
    [.bool, .int2, .int4, .int8, .float8, .text, .bytea, .uuid, .jsonb, .bytea])

  @Test func everyTypeComesBackAsItWasSent() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(Self.scalars) {
        $0.bool(true)
        $0.int2(-2)
        $0.int4(.min)
        $0.int8(.max)
        $0.float8(-0.5)
        $0.text("Grüße, 世界")
        $0.bytea([0, 255, 1])
        $0.uuid(high: 1, low: .max)
        $0.jsonb(#"{"a": 1}"#)
        $0.bytea(high: 7, low: 8)
      }
      #expect(rows.count == 1 && rows.columnCount == 10)
      #expect(try rows.bool(0, 0))
      #expect(try rows.int64(0, 1) == -2)
      #expect(try rows.int32(0, 2) == .min)
      #expect(try rows.int64(0, 3) == .max)
      #expect(try rows.float8(0, 4) == -0.5)
      #expect(try rows.string(0, 5) == "Grüße, 世界")
      #expect(try rows.bytes(0, 6) == [0, 255, 1])
      #expect(try rows.words(0, 7) == (1, .max))
      #expect(try rows.string(0, 8) == #"{"a": 1}"#)
      #expect(try rows.words(0, 9) == (7, 8))
      #expect(try rows.withBytes(0, 6) { $0.count } == 3)
    }
  }

  @Test func nullsAreNull() async throws {
    let nulls = Statement("nulls", "SELECT $1, $2, $3, $4", [.bool, .int8, .text, .bytea])
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(nulls) {
        $0.bool(nil)
        $0.int8(nil)
        $0.text(nil)
        $0.null(.bytea)
      }
      #expect(try rows.isNull(0, 0))
      #expect(try rows.boolOrNil(0, 0) == nil)
      #expect(try rows.int64OrNil(0, 1) == nil)
      #expect(try rows.stringOrNil(0, 2) == nil)
      #expect(try rows.bytesOrNil(0, 3) == nil)
      #expect(postgresError { _ = try rows.int64(0, 1) }?.kind == .wrongType)
    }
  }

  @Test func arraysWithNullsUnnestInStep() async throws {
    let unnest = Statement(
      "unnest", "SELECT * FROM unnest($1, $2, $3, $4, $5) AS t (a, b, c, d, e)",
      [.int8Array, .int4Array, .textArray, .byteaArray, .boolArray])
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(unnest) {
        $0.int8s([1, nil, 3] as [Int64?])
        $0.int4s([nil, 2, 3] as [Int32?])
        $0.texts(["a", "", nil] as [String?])
        $0.byteas([[1], nil, []] as [[UInt8]?])
        $0.bools([true, nil, false] as [Bool?])
      }
      #expect(rows.count == 3)
      #expect(try rows.map { row throws(PostgresError) in try rows.int64OrNil(row, 0) } == [1, nil, 3])
      #expect(try rows.map { row throws(PostgresError) in try rows.int32OrNil(row, 1) } == [nil, 2, 3])
      #expect(try rows.map { row throws(PostgresError) in try rows.stringOrNil(row, 2) } == ["a", "", nil])
      #expect(try rows.map { row throws(PostgresError) in try rows.bytesOrNil(row, 3) } == [[1], nil, []])
      #expect(try rows.map { row throws(PostgresError) in try rows.boolOrNil(row, 4) } == [true, nil, false])
    }
  }

  @Test func emptyArraysAreEmpty() async throws {
    let count = Statement("cardinality", "SELECT cardinality($1), cardinality($2)", [.int8Array, .textArray])
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(count) {
        $0.int8s([] as [Int64])
        $0.texts(["x"])
      }
      #expect(try rows.int32(0, 0) == 0)
      #expect(try rows.int32(0, 1) == 1)
    }
  }

  @Test func theWrongTypeIsAnErrorNotATrap() async throws {
    let mixed = Statement("mixed", "SELECT 'x'::text AS label, 5000000000::int8, 1::numeric, now()")
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(mixed)
      let error = postgresError { _ = try rows.int64(0, 0) }
      #expect(error?.kind == .wrongType)
      #expect(error?.message == "column label of row 0: wanted an integer, found text")
      #expect(postgresError { _ = try rows.int32(0, 1) }?.kind == .wrongType)
      #expect(postgresError { _ = try rows.int64(0, 2) }?.message.contains("numeric (cast it") == true)
      #expect(postgresError { _ = try rows.string(0, 1) }?.kind == .wrongType)
      #expect(postgresError { _ = try rows.bytes(0, 0) }?.kind == .wrongType)
      #expect(postgresError { _ = try rows.words(0, 0) }?.kind == .wrongType)
      #expect(postgresError { _ = try rows.bool(0, 3) }?.kind == .wrongType)
      for (row, column) in [(1, 0), (-1, 0), (0, 4), (0, -1), (.max, .max)] {
        #expect(postgresError { _ = try rows.int64(row, column) }?.kind == .wrongType)
        #expect(postgresError { _ = try rows.isNull(row, column) }?.kind == .wrongType)
      }
    }
  }

  @Test func parametersAreHeldAgainstTheDeclaration() async throws {
    let two = Statement("two", "SELECT $1, $2", [.int8, .text])
    try await withSession(try await TemporaryPostgres.shared) { session in
      let few = postgresError { _ = try session.query(two) { $0.int8(1) } }
      #expect(few?.kind == .misuse)
      #expect(few?.message == "2 parameters are declared, 1 were given")
      let wrong = postgresError {
        _ = try session.query(two) {
          $0.int8(1)
          $0.int4(2)
        }
      }
      #expect(wrong?.message == "parameter $2 is declared text, int4 was given")
      #expect(session.isSettled)
    }
  }

  @Test func anErrorOfTheServerSaysWhatAndWhere() async throws {
    let insert = Statement("insert number", "INSERT INTO numbers VALUES ($1)", [.int8])
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE numbers (n int8 CONSTRAINT numbers_key PRIMARY KEY)")
      #expect(try session.run(insert) { $0.int8(1) } == 1)
      let error = postgresError { try session.run(insert) { $0.int8(1) } }
      #expect(error?.kind == .server)
      #expect(error?.isUniqueViolation == true)
      #expect(error?.constraint == "numbers_key")
      #expect(error?.isRetryable == false)
      #expect(error?.isOutcomeUnknown == false)
      #expect(
        error?.description
          == "PostgreSQL: duplicate key value violates unique constraint \"numbers_key\" [23505]; "
          + "Key (n)=(1) already exists.; in insert number: INSERT INTO numbers VALUES ($1)")
      #expect(try session.run(insert) { $0.int8(2) } == 1)
    }
  }

  @Test(arguments: [
    ("55P03", true), ("53100", true), ("40001", true), ("40P01", true), ("0A000", true), ("22012", false),
  ])
  func statesOfTheServerAreKnown(state: String, isRetryable: Bool) async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let error = postgresError {
        try session.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '\(state)'; END $$")
      }
      #expect(error?.sqlState == state)
      #expect(error?.isRetryable == isRetryable)
      #expect(error?.isLockTimeout == (state == "55P03"))
      #expect(error?.isDiskFull == (state == "53100"))
      #expect(error?.isSerializationFailure == state.hasPrefix("40"))
      #expect(error?.isInvalidPlan == (state == "0A000"))
    }
  }

  @Test func aStatementIsPreparedOncePerConnection() async throws {
    let one = Statement("one", "SELECT 1 AS prepared_once")
    let count = Statement(
      "count", "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1 AS prepared_once'")
    try await withSession(try await TemporaryPostgres.shared) { session in
      for _ in 0..<5 { _ = try session.query(one) }
      #expect(try session.query(count).int64(0, 0) == 1)
    }
  }

  @Test func moreStatementsThanAConnectionKeepsStillRun() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      for number in 0..<1200 {
        let statement = Statement("many", composed: "SELECT \(number)")
        let answer = try session.query(statement).int32(0, 0)
        #expect(answer == Int32(number))
      }
      let count = Statement("count", "SELECT count(*) FROM pg_prepared_statements")
      #expect(try session.query(count).int64(0, 0) <= 512)
    }
  }

  @Test func aPlanThatTheSchemaOutdatedIsPreparedAnew() async throws {
    let read = Statement("read all", "SELECT * FROM changing")
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE changing (a int8)")
      #expect(try session.query(read).columnCount == 1)
      try session.execute("ALTER TABLE changing ADD COLUMN b text")
      #expect(postgresError { _ = try session.query(read) }?.isInvalidPlan == true)
      #expect(try session.query(read).columnCount == 2)
    }
  }

  @Test func aStatementThatDoesNotFitTheSchemaIsFoundByPreparingIt() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.check(Statement("good", "SELECT 1"))
      #expect(postgresError { try session.check(Statement("bad", "SELECT nothing")) }?.sqlState == "42703")
    }
  }

  @Test func largeValuesPass() async throws {
    let length = Statement("length", "SELECT length($1), $1", [.bytea])
    let large = [UInt8](repeating: 7, count: 5 << 20)
    try await withSession(try await TemporaryPostgres.shared) { session in
      let rows = try session.query(length) { $0.bytea(large) }
      #expect(try rows.int32(0, 0) == 5 << 20)
      #expect(try rows.withBytes(0, 1) { $0.elementsEqual(large) })
    }
  }

  @Test func durabilityOfTheServerIsKnown() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let settings = try session.serverSettings()
      #expect(settings.version >= 130_000)
      #expect(settings.isDurable && settings.dataChecksums)
      try session.execute("SET synchronous_commit = off")
      #expect(try !session.serverSettings().isDurable)
    }
  }

  @Test func parametersOfTheSessionAreSetAtTheStart() async throws {
    var settings = try await TemporaryPostgres.shared
    settings.parameters = [.init("synchronous_commit", "off"), .init("trunkline.test", #"a b\c"#)]
    try await withSession(settings) { session in
      let rows = try session.query(
        Statement("show", "SELECT current_setting('synchronous_commit'), current_setting('trunkline.test')"))
      #expect(try rows.string(0, 0) == "off")
      #expect(try rows.string(0, 1) == #"a b\c"#)
    }
  }

  @Test func aPlaceWithoutServerIsNamed() {
    let error = postgresError { _ = try PostgresSession(ConnectionSettings(host: "/tmp/no such folder")) }
    #expect(error?.kind == .cannotConnect)
    #expect(error?.isRetryable == true)
    #expect(error?.message.contains("/tmp/no such folder") == true)
  }

  @Test func aDatabaseThatIsNotThereIsRefusedForGood() async throws {
    var settings = try await TemporaryPostgres.shared
    settings.database = "nowhere"
    let error = postgresError { _ = try PostgresSession(settings) }
    #expect(error?.sqlState == "3D000")
    #expect(error?.isRetryable == false)
  }
}
