import EventLog
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// Faults that the mock cluster makes on demand, on a cluster of their own.
extension KafkaLogTests {
  private func ownCluster() async throws -> (brokers: MockBrokers, settings: KafkaSettings) {
    let brokers = try MockBrokers()
    let topic = KafkaLogUnderTest.freshTopic()
    try brokers.makeTopic(topic, partitions: Int32(Slice.count))
    var settings = try await KafkaUnderTest.mock.settings(topic: topic)
    settings.brokers = brokers.addresses
    settings.properties.values.append((name: "delivery.timeout.ms", value: "1000"))
    return (brokers, settings)
  }

  private func open(_ settings: KafkaSettings) async throws -> KafkaEventLog {
    try await KafkaEventLog.open(
      settings, chain: KafkaLogUnderTest.chain, index: MemoryLogIndex(), newID: LogID(ID128(high: 1, low: 1)))
  }

  @Test(.timeLimit(.minutes(1))) func whatWasNotSentWhileTheBrokerWasAwayIsSentAgain() async throws {
    let (brokers, made) = try await ownCluster()
    var settings = made
    settings.waiting = .seconds(2)
    let driver = try await open(settings)
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    brokers.stop(1)
    // Once the client has noticed nothing can leave, so nothing can land.
    let producer = try #require(driver.sender.producer)
    while producer.takeNotes() == nil { await Task.yield() }
    let records = try pen.seal(3...5)
    guard case .unknown = await driver.append(records, to: Self.slice) else {
      throw UnexpectedOutcome(description: "an append to nobody was answered")
    }
    await #expect {
      try await driver.resolve(records, in: Self.slice)
    } throws: {
      ($0 as? LogFailure)?.kind == .unavailable
    }
    brokers.start(1)
    let outcome = try await EventLogConformance.whenReachable {
      try await driver.resolve(records, in: Self.slice)
    }
    #expect(outcome == .accepted)
    #expect(try await driver.numbers(of: Self.slice) == [1, 2, 3, 4, 5])
    #expect(try await driver.verified(Self.slice).last?.epoch == Epoch(1))
    await driver.close()
  }

  @Test(.timeLimit(.minutes(1))) func anAnswerThatComesTooLateIsFoundInTheLog() async throws {
    let (brokers, settings) = try await ownCluster()
    let driver = try await open(settings)
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    brokers.delayAnswers(of: 1, ms: 3_000)
    let records = try pen.seal(3...5)
    guard case .unknown = await driver.append(records, to: Self.slice) else {
      throw UnexpectedOutcome(description: "the answer was in time")
    }
    #expect(driver.tenures[Self.slice].isUnsettled)
    brokers.delayAnswers(of: 1, ms: 0)
    let outcome = try await EventLogConformance.whenReachable {
      try await driver.resolve(records, in: Self.slice)
    }
    #expect(outcome == .accepted)
    #expect(try await driver.numbers(of: Self.slice) == [1, 2, 3, 4, 5])
    #expect(try await driver.head(of: Self.slice).epoch == Epoch(2))
    #expect(!driver.tenures[Self.slice].isUnsettled)
    await driver.close()
  }

  /// Errors that a broker takes back are the client's to try again: nobody hears of them, and nothing stands twice. One
  /// record at a time: unlike a real broker the mock takes what was sent behind a record that it refused.
  @Test(.timeLimit(.minutes(1))) func errorsThatPassAreNotSeen() async throws {
    let (brokers, settings) = try await ownCluster()
    let driver = try await open(settings)
    var pen = try await Pen(taking: Self.slice, of: driver)
    // Not leader for partition, not enough replicas, request timed out.
    for (round, code) in [6, 19, 7, 6, 19, 7].enumerated() {
      brokers.refuse(.produce, with: [Int32(code)])
      let number = UInt64(round + 1)
      let outcome = await driver.append(try pen.seal(number...number), to: Self.slice)
      guard outcome == .accepted else { throw UnexpectedOutcome(description: "error \(code): \(outcome)") }
    }
    _ = try await driver.verified(Self.slice)
    #expect(try await driver.numbers(of: Self.slice) == Array(1...6))
    await driver.close()
  }

  /// The broker says that the record is there already, and not where: only the log can say whether it is.
  @Test(.timeLimit(.minutes(1))) func aSuccessWithoutAnOffsetIsNotBelieved() async throws {
    let (brokers, settings) = try await ownCluster()
    let driver = try await open(settings)
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    let head = pen.point
    // Duplicate sequence number: the mock says so and takes nothing.
    brokers.refuse(.produce, with: [46])
    #expect(await driver.append(try pen.seal(3...3), to: Self.slice) == .stale(head: head))
    #expect(try await driver.numbers(of: Self.slice) == [1, 2])
    await driver.close()
  }

  @Test(.timeLimit(.minutes(1))) func whoBeganToWaitWhileTheBrokerWasAwayIsWoken() async throws {
    let (brokers, made) = try await ownCluster()
    var settings = made
    settings.waiting = .seconds(1)
    let (driver, other) = (try await open(settings), try await open(settings))
    brokers.stop(1)
    async let waiting: Void = other.signal.waitForAppend(to: Self.slice, beyond: .zero)
    // As long as the first look of whoever waits takes.
    for _ in 0..<2 {
      await #expect {
        try await other.head(of: .numbered(1))
      } throws: {
        ($0 as? LogFailure)?.kind == .unavailable
      }
    }
    brokers.start(1)
    _ = try await EventLogConformance.whenReachable { try await driver.acquire(Self.slice, marker: .by("first")) }
    await waiting
    await driver.close()
    await other.close()
  }

  struct UnexpectedOutcome: Error, CustomStringConvertible { let description: String }
}
