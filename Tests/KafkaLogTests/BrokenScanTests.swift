import EventLog
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// A scan ends at its end, or with a failure.
extension KafkaLogTests {
  @Test(.timeLimit(.minutes(1))) func aScanWhoseBrokerGoesFailsAndIsNeverShort() async throws {
    let brokers = try MockBrokers()
    let topic = KafkaLogUnderTest.freshTopic()
    try brokers.makeTopic(topic, partitions: Int32(Slice.count))
    var settings = try await KafkaUnderTest.mock.settings(topic: topic)
    settings.brokers = brokers.addresses
    settings.waiting = .seconds(2)
    // Little is fetched ahead: what is left must come from a broker that is gone.
    settings.properties.values += [
      (name: "queued.min.messages", value: "1"), (name: "fetch.message.max.bytes", value: "20000"),
      (name: "queued.max.messages.kbytes", value: "20"),
    ]
    let driver = try await KafkaEventLog.open(
      settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
    var pen = try await Pen(taking: Self.slice, of: driver)
    for round in 0..<20 as Range<UInt64> { try await pen.write(round * 10 + 1...round * 10 + 10, payload: 5_000) }
    let stream = try await driver.scan(
      Self.slice, after: driver.genesis(of: Self.slice), through: nil, limit: BatchLimit(records: 5, bytes: 1 << 20))
    var point = driver.genesis(of: Self.slice)
    var batches = 0
    let failure = await #expect(throws: LogFailure.self) {
      while let batch = try await stream.next() {
        #expect(batch.record(at: 0).prev == point.id)
        point = try #require(batch.end)
        batches += 1
        if batches == 2 { brokers.stop(1) }
      }
    }
    #expect(failure?.kind == .unavailable)
    #expect(batches >= 2 && point.position < Position(201))
    #expect(try await stream.next() == nil)
    await driver.close()
  }
}
