import EventLog
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

extension KafkaLogTests {
  /// The client's queue holds one record here. It would sleep for up to a second after each, forty in all.
  @Test(.timeLimit(.minutes(2)), arguments: everywhere)
  func aReaderWhoseQueueWasFullGoesOnAtOnce(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    for number in 1...40 as ClosedRange<UInt64> { try await pen.write(number...number, payload: 4_000) }
    var settings = try await log.settings()
    settings.properties = ["queued.max.messages.kbytes": "1", "fetch.message.max.bytes": "4000"]
    let reader = BulkReader(try settings.reader(settings.bulk), address: settings.brokers, waiting: settings.waiting)
    try await reader.restart(
      Self.slice, from: ReadStart(genesis: driver.chain.genesis(of: Self.slice, in: driver.id)))
    let start = ContinuousClock.now
    let batch = try await reader.next(through: nil, before: 41, limit: .bulk)
    #expect(batch.end == pen.point)
    #expect(ContinuousClock.now - start < .seconds(10))
    await reader.stop()
    await log.close()
  }
}
