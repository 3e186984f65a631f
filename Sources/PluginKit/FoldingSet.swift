import EventLog
import Storage

/// Changes of several batches that will be applied together: bounded by commits and by the bytes of the batches, or in
/// a fill by the memory of the rows, so that most events of one interval meet in one set.
struct FoldingSet: ~Copyable {
  /// About 250,000 events of the writer's usual commits.
  static let commitsMax = 131_072
  static let bytesMax = 24 << 20
  /// Of rows that wait to be written; there are two sets at a time. More would leave more to do when all is read.
  static let filledBytesMax = 16 << 20

  private let plugin: Plugin
  private let skipped: SkippedEvents
  private let isFilling: Bool
  private var changes: RowChanges
  private var commits = 0
  private var bytes = 0
  /// The point after the last batch that was folded; `nil` when nothing was.
  private(set) var end: ChainPoint?

  /// - Parameter filling: the tables are filled from the first event of the slice.
  init(plugin: Plugin, skipping skipped: SkippedEvents, filling: Bool) {
    self.plugin = plugin
    self.skipped = skipped
    isFilling = filling
    changes = RowChanges(tables: plugin.tables, fresh: filling)
  }

  var isFull: Bool {
    isFilling ? changes.byteCount >= Self.filledBytesMax : commits >= Self.commitsMax || bytes >= Self.bytesMax
  }

  mutating func fold(_ batch: RecordBatch) throws(ProjectionFault) {
    try plugin.projection.fold(batch, skipping: skipped, into: &changes)
    commits += batch.count
    bytes += batch.byteCount
    end = batch.end ?? end
  }

  /// What has gathered; the set is empty afterwards.
  mutating func take() -> RowChanges {
    let taken = changes
    changes = taken.following()
    commits = 0
    bytes = 0
    end = nil
    return taken
  }
}
