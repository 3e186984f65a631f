import EventLog
import PluginKit
import Storage

/// Folds events into sums and counts, reading them in place: no heap object per event.
struct KPIProjection: BatchProjection {
  func fold(
    _ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges
  ) throws(ProjectionFault) {
    var fold = KPIFold(rows: KPIRows(takenFrom: &changes))
    do throws(ProjectionFault) {
      try batch.forEachEvent(skipping: skipped, &fold)
    } catch {
      fold.rows.putBack(into: &changes)
      throw error
    }
    fold.rows.putBack(into: &changes)
  }
}

/// The rows of all tables, taken out of `RowChanges` for the time of a fold so that each is reached directly.
struct KPIRows {
  var queueArrival: MergedRows
  var queueEvent: MergedRows
  var queueWait: MergedRows
  var callArrival: MergedRows
  var agentInterval: MergedRows
  var agentNotReady: MergedRows
  var agentArrival: MergedRows
  var queueTarget: MergedRows

  init(takenFrom changes: inout RowChanges) {
    precondition(changes.tables == KPITable.all, "the changes are those of the KPI plugin")
    func take(_ table: Int) -> MergedRows { changes.merged[table].take()! }
    queueArrival = take(0)
    queueEvent = take(1)
    queueWait = take(2)
    callArrival = take(3)
    agentInterval = take(4)
    agentNotReady = take(5)
    agentArrival = take(6)
    queueTarget = take(7)
  }

  consuming func putBack(into changes: inout RowChanges) {
    changes.merged = [
      queueArrival, queueEvent, queueWait, callArrival, agentInterval, agentNotReady, agentArrival, queueTarget,
    ]
  }
}

extension MergedRows {
  /// Merges into a column that is known by name.
  @inline(__always) mutating func merge(_ value: Int64, _ column: some ValueColumns, _ row: Int) {
    merge(value, column: column.rawValue, row: row)
  }

  /// The row of the key as it is built so far.
  @inline(__always) mutating func row(_ key: borrowing RowKey) -> Int {
    let hash = key.hash
    return key.withBytes { row(key: $0, hash: hash) }
  }
}
