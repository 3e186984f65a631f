import EventLog
import KafkaClient
import Storage
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// A log that can't be trusted, or can't be reached, is refused by name.
extension KafkaLogTests {
  private func failure(_ body: () async throws -> Void) async throws -> LogFailure {
    try #require(await #expect(throws: LogFailure.self) { try await body() })
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aTopicWithOtherPartitionsIsRefused(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    var settings = try await log.settings()
    settings.topic = KafkaLogUnderTest.freshTopic()
    if case .mock = kafka {
      try await KafkaUnderTest.mockBrokers.makeTopic(settings.topic, partitions: 4)
    } else {
      try await RawTopic(settings).admin().makeTopic(settings.topic, partitions: 4, replication: 1, settings: [])
    }
    let failure = try await failure {
      _ = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: log.index, newID: LogID(ID128(high: 1, low: 1)))
    }
    #expect(failure.kind == .unsafe)
    #expect(failure.message.contains("has 4 partitions"))
    if case .real = kafka { try await RawTopic(settings).delete([settings.topic]) }
    await log.close()
  }

  /// The mock keeps three copies on three brokers, whatever it is told.
  @Test(.timeLimit(.minutes(1))) func aTopicWithTooFewCopiesIsRefused() async throws {
    let brokers = try MockBrokers(count: 3)
    var made = try await KafkaUnderTest.mock.settings(topic: KafkaLogUnderTest.freshTopic())
    made.brokers = brokers.addresses
    try brokers.makeTopic(made.topic, partitions: Int32(Slice.count), replication: 3)
    func open(wanted: Int32?) async throws {
      var settings = made
      settings.replication = wanted
      let log = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
      await log.close()
    }
    try await open(wanted: nil)
    try await open(wanted: 3)
    let failure = try await failure { try await open(wanted: 4) }
    #expect(failure.kind == .unsafe)
    #expect(failure.message.contains("keeps 3 of the 4 copies"))
  }

