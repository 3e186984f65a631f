import EventLog
import Values

/// Gathers rows into a batch and checks the acceptance rule on the way. The table holds accepted records only, so one
/// that is not admitted means that rows are missing or were changed.
struct BatchGathering {
  private let slice: Slice
  private var acceptance: Acceptance
  private var batch: RecordBatch

  init(slice: Slice, after point: ChainPoint) {
    self.slice = slice
    acceptance = Acceptance(from: point)
    batch = RecordBatch(slice: slice)
  }

  var bytes: Int { batch.byteCount }
  var count: Int { batch.count }
  var point: ChainPoint { acceptance.point }

  mutating func add(
    position: Position, epoch: Epoch, id: Digest256, prev: Digest256, body: UnsafeRawBufferPointer
  ) throws(LogFailure) {
    // Who may raise the epoch was decided when the row was inserted.
    guard acceptance.admits(position: position, epoch: epoch, id: id, prev: prev, isOwnershipMarker: true) else {
      let expected = acceptance.point.position.next
      throw position > expected
        ? LogFailure.broken(at: expected, of: slice)
        : LogFailure.broken(
          at: position, of: slice, "does not follow the record before it: it was changed, or moved to another place")
    }
    batch.append(position: position, epoch: epoch, id: id, prev: prev, body: body)
  }

  mutating func reserve(records: Int, bytes: Int) {
    batch = RecordBatch(slice: slice, reservingRecords: records, bytes: bytes)
  }

  mutating func take() -> RecordBatch {
    defer { batch = RecordBatch(slice: slice) }
    return batch
  }
}
