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

  /// What was lost for a while, as behind a broker that had heard nothing for long, needs no new process.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aSliceThatIsWholeAgainGoesOn() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let driver = try await log.openDriver {
      $0.doubt = .seconds(1)
      $0.rest = .seconds(2)
    }
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...5)
    let topic = RawTopic(try await log.settings())
    let records = try await topic.records()
    try await log.remakeTopic()
    let failure = await #expect(throws: LogFailure.self) {
      while true {
        try await EventLogConformance.whenReachable { _ = try await driver.head(of: Self.slice) }
      }
    }
    #expect(failure?.kind == .beyondHead(position: pen.point.position, head: .zero))
    try await topic.write(records)
    await until { driver.tail[Self.slice].isFollowed }
    try await pen.write(6...7)
    #expect(try await driver.numbers(of: Self.slice) == Array(1...7))
    _ = try await driver.verified(Self.slice)
    await log.close()
  }

  /// Its thread, its client and their connections end with the log.
  @Test(.timeLimit(.minutes(1))) func theTailOfALogThatIsClosedIsGone() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .mock)
    let settings = try await log.settings()
    func use() async throws -> () -> Tail? {
      let driver = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(.random()))
      var pen = try await Pen(taking: Self.slice, of: driver)
      try await pen.write(1...5)
      await driver.close()
      return { [weak tail = driver.tail] in tail }
    }
    let tail = try await use()
    await until { tail() == nil }
    await log.close()
  }
}
