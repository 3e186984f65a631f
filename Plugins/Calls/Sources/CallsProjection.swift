import EventLog
import PluginKit
import Storage

/// Writes a row for everything that ends, straight from the event that tells of it: no heap object per event.
struct CallsProjection: BatchProjection {
  func fold(
    _ batch: RecordBatch, skipping skipped: SkippedEvents, into changes: inout RowChanges
  ) throws(ProjectionFault) {
    var fold = CallsFold(rows: CallsRows(takenFrom: &changes))
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
struct CallsRows {
  var call: RowBytes
  var entry: RowBytes
  var offer: RowBytes
  var conversation: RowBytes
  var agentState: RowBytes

  init(takenFrom changes: inout RowChanges) {
    precondition(changes.tables == CallsTable.all, "the changes are those of the Calls plugin")
    call = changes.appended[0]
    entry = changes.appended[1]
    offer = changes.appended[2]
    conversation = changes.appended[3]
    agentState = changes.appended[4]
    changes.appended.removeAll()
  }

  consuming func putBack(into changes: inout RowChanges) {
    changes.appended = [call, entry, offer, conversation, agentState]
  }
}
