import EventLog
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// What former owners write is seen, passed over and counted; what nobody knows the fate of is kept out by a new epoch.
extension KafkaLogTests {
  static let slice = EventLogConformance.slice
  static let everywhere: [KafkaUnderTest] = KafkaUnderTest.runsReal ? [.mock, .real] : [.mock]

  /// Sends records whatever the log has become, as one that was paused between its decision and its sending.
  private func sendLate(_ records: [Record], by driver: KafkaEventLog) async throws {
    let result = try await driver.sender.send(records, to: Self.slice, expecting: -1)
    try expectEqual(result, .elsewhere, "sent")
  }

  /// The records passed over, once all that is there was read.
  private func skipped(_ driver: KafkaEventLog) async throws -> Int {
    _ = try await driver.head(of: Self.slice)
    return Int(driver.passedOver.formerWriters)
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aZombieIsPassedOverAndCounted(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let (paused, successor) = (try await log.openDriver(), try await log.openDriver())
    var old = try await Pen(taking: Self.slice, of: paused)
    try await old.write(1...3)
    let late = try old.seal(4...6)
    var new = try await Pen(taking: Self.slice, of: successor, as: "second")
    try await new.write(100...102)
    try await sendLate(late, by: paused)
    // The successor has not read them: its next records land elsewhere than it expects, and count all the same.
    try await new.write(103...110)
    #expect(await paused.append(late, to: Self.slice) == .fenced(by: Epoch(2)))
    for driver in [successor, paused, try await log.openDriver()] {
      #expect(try await driver.numbers(of: Self.slice) == [1, 2, 3] + Array(100...110))
      // More, if the paused one sent them again before it knew.
      #expect(try await skipped(driver) >= 3)
      _ = try await driver.verified(Self.slice)
    }
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aTakingBetweenPipelinedRecordsKeepsTheRestOut(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let (driver, other) = (try await log.openDriver(), try await log.openDriver())
    var pen = try await Pen(taking: Self.slice, of: driver)
    let records = try pen.seal(1...4)
    try await sendLate([records[0]], by: driver)
    let marker = try await other.acquire(Self.slice, marker: .by("second"))
    try await sendLate(Array(records[1...]), by: driver)
    #expect(await driver.append(records, to: Self.slice) == .fenced(by: marker.epoch))
    #expect(try await other.head(of: Self.slice) == marker)
    let reader = try await log.openDriver()
    #expect(try await reader.numbers(of: Self.slice) == [1])
    #expect(try await skipped(reader) >= 3)
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func recordsOfUnknownFateAreKeptOutByANewEpoch(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    let lost = try pen.seal(3...4)
    driver.tenures.change(Self.slice) { $0.isUnsettled = true }
    let outcome = try await driver.resolve(lost, in: Self.slice)
    let head = try await driver.head(of: Self.slice)
    #expect(head.epoch == Epoch(2))
    #expect(outcome == .stale(head: head))
    // They land after all, too late.
    try await sendLate(lost, by: driver)
    #expect(await driver.append(lost, to: Self.slice) == .stale(head: head))
    #expect(try await driver.numbers(of: Self.slice) == [1, 2])
    let commit = try #require(try await driver.records(of: Self.slice).last?.commit)
    #expect(commit.actor.id == "first")
    _ = try await driver.verified(Self.slice)
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func recordsOfUnknownFateThatLandedAreAccepted(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    let records = try pen.seal(1...4)
    try await sendLate(records, by: driver)
    driver.tenures.change(Self.slice) { $0.isUnsettled = true }
    #expect(try await driver.resolve(records, in: Self.slice) == .accepted)
    // Its own barrier stands before the writer's next record: it takes the slice again, and is not replaced.
    let head = try await driver.head(of: Self.slice)
    #expect(head.epoch == Epoch(2))
    #expect(await driver.append(try pen.seal(5...5), to: Self.slice) == .stale(head: head))
    #expect(try await driver.numbers(of: Self.slice) == [1, 2, 3, 4])
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func ofRecordsOfUnknownFateAPrefixMayLand(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    let records = try pen.seal(1...4)
    try await sendLate(Array(records[..<2]), by: driver)
    driver.tenures.change(Self.slice) { $0.isUnsettled = true }
    let outcome = try await driver.resolve(records, in: Self.slice)
    #expect(outcome == .stale(head: try await driver.head(of: Self.slice)))
    #expect(try await driver.numbers(of: Self.slice) == [1, 2])
    await log.close()
  }

  /// Whoever was replaced meanwhile does not take the slice back to find out.
  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aForeignTakingIsABarrierToo(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    let records = try pen.seal(1...2)
    driver.tenures.change(Self.slice) { $0.isUnsettled = true }
    let marker = try await log.openDriver().acquire(Self.slice, marker: .by("second"))
    #expect(try await driver.resolve(records, in: Self.slice) == .fenced(by: marker.epoch))
    #expect(try await driver.head(of: Self.slice) == marker)
    await log.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aProducerThatCanNotGoOnIsReplaced(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...3)
    let former = try #require(driver.sender.producer)
    former.failForTests()
    let point = try await EventLogConformance.whenReachable {
      try await driver.acquire(Self.slice, marker: .by("again"))
    }
    #expect(driver.sender.producer !== former)
    pen = Pen(driver, Self.slice, after: point)
    try await pen.write(4...6)
    #expect(try await driver.numbers(of: Self.slice) == Array(1...6))
    _ = try await driver.verified(Self.slice)
    await log.close()
  }
}
