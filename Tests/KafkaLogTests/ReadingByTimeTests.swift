import EventLog
import Events
import Storage
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// Who wants what happened from an instant on begins near it, and misses nothing.
extension KafkaLogTests {
  /// A commit a second; every thousandth tells of something that another clock saw an hour later.
  private static func draft(_ number: UInt64) -> CommitDraft {
    let plain = CommitDraft.numbered(number)
    let at = Instant.noon + .seconds(Int64(number))
    let event = Event(
      occurredAt: number % 1_000 == 0 ? at + .minutes(60) : at, body: plain.events[0].body)
    return CommitDraft(
      centre: plain.centre, commandID: plain.commandID, at: at, recordedAt: at, actor: plain.actor,
      configurationVersion: 1, events: [event])
  }

  private static func countFrom(_ instant: Instant, _ log: KafkaEventLog) async throws -> (read: Int, wanted: Int) {
    let start = try await log.point(before: instant, of: slice)
    let stream = try await log.scan(slice, after: start, through: nil, limit: .bulk)
    var count = (read: 0, wanted: 0)
    while let batch = try await stream.next() {
      count.read += batch.count
      try batch.forEachCommit { commit in
        if commit.events.contains(where: { $0.occurredAt >= instant }) { count.wanted += 1 }
      }
    }
    return count
  }

  @Test(.timeLimit(.minutes(2)), arguments: everywhere)
  func readersByTimeReadFewRecords(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    let (writer, _) = try await SliceWriter.acquire(Self.slice, of: driver, marker: .by("first"))
    for batch in 0..<41 as Range<UInt64> {
      _ = try await writer.submit((1...500).map { Self.draft(batch * 500 + $0) })
    }
    while log.index.entryCount < 3 { await Task.yield() }
    // Position 20,000 is number 19,999, and the hour that number 19,000 is ahead lies behind all others.
    let late = Instant.noon + .seconds(19_000 + 3_600 + 1)
    #expect(try await Self.countFrom(late, driver) == (read: 501, wanted: 1))
    #expect(try await Self.countFrom(.noon + .seconds(19_000 + 3_600), driver) == (read: 10_501, wanted: 2))
    #expect(try await Self.countFrom(.noon + .seconds(13_000), driver) == (read: 10_501, wanted: 7_504))
    #expect(try await Self.countFrom(.noon, driver) == (read: 20_501, wanted: 20_501))
    // One who comes later goes on from the index, and so does what it adds.
    let reader = try await log.openDriver()
    #expect(try await Self.countFrom(late, reader) == (read: 501, wanted: 1))

    // An index of another time is not believed.
    let entry = try #require(try await log.index.entry(of: Self.slice, notAbove: Position(20_000)))
    try await log.index.add([
      LogIndexEntry(
        slice: entry.slice, position: entry.position, offset: entry.offset, id: .zero, epoch: entry.epoch,
        latest: .noon)
    ])
    #expect(try await Self.countFrom(late, driver).read == 20_501)
    await log.close()
  }
}
