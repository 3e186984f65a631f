import EventLog
import Testing
import Values

@testable import KafkaEventLog

@Suite struct RecordRingTests {
  private static func record(_ number: UInt64) -> Record {
    Record(position: Position(number), epoch: Epoch(1), id: .zero, prev: .zero, body: [1, 2, 3])
  }

  /// A position from outside may be any number.
  @Test(arguments: [0, 1, 4, 9, 1 << 32, 1 << 63, .max - 1, .max] as [UInt64])
  func anyPositionMayBeAskedFor(_ number: UInt64) {
    var ring = RecordRing()
    for position in 5...7 as ClosedRange<UInt64> { ring.append(Self.record(position), at: Int64(position)) }
    #expect(ring.entry(at: Position(number)) == nil)
    #expect(ring.entry(at: Position(6))?.offset == 6)
    if number >= 7, number < .max {
      #expect(ring.entries(after: Position(number), limit: .live)?.isEmpty == true)
    }
    #expect(ring.entries(after: Position(5), limit: .live)?.map(\.offset) == [6, 7])
    #expect(ring.entries(after: Position(3), limit: .live) == nil)
  }
}
