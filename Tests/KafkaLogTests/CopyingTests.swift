import EventLog
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// A log that moves to Kafka keeps its identity, positions, ids and chain.
extension KafkaLogTests {
  private func source(_ id: LogID) async throws -> MemoryEventLog {
    let source = MemoryEventLog(id: id, chain: KafkaLogUnderTest.chain)
    for owner in ["first", "second"] {
      var pen = try await Pen(taking: Self.slice, of: source, as: owner)
      let base: UInt64 = owner == "first" ? 1 : 101
      try await pen.write(base...base + 39)
    }
    return source
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aCopyIsTheSameLog(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    let source = try await source(driver.id)
    let all = try await source.records(of: Self.slice)
    // In pieces, of which some come twice: one that broke off goes on.
    for piece in [0..<30, 0..<30, 20..<50, 50..<82] as [Range<Int>] {
      try await driver.copy(RecordBatch(slice: Self.slice, records: all[piece]))
    }
    #expect(try await driver.verified(Self.slice) == all)
    let reader = try await log.openDriver()
    #expect(try await reader.verified(Self.slice) == all)
    var pen = try await Pen(taking: Self.slice, of: reader, as: "third")
    try await pen.write(201...205)
    #expect(pen.point.epoch == Epoch(3))
    await log.close()
  }

  /// A body that was altered where it comes from is not taken to where it would look as good as the others.
  @Test(.timeLimit(.minutes(1))) func aRecordWhoseBodyWasAlteredIsNotCopied() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .mock)
    let driver = try await log.openDriver()
    var records = try await source(driver.id).records(of: Self.slice)
    let (good, other) = (records[5], records[6])
    records[5] = Record(
      position: good.position, epoch: good.epoch, id: good.id, prev: good.prev, body: other.body)
    await #expect {
      try await driver.copy(RecordBatch(slice: Self.slice, records: records))
    } throws: {
      ($0 as? LogFailure)?.kind == .broken(position: good.position)
    }
    #expect(try await driver.head(of: Self.slice).position == .zero)
    await log.close()
  }

  @Test(.timeLimit(.minutes(1))) func aCopyOfAnotherHistoryIsRefused() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .mock)
    let driver = try await log.openDriver()
    let source = try await source(driver.id)
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(7...9)
    let batch = try await source.read(Self.slice, after: source.genesis(of: Self.slice), limit: .live)
    await #expect {
      try await driver.copy(batch)
    } throws: {
      if case .diverged? = ($0 as? LogFailure)?.kind { true } else { false }
    }
    #expect(try await driver.numbers(of: Self.slice) == [7, 8, 9])
    await log.close()
  }
}
