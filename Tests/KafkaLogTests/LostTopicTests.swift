import EventLog
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// A topic that changes under who uses it: by name, and never as if nothing had happened.
extension KafkaLogTests {
  /// The writer's records go to the new topic, at offsets where it had read others: they are not acknowledged.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func whoWritesToATopicThatWasMadeAnewIsTold() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...5)
    let head = pen.point
    try await log.remakeTopic()
    let records = try pen.seal(6...8)
    guard case .unknown = await driver.append(records, to: Self.slice) else {
      throw UnexpectedOutcome(description: "an append to another topic was answered")
    }
    let failure = await #expect(throws: LogFailure.self) {
      while true {
        try await EventLogConformance.whenReachable { _ = try await driver.resolve(records, in: Self.slice) }
      }
    }
    #expect(failure?.kind == .beyondHead(position: head.position, head: .zero))
    await #expect(throws: LogFailure.self) { try await driver.acquire(Self.slice, marker: .by("again")) }
    await log.close()
  }

  /// A topic whose setting was lowered refuses what the contract allows: by name, and the next is taken.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aCommitThatTheTopicDoesNotTakeIsNamed() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    var settings = try await log.settings()
    let copies = try await RawTopic(settings).copies()
    let others = TopicCheck.settings(replication: copies)
    try await RawTopic(settings).admin().makeTopic(
      settings.topic, partitions: Int32(Slice.count), replication: copies,
      settings: others + [(name: "max.message.bytes", value: "100000")])
    let failure = await #expect(throws: LogFailure.self) { _ = try await log.openDriver() }
    #expect(failure?.message.contains("max.message.bytes=100000") == true)
    settings.checksTopicSettings = false
    let driver = try await log.openDriver { $0.checksTopicSettings = false }
    let (writer, _) = try await SliceWriter.acquire(Self.slice, of: driver, marker: .by("first"))
    _ = try await writer.submit([.numbered(1)])
    let refusal = await #expect(throws: LogFailure.self) {
      _ = try await writer.submit([.numbered(2, payload: 200_000)])
    }
    guard case .tooLarge(let bytes, _)? = refusal?.kind else {
      throw UnexpectedOutcome(description: refusal?.message ?? "accepted")
    }
    #expect(bytes > 200_000)
    #expect(refusal?.message.hasSuffix("--add-config max.message.bytes=1048588") == true)
    let (next, _) = try await SliceWriter.acquire(Self.slice, of: driver, marker: .by("first"))
    _ = try await next.submit([.numbered(3)])
    #expect(try await driver.numbers(of: Self.slice) == [1, 3])
    _ = try await driver.verified(Self.slice)
    await log.close()
  }
}
