import EventLog
import Events
import PostgresClient
import Testing
import TrunklineTesting
import Values

@testable import PostgresEventLog

/// Who wants what happened from an instant on begins near it, and misses nothing.
extension PostgresLogTests {
  private static let slice = Slice.numbered(7)

  /// A commit a second; every thousandth tells of something that another clock saw an hour later.
  private static func draft(_ number: UInt64) -> CommitDraft {
    var draft = CommitDraft.numbered(number)
    draft.at = .noon + .seconds(Int64(number))
    draft.recordedAt = draft.at
    draft.events = [
      Event(occurredAt: number % 1_000 == 0 ? draft.at + .minutes(60) : draft.at, body: draft.events[0].body)
    ]
    return draft
  }

  private static func write(_ numbers: ClosedRange<UInt64>, _ log: PostgresEventLog) async throws {
    let (writer, _) = try await SliceWriter.acquire(slice, of: log, marker: .by("first"))
    for first in stride(from: numbers.lowerBound, through: numbers.upperBound, by: 500) {
      _ = try await writer.submit((first...min(first + 499, numbers.upperBound)).map { draft($0) })
    }
  }

  private struct Reading: Equatable {
    var from = Position.zero
    var wanted = 0
  }

  private static func read(from instant: Instant, _ log: PostgresEventLog) async throws -> Reading {
    let start = try await log.point(before: instant, of: slice)
    var reading = Reading(from: start.position)
    try await log.scan(slice, after: start, through: nil, limit: .bulk).forEachBatch { batch in
      try batch.forEachCommit { commit in
        if commit.events.contains(where: { $0.occurredAt >= instant }) { reading.wanted += 1 }
      }
      return true
    }
    return reading
  }

  @Test(.timeLimit(.minutes(2))) func readersByTimeReadFewRecords() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    // The number is behind the marker: position 1 more.
    try await Self.write(1...12_000, driver)
    // The first walks there, through 12,000 things of which each thousandth happened an hour ahead.
    #expect(try await Self.read(from: .noon + .seconds(11_500), driver) == Reading(from: Position(8_000), wanted: 505))
    // The hour that number 11,000 is ahead: all but that of number 12,000 happened before.
    let late = Instant.noon + .seconds(11_000 + 3_601)
    #expect(try await Self.read(from: late, driver) == Reading(from: Position(12_000), wanted: 1))
    // That left a mark, at number 9,999, whose hour ahead is that of number 9,000.
    #expect(try await Self.read(from: .noon + .seconds(12_601), driver).from == Position(10_000))
    #expect(try await Self.read(from: .noon + .seconds(12_600), driver).from == .zero)
    #expect(try await Self.read(from: .noon, driver).wanted == 12_001)
    // Others go on from it, as the log does.
    try await Self.write(12_001...12_100, driver)
    let other = try await log.openDriver()
    #expect(try await Self.read(from: .noon + .minutes(1_000), other) == Reading(from: Position(12_102), wanted: 0))
    #expect(try await Self.read(from: .noon + .seconds(12_601), other).from == Position(10_000))
    await log.close()
  }

  @Test func marksOfAnotherLogAreNotBelieved() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    try await Self.write(1...100, driver)
    let connection = try await PostgresConnection.open(log.settings)
    try await connection.execute(
      """
      INSERT INTO trunkline.log_time SELECT \(Self.slice), 90, decode(repeat('00', 32), 'hex'), 0
      ON CONFLICT (slice, position) DO UPDATE SET id = excluded.id, latest_ms = excluded.latest_ms
      """)
    #expect(try await Self.read(from: .noon + .seconds(50), driver) == Reading(from: Position(50), wanted: 51))
    await connection.close()
    await log.close()
  }

  @Test func marksAreFoundByTheirKey() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    _ = try await log.openDriver()
    let connection = try await PostgresConnection.open(log.settings)
    let plan = try await connection.run { session in
      // A small table is read whole whatever its keys.
      try session.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
      let sql = LogStatements.timeMark.text.replacing("$1", with: "7::int2").replacing("$2", with: "0::int8")
      let rows = try session.query(Statement("plan", composed: "EXPLAIN " + sql))
      return try (0..<rows.count).map { try rows.string($0, 0) }.joined(separator: "\n")
    }
    #expect(plan.contains("Index Scan Backward using log_time_pkey on log_time"), "\(plan)")
    #expect(plan.contains("Index Scan using log_pkey on log"), "\(plan)")
    await connection.close()
    await log.close()
  }
}
