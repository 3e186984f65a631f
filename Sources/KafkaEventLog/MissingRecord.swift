import EventLog
import Values

/// Tells a record that is missing from one that a former owner wrote.
///
/// What a former owner wrote has a smaller epoch, or follows another record that was skipped. A record of the current
/// epoch, or of a greater one, beyond the next position and after a record that nobody has seen, says that the log has
/// lost something: to go on would be a silent jump. A new owner's marker at the next position settles it, since it was
/// written by one who knew that nothing is missing.
struct MissingRecord {
  /// Ids remembered at most: more than one writer has under way.
  private static let idsMax = 4_096

  private var skipped: Set<Digest256> = []
  private var epoch = Epoch.zero
  /// The first position that is missing, by what was read so far.
  private(set) var position: Position?

  mutating func accepted(_ point: ChainPoint) {
    position = nil
    guard point.epoch != epoch else { return }
    epoch = point.epoch
    skipped = []
  }

  mutating func skipped(_ key: RecordKey, after point: ChainPoint) {
    guard key.epoch >= point.epoch else { return }
    if key.position > point.position.next, !skipped.contains(key.prev), skipped.count < Self.idsMax {
      position = point.position.next
    }
    if skipped.count < Self.idsMax { skipped.insert(key.id) }
  }
}
