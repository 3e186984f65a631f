import EventLog
import Values

/// The newest accepted records of a slice, as they stand in its partition.
struct RecordRing {
  struct Entry: Sendable {
    let record: Record
    let offset: Int64
  }

  /// Of one slice: a few seconds of a busy centre, and 64 of them still fit a small machine.
  static let bytesMax = 2 << 20

  private var newest: NewestCommits<Entry>

  init(bytesMax: Int = Self.bytesMax) { newest = NewestCommits(bytesMax: bytesMax) }

  mutating func append(_ record: Record, at offset: Int64) {
    newest.append(Entry(record: record, offset: offset), at: record.position, bytes: record.body.count)
  }

  /// `nil`: it is not in the ring.
  func entry(at position: Position) -> Entry? { newest[position] }

  /// Those after `position` through the limit; `nil`: the ring does not reach so far back.
  func entries(after position: Position, limit: BatchLimit) -> [Entry]? { newest.after(position, limit: limit) }
}