  /// More copies in sync than there are: no commit would ever be acknowledged.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aTopicThatWouldRefuseEveryCommitIsRefused() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let settings = try await log.settings()
    let copies = try await RawTopic(settings).copies()
    let others = TopicCheck.settings(replication: copies).filter { $0.name != "min.insync.replicas" }
    try await RawTopic(settings).admin().makeTopic(
      settings.topic, partitions: Int32(Slice.count), replication: copies,
      settings: others + [(name: "min.insync.replicas", value: "\(copies + 1)")])
    let failure = try await failure { _ = try await log.openDriver() }
    #expect(failure.kind == .unsafe)
    #expect(failure.message.hasSuffix("--add-config min.insync.replicas=\(copies < 3 ? 1 : 2)"))
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aTopicThatWouldForgetIsRefused() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let settings = try await log.settings()
    try await RawTopic(settings).admin().makeTopic(
      settings.topic, partitions: Int32(Slice.count), replication: try await RawTopic(settings).copies(),
      settings: [(name: "retention.ms", value: "86400000"), (name: "cleanup.policy", value: "compact")])
    let failure = try await failure { _ = try await log.openDriver() }
    #expect(failure.kind == .unsafe)
    #expect(failure.message.contains("retention.ms=86400000"))
    #expect(failure.message.contains("--add-config cleanup.policy=delete,retention.ms=-1"))
    await log.close()
  }

  @Test(.timeLimit(.minutes(1))) func aBrokerThatIsAwayIsNamed() async throws {
    var settings = KafkaSettings(brokers: "127.0.0.1:1")
    settings.waiting = .seconds(1)
    let failure = try await failure {
      _ = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
    }
    #expect(failure.kind == .unavailable)
    #expect(failure.message.contains("127.0.0.1:1"))
    #expect(failure.message.contains("Connection refused"))
  }

  /// Only by its name: its value may be a password.
  @Test(arguments: ["sasl.pasword": "of-the-people", "queue.buffering.max.ms": "of-the-people"])
  func aPropertyThatThereIsNotIsNamed(_ name: String, _ value: String) async throws {
    var settings = KafkaSettings(brokers: "127.0.0.1:1")
    settings.properties.values.append((name: name, value: value))
    let failure = try await failure {
      _ = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
    }
    #expect(failure.kind == .unsafe)
    #expect(failure.message.contains(name))
    #expect(!failure.message.contains(value))
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aTopicOfAnotherLogIsRefused(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    _ = try await driver.acquire(Self.slice, marker: .by("first"))
    let other = MemoryLogIndex()
    let wanted = try await other.keep(identity: LogID(ID128(high: 9, low: 9)))
    let settings = try await log.settings()
    let failure = try await failure {
      _ = try await KafkaEventLog.open(
        settings, chain: KafkaLogUnderTest.chain, index: other, newID: LogID(ID128(high: 1, low: 1)))
    }
    #expect(failure.kind == .otherLog(expected: wanted, found: driver.id))
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aTopicThatWasMadeAnewIsRefused(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    var pen = try await Pen(taking: Self.slice, of: try await log.openDriver())
    try await pen.write(1...5)
    // The index is told beside the appends.
    while log.index.entryCount == 0 { await Task.yield() }
    try await log.remakeTopic()
    let failure = try await failure { _ = try await log.openDriver() }
    #expect(failure.kind == .beyondHead(position: Position(1), head: .zero))
    await log.close()
  }

  /// As when its name was mistyped: none is made in its place. (The mock makes any topic that is asked for.)
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aTopicThatIsNotThereIsNotMadeForALogThatHadCommits() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    var pen = try await Pen(taking: Self.slice, of: try await log.openDriver())
    try await pen.write(1...5)
    while log.index.entryCount == 0 { await Task.yield() }
    let elsewhere = KafkaLogUnderTest.freshTopic()
    let failure = try await failure { _ = try await log.openDriver { $0.topic = elsewhere } }
    #expect(failure.kind == .beyondHead(position: Position(1), head: .zero))
    #expect(failure.message.contains("no topic \(elsewhere)"))
    #expect(try await RawTopic(try await log.settings()).admin().partitionCount(of: elsewhere) == nil)
    await log.close()
  }

  /// The mock can't delete a topic under a client.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aTopicThatIsMadeAnewUnderAReaderStopsIt() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...5)
    let point = pen.point
    try await log.remakeTopic()
    let failure = try await failure {
      while true {
        _ = try await EventLogConformance.whenReachable {
          try await driver.read(Self.slice, after: point, limit: .live)
        }
      }
    }
    #expect(failure.kind == .beyondHead(position: Position(6), head: .zero))
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aStartThatIsNotRetainedIsANamedFailure() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    var pen = try await Pen(taking: Self.slice, of: try await log.openDriver())
    try await pen.write(1...20)
    try await RawTopic(try await log.settings()).deleteRecords(of: Int32(Self.slice.number), below: 10)
    let driver = try await log.openDriver()
    let failure = try await failure {
      _ = try await driver.read(Self.slice, after: driver.genesis(of: Self.slice), limit: .live)
    }
    guard case .belowStart(Position(1), _) = failure.kind else { throw failure }
    await log.close()
  }

  /// A reader of old records that the topic has no more, since it was made anew, is not told that they were deleted.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func anEndThatIsGoneIsNotAStartThatIsGone() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...20)
    let settings = try await log.settings()
    let reader = BulkReader(try settings.reader(settings.bulk), address: settings.brokers, waiting: .seconds(20))
    try await log.remakeTopic()
    let failure = try await failure {
      try await reader.restart(Self.slice, from: ReadStart(after: pen.point, at: 21))
      _ = try await reader.next(through: nil, before: 22, limit: .live)
    }
    #expect(failure.kind == .beyondHead(position: Position(21), head: .zero))
    await reader.stop()
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func recordsThatAreNotOursArePassedOver(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    let raw = RawTopic(try await log.settings())
    let partition = Int32(Self.slice.number)
    var broken = try #require(try await raw.records().last)
    broken.key[0] = 9
    try await raw.write([
      .init(partition: partition, key: [], value: Array("hello".utf8)), broken,
      .init(partition: partition, key: [1, 2, 3], value: []),
    ])
    try await pen.write(3...4)
    for reader in [driver, try await log.openDriver()] {
      #expect(try await reader.numbers(of: Self.slice) == [1, 2, 3, 4])
      #expect(reader.tail[Self.slice].withView { $0.fold.passedOver.foreign } == 3)
    }
    await log.close()
  }
}
