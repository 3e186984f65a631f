import EventLog
import Storage
import Values

/// Where a reading of a slice begins.
struct ReadStart: Equatable {
  let point: ChainPoint
  let offset: Int64
  /// Whether the record of `point` itself is the first one read, to see that it is still there.
  let checksPoint: Bool
  /// When the last of all things happened through the point, as far as that matters to the reader.
  let latest: Instant

  /// The start of the slice.
  init(genesis: ChainPoint) {
    point = genesis
    offset = 0
    checksPoint = false
    latest = Instant(ms: .min)
  }

  /// After a record that this process has read.
  init(after point: ChainPoint, at offset: Int64) {
    self.point = point
    self.offset = offset
    checksPoint = false
    latest = Instant(ms: .min)
  }

  init(_ entry: LogIndexEntry) {
    point = ChainPoint(position: entry.position, id: entry.id, epoch: entry.epoch)
    offset = entry.offset
    checksPoint = true
    latest = entry.latest
  }
}

/// The acceptance rule over the records of a partition, in the order of their offsets.
struct SliceFold {
  enum Taken: Equatable {
    case accepted
    /// Written by a former owner, a repetition, or no record of ours.
    case skipped
    /// It was taken before.
    case known
    /// Offsets before it were not given.
    case ahead
    /// The record at the start is not the one that should be there.
    case wrongStart
  }

  private var acceptance: Acceptance
  private var missing = MissingRecord()
  /// Whether the record at the start is still to be seen.
  private(set) var checksStart: Bool
  /// The offset of the next record to take.
  private(set) var nextOffset: Int64
  private var foreign: UInt64 = 0

  init(from start: ReadStart) {
    acceptance = Acceptance(from: start.point)
    nextOffset = start.offset
    checksStart = start.checksPoint
    missing.accepted(start.point)
  }

  /// The last accepted record.
  var point: ChainPoint { acceptance.point }
  /// Of the record that it takes next.
  var nextPosition: Position { checksStart ? point.position : point.position.next }
  var passedOver: PassedOver { PassedOver(formerWriters: UInt64(acceptance.skipped), foreign: foreign) }
  /// The position that is missing, if what came so far says so.
  var missingPosition: Position? { missing.position }

  /// - Parameter key: `nil` for a record that is not ours.
  mutating func take(_ key: RecordKey?, at offset: Int64) -> Taken {
    if offset < nextOffset { return .known }
    if offset > nextOffset { return .ahead }
    if checksStart {
      guard let key, key.id == point.id, key.position == point.position, key.epoch == point.epoch else {
        return .wrongStart
      }
      checksStart = false
      nextOffset += 1
      return .accepted
    }
    nextOffset += 1
    guard let key else {
      foreign += 1
      return .skipped
    }
    let before = acceptance.point
    guard
      acceptance.admits(
        position: key.position, epoch: key.epoch, id: key.id, prev: key.prev, isOwnershipMarker: key.isOwnershipMarker)
    else {
      missing.skipped(key, after: before)
      return .skipped
    }
    missing.accepted(acceptance.point)
    return .accepted
  }

  /// The partition has no more below the offset than was given: what takes the offsets between is nobody's to read.
  mutating func takeEnd(at offset: Int64) -> Taken {
    if offset <= nextOffset { return .known }
    if checksStart { return .wrongStart }
    pass(to: offset)
    return .skipped
  }

  /// Nothing is retained between the next offset and this one.
  mutating func pass(to offset: Int64) { nextOffset = max(nextOffset, offset) }
}
