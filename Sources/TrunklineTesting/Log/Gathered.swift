package import EventLog
import Synchronization
package import Values

/// What submitters were told, from any task.
package final class Gathered: Sendable {
  private let positions = Mutex<[UInt64: Position]>([:])

  package init() {}

  package func insert(_ number: UInt64, at position: Position) {
    positions.withLock { $0[number] = position }
  }

  package var count: Int { positions.withLock { $0.count } }

  /// Everything that was acknowledged stands where it was acknowledged.
  package func areAll(in records: [Record]) throws {
    for (number, position) in positions.withLock({ $0 }) {
      let index = Int(position.number) - 1
      try expect(
        records.indices.contains(index), "commit \(number) was acknowledged at \(position), which is not there")
      try expectEqual(try records[index].commit.number, number, "the commit at acknowledged position \(position)")
    }
  }
}
