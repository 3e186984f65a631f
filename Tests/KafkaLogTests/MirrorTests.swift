import EventLog
import Testing
import TrunklineTesting
import Values

@testable import KafkaEventLog

/// How far readers are, as Kafka's own tools see it.
extension KafkaLogTests {
  private static func offsets(of reader: String, _ log: KafkaLogUnderTest) async throws -> [Int32: Int64] {
    try await RawTopic(log.settings()).offsets(in: GroupMirror.group(of: reader, on: log.topic))
  }

  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func placesOfReadersAreOffsetsOfGroups(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    let (slice, other) = (Self.slice, Slice.numbered(9))
    let partition = Int32(slice.number)
    var pen = try await Pen(taking: slice, of: driver)
    try await pen.write(1...30)
    _ = try await Pen(taking: other, of: driver)
    let mirror = try #require(driver.makePositionMirror())
    let places = [
      ReaderPlace(reader: "calls", slice: slice, position: Position(31)),
      ReaderPlace(reader: "calls", slice: other, position: .zero),
      ReaderPlace(reader: "kpi", slice: slice, position: Position(10)),
    ]
    // A broker that was just started has no coordinator of groups for a second or two.
    await until { (try? await mirror.show(places)) != nil }
    #expect(try await Self.offsets(of: "calls", log) == [partition: 31, 9: 0])
    #expect(try await Self.offsets(of: "kpi", log) == [partition: 10])

    // What is no record of ours is behind whoever has read all that there is, and before whoever has not.
    try await RawTopic(log.settings()).write([RawTopic.RawRecord(partition: partition, key: [1], value: [2])])
    #expect(try await driver.head(of: slice) == pen.point)
    try await mirror.show([
      ReaderPlace(reader: "calls", slice: slice, position: Position(31)),
      ReaderPlace(reader: "kpi", slice: slice, position: Position(30)),
    ])
    #expect(try await Self.offsets(of: "calls", log) == [partition: 32, 9: 0])
    #expect(try await Self.offsets(of: "kpi", log) == [partition: 30])
    await mirror.close()
    await log.close()
  }

  /// More than memory holds lies after the reader.
  @Test(.timeLimit(.minutes(1)), arguments: everywhere)
  func aReaderFarBehindIsShownByTheIndex(_ kafka: KafkaUnderTest) async throws {
    let log = try await KafkaLogUnderTest.fresh(on: kafka)
    let driver = try await log.openDriver()
    var pen = try await Pen(taking: Self.slice, of: driver)
    let each = RecordRing.bytesMax / 40
    for round in 0..<10 as Range<UInt64> { try await pen.write(round * 10 + 1...round * 10 + 10, payload: each) }
    let mirror = try #require(driver.makePositionMirror())
    try await mirror.show([ReaderPlace(reader: "kpi", slice: Self.slice, position: Position(5))])
    #expect(try await Self.offsets(of: "kpi", log) == [Int32(Self.slice.number): 5])
    await mirror.close()
    await log.close()
  }
}
