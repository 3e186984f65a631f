import EventLog
import Storage
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// The index shortens the way to a position, and is believed only where the log agrees.
extension KafkaLogTests {
  @Test(.timeLimit(.minutes(2)), arguments: everywhere)
  func markersAndEachTenThousandthCommitAreIndexed(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    let (writer, _) = try await SliceWriter.acquire(Self.slice, of: driver, marker: .by("first"))
    for batch in 0..<21 as Range<UInt64> {
      _ = try await writer.submit((1...500).map { .numbered(batch * 500 + $0) })
    }
    while log.index.entryCount < 2 { await Task.yield() }
    let entry = try #require(try await log.index.entry(of: Self.slice, notAbove: Position(.max)))
    #expect(entry.position == Position(10_000))
    #expect(try await driver.point(at: Position(10_000), of: Self.slice).id == entry.id)

    let reader = try await log.openDriver()
    #expect(try await reader.head(of: Self.slice).position == Position(10_501))
    // It began at the entry, so older records come from another reader.
    #expect(reader.tail[Self.slice].withView { $0.point(at: Position(9_999)) == nil } == true)
    let point = try await reader.point(at: Position(9_990), of: Self.slice)
    #expect(try await reader.records(of: Self.slice, after: point).count == 511)
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func anIndexThatWasDroppedIsNotMissed(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...30)
    var settings = try await log.settings()
    settings.sockets = nil
    let reader = try await KafkaEventLog.open(
      settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
    #expect(reader.id == driver.id)
    #expect(try await reader.head(of: Self.slice) == pen.point)
    #expect(try await reader.verified(Self.slice).count == 31)
    await reader.close()
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func anIndexThatIsWrongIsNotBelieved(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...30)
    try await log.index.add([
      LogIndexEntry(
        slice: Self.slice, position: Position(8), offset: 12, id: .zero, epoch: Epoch(1), latest: .noon),
      LogIndexEntry(
        slice: Self.slice, position: Position(9), offset: 9_999, id: .zero, epoch: Epoch(1), latest: .noon),
    ])
    let reader = try await log.openDriver()
    #expect(try await reader.head(of: Self.slice) == pen.point)
    #expect(try await reader.point(at: Position(8), of: Self.slice) == driver.point(at: Position(8), of: Self.slice))
    #expect(try await reader.verified(Self.slice).count == 31)
    await log.close()
  }

  /// More than memory holds: a reader goes from the old records to the new ones without gap or repetition.
  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func readersGoFromOldRecordsToNewOnes(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    let each = RecordRing.bytesMax / 40
    for round in 0..<10 as Range<UInt64> { try await pen.write(round * 10 + 1...round * 10 + 10, payload: each) }
    #expect(driver.tail[Self.slice].withView { $0.point(at: Position(5)) == nil } == true)
    let all = try await driver.verified(Self.slice)
    #expect(all.count == 101)
    for limit in [1, 7, 1_000] {
      let read = try await driver.records(of: Self.slice, limit: BatchLimit(records: limit, bytes: 1 << 30))
      #expect(read == all)
    }
    await log.close()
  }
}
