import PostgresClient
import PostgresTesting
import Testing

@Suite(.serialized) struct CopyTests {
  private static let count = Statement("count", "SELECT count(*) FROM copied")
  private static let create = "CREATE TEMP TABLE copied (n int8 PRIMARY KEY, label text, body bytea, flag bool)"
  private static let into = "COPY copied FROM STDIN (FORMAT binary)"
  private static let outOf = "COPY (SELECT n, label, body, flag FROM copied ORDER BY n) TO STDOUT (FORMAT binary)"
  private static let numbers = "COPY (SELECT i FROM generate_series(1::int8, 100000) AS i) TO STDOUT (FORMAT binary)"

  private static func write(_ numbers: Range<Int>, to writer: inout CopyWriter) throws {
    let body = [UInt8](repeating: 9, count: 150)
    for number in numbers {
      try writer.beginRow(columns: 4)
      writer.int8(Int64(number))
      writer.text(number % 10 == 0 ? nil : "row \(number)")
      writer.bytes(body)
      writer.bool(number % 2 == 0)
    }
  }

  @Test func aHundredThousandRowsGoInAndComeBack() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute(Self.create)
      let stored = try session.copyIn(Self.into) { try Self.write(0..<100_000, to: &$0) }
      #expect(stored == 100_000)
      var next: Int64 = 0
      var labels = 0
      let given = try session.copyOut(Self.outOf) { row in
        let number = try row.int64(0)
        guard number == next, row.columnCount == 4, row.bytes(2)?.count == 150 else { return .stop }
        guard try row.bool(3) == (number % 2 == 0), row.isNull(1) == (number % 10 == 0) else { return .stop }
        if !row.isNull(1) { labels += try row.string(1) == "row \(number)" ? 1 : 0 }
        next += 1
        return .more
      }
      #expect(given == 100_000)
      #expect(next == 100_000)
      #expect(labels == 90_000)
      #expect(session.isSettled)
    }
  }

  /// 100 MB of rows pass through a few pieces of 64 KiB.
  @Test func memoryStaysBounded() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute("CREATE TEMP TABLE blobs (b bytea)")
      let before = residentBytes()
      let body = [UInt8](repeating: 1, count: 1000)
      try session.copyIn("COPY blobs FROM STDIN (FORMAT binary)") { writer in
        for _ in 0..<100_000 {
          try writer.beginRow(columns: 1)
          writer.bytes(body)
        }
      }
      var bytes = 0
      try session.copyOut("COPY blobs TO STDOUT (FORMAT binary)") { row in
        bytes += row.bytes(0)?.count ?? 0
        return .more
      }
      #expect(bytes == 100_000_000)
      let growth = residentBytes() - before
      #expect(growth < 60 << 20, "\(growth >> 20) MiB more after 100 MB in and out")
    }
  }

  @Test func theReaderMayStop() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let given = try session.copyOut(Self.numbers) { try $0.int64(0) == 1000 ? .stop : .more }
      #expect(given == 1000)
      #expect(session.isSettled)
      try session.execute("SELECT 1")
    }
  }

  @Test func anErrorOfTheReaderEndsTheCopyAndIsPassedOn() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let error = thrown { try session.copyOut(Self.numbers) { _ in throw GivenUp() } }
      #expect(error is GivenUp)
      #expect(session.isSettled)
    }
  }

  @Test func aCopiedValueOfAnotherLengthIsAnError() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let error = postgresError { try session.copyOut(Self.numbers) { try $0.int32(0) == 1 ? .stop : .more } }
      #expect(error?.message == "column 0 of a copied row: wanted 4 bytes, found 8 bytes")
      #expect(session.isSettled)
    }
  }

  @Test func chunksContinueWhereTheLastEnded() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.beginCopyOut(Self.numbers)
      #expect(postgresError { try session.execute("SELECT 1") }?.kind == .misuse)
      var expected: Int64 = 1
      var chunks = 0
      var isEnded = false
      while !isEnded {
        let progress = try session.readCopy(rowsMax: 777) { row in
          let number = try row.int64(0)
          #expect(number == expected)
          expected += 1
          return .more
        }
        chunks += 1
        if case .ended = progress { isEnded = true } else { #expect(progress == .more(rows: 777)) }
      }
      #expect(expected == 100_001)
      #expect(chunks == 100_000 / 777 + 1)
      #expect(session.isSettled)
    }
  }

  @Test func chunksMayBeLeftEarly() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.beginCopyOut(Self.numbers)
      _ = try session.readCopy(rowsMax: 3) { _ in .more }
      try session.endCopyOut()
      #expect(session.isSettled)
      #expect(postgresError { _ = try session.readCopy(rowsMax: 1) { _ in .more } }?.kind == .misuse)
    }
  }

  @Test func anErrorInTheMiddleOfAnOutgoingCopyIsTheServers() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      let sql = "COPY (SELECT 1000 / (1000 - i) FROM generate_series(1, 2000) AS i) TO STDOUT (FORMAT binary)"
      let error = postgresError { try session.copyOut(sql) { _ in .more } }
      #expect(error?.sqlState == "22012")
      #expect(session.isSettled)
    }
  }

  @Test func aRowThatTheServerRefusesUndoesTheCopy() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute(Self.create)
      let error = postgresError {
        try session.copyIn(Self.into) { writer in
          try Self.write(0..<10, to: &writer)
          try Self.write(5..<6, to: &writer)
          try Self.write(100..<20_000, to: &writer)
        }
      }
      #expect(error?.isUniqueViolation == true)
      #expect(session.isSettled)
      #expect(try session.query(Self.count).int64(0, 0) == 0)
    }
  }

  @Test func anErrorOfTheWriterUndoesTheCopy() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute(Self.create)
      let error = thrown {
        try session.copyIn(Self.into) { writer in
          try Self.write(0..<10_000, to: &writer)
          throw GivenUp()
        }
      }
      #expect(error is GivenUp)
      #expect(session.isSettled)
      #expect(try session.query(Self.count).int64(0, 0) == 0)
      let short = postgresError {
        try session.copyIn(Self.into) { writer in
          try writer.beginRow(columns: 4)
          writer.int8(1)
        }
      }
      #expect(short?.message == "row 1 of the COPY lacks 3 columns")
      #expect(session.isSettled)
    }
  }

  @Test func whatIsNoCopyOrTextIsRefused() async throws {
    let settings = try await TemporaryPostgres.shared
    try await withSession(settings) { session in
      #expect(postgresError { try session.copyOut("SELECT nothing") { _ in .more } }?.sqlState == "42703")
      #expect(session.isSettled)
      #expect(postgresError { try session.copyOut("COPY pg_class TO STDOUT") { _ in .more } }?.kind == .misuse)
      #expect(session.isLost)
    }
    try await withSession(settings) { session in
      #expect(postgresError { try session.execute("COPY pg_class TO STDOUT") }?.kind == .misuse)
      #expect(session.isLost)
    }
  }

  @Test func withinATransactionItIsAPartOfIt() async throws {
    try await withSession(try await TemporaryPostgres.shared) { session in
      try session.execute(Self.create)
      let error = thrown {
        try session.transaction {
          try session.copyIn(Self.into) { try Self.write(0..<10, to: &$0) }
          throw GivenUp()
        }
      }
      #expect(error is GivenUp)
      #expect(try session.query(Self.count).int64(0, 0) == 0)
    }
  }
}
