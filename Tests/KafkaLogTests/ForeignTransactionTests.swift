import EventLog
import KafkaClient
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// Others may write to the topic in transactions. What ends one takes an offset, and no reader is ever given it.
extension KafkaLogTests {
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal), arguments: [true, false])
  func aForeignTransactionAtTheEndBlocksNobody(isCommitted: Bool) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let driver = try await log.openDriver()
    let topic = RawTopic(try await log.settings())
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...3)
    try await topic.writeInTransaction(to: Int32(Self.slice.number), isCommitted: isCommitted)
    #expect(try await driver.head(of: Self.slice) == pen.point)
    try await pen.write(4...6)
    try await topic.writeInTransaction(to: Int32(Self.slice.number), isCommitted: isCommitted)
    let reader = try await log.openDriver()
    var successor = try await Pen(taking: Self.slice, of: reader, as: "second")
    #expect(try await driver.head(of: Self.slice).epoch == Epoch(2))
    try await successor.write(7...9)
    try await topic.writeInTransaction(to: Int32(Self.slice.number), isCommitted: isCommitted)
    // One that begins at the newest entry of the index, and reads what is older by itself.
    let third = try await log.openDriver()
    #expect(try await third.numbers(of: Self.slice) == Array(1...9))
    #expect(try await third.verified(Self.slice).count == 11)
    #expect(try await third.passedOver(in: Self.slice).formerWriters == 0)
    await log.close()
  }

  /// Its end is all that the log's identity could be read from.
  @Test(.timeLimit(.minutes(1)), .enabled(if: KafkaUnderTest.runsReal))
  func aPartitionWithNothingButAForeignTransactionIsEmpty() async throws {
    let log = try await KafkaLogUnderTest.fresh(on: .real)
    let first = try await log.openDriver()
    let topic = RawTopic(try await log.settings())
    try await topic.writeInTransaction(to: 0, isCommitted: true)
    try await topic.writeInTransaction(to: Int32(Self.slice.number), isCommitted: false)
    let driver = try await log.openDriver()
    #expect(driver.id == first.id)
    #expect(try await driver.head(of: .numbered(0)).position == .zero)
    var pen = try await Pen(taking: Self.slice, of: driver)
    try await pen.write(1...2)
    #expect(try await first.numbers(of: Self.slice) == [1, 2])
    await log.close()
  }
}
