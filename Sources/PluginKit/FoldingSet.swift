import EventLog
import Storage

/// Changes of several batches that will be applied together: bounded by commits and by the bytes of the batches.
struct FoldingSet: ~Copyable {
  /// About 250,000 events of the writer's usual commits.
  static let commitsMax = 131_072
  static let bytesMax = 24 << 20

  private let plugin: Plugin
  private let skipped: SkippedEvents
  private var changes: RowChanges
  private var commits = 0
  private var bytes = 0
  /// The point after the last batch that was folded; `nil` when nothing was.
  private(set) var end: ChainPoint?

  init(plugin: Plugin, skipping skipped: SkippedEvents) {
    self.plugin = plugin
    self.skipped = skipped
    changes = RowChanges(tables: plugin.tables)
  }

  var isFull: Bool { commits >= Self.commitsMax || bytes >= Self.bytesMax }

  mutating func fold(_ batch: RecordBatch) throws(ProjectionFault) {
    try plugin.projection.fold(batch, skipping: skipped, into: &changes)
    commits += batch.count
    bytes += batch.byteCount
    end = batch.end ?? end
  }

  /// What has gathered; the set is empty afterwards.
  mutating func take() -> RowChanges {
    let taken = changes
    changes = RowChanges(tables: plugin.tables)
    commits = 0
    bytes = 0
    end = nil
    return taken
  }
}
